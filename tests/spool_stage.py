"""A stage for outages: a real store that can be taken away, a real spool beside it, channels that print."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.channels.base import Inbound
from bot.engine import build_engine
from bot.gap import Patience
from bot.spool import Spool
from bot.stage import REHEARSAL_KEY
from storage.errors import StoreUnavailable
from storage.vault import Vault
from tests.core_stage import Play, playing
from tests.world import ADA, Line, client

__all__ = ["ADA", "KIM", "PEOPLE", "SAM", "Line", "Outage", "outage"]

SAM, KIM = client("sam", "telegram"), client("kim", "sms", "thu 10:00")
PEOPLE: tuple[Line, ...] = (ADA, SAM, KIM)


class Outage:
    """A play whose store can go away and come back."""

    def __init__(self, play: Play, folder: Path, patience: Patience | None = None) -> None:
        self.play, self.folder, self._patience = play, folder, patience
        self._number = 0

    async def begin(self, *, without_store: bool = False) -> Spool:
        """Put the engine together anew, with a spool in the folder, as a start of the program does.

        `without_store`: it goes away once the store was opened.
        """
        stage = self.play.stage
        self.spool = Spool(self.folder, Vault(REHEARSAL_KEY), stage.clock)
        store, entropy = stage.engine.store, stage._entropy
        assert entropy is not None
        stage.engine = build_engine(
            store,
            stage.houses,
            stage._renderer,
            stage._channels,
            stage.clock,
            entropy,
            self.spool,
            self._patience,
        )
        if not without_store:
            await stage.engine.inbox.start()
        await stage.engine.door.start()
        return self.spool

    def away(self) -> None:
        """From now on the store refuses everything, as with a full or locked disk."""
        self._refuses("read", "look_up", "load", "turn", "job", "single", "apart")

    def full(self) -> None:
        """From now on the store can be read and takes what changes its size by nothing: no turn."""
        self._refuses("turn", "job", "apart")

    def _refuses(self, *calls: str) -> None:
        async def refuse(*_: Any, **__: Any) -> Any:
            raise StoreUnavailable("on request")

        pump: Any = self.play.stage.engine.store._pump
        for name in calls:
            setattr(pump, name, refuse)

    def back(self) -> None:
        """The store takes everything again."""
        pump: Any = self.play.stage.engine.store._pump
        for name in ("read", "look_up", "load", "turn", "job", "single", "apart"):
            vars(pump).pop(name, None)

    def written(self, name: str, text: str, **more: Any) -> Inbound:
        """What somebody writes, before it is brought."""
        stage = self.play.stage
        return stage._inbound(stage.figures[name], {"text": text, **more})

    async def says(self, name: str, text: str, **more: Any) -> Inbound:
        """Let somebody write, and nothing else happen: no tick, no sending."""
        inbound = self.written(name, text, **more)
        await self.again(inbound)
        return inbound

    async def again(self, inbound: Inbound) -> None:
        """Its provider brings it once more."""
        await self.play.stage.engine.door.receive(self.play.stage.practice, inbound)

    def printed(self, since: int = 0) -> list[Line]:
        """The texts that left, from this number on."""
        return [one for one in self.play.printed[since:] if "kind" in one]

    async def wins(self, name: str = "sam") -> list[str]:
        """What somebody's wins say, in the order they were taken."""
        return [one["words"] for one in await self.play.records(name) if one["kind"] == "win"]

    def files(self) -> list[str]:
        """The names of what waits in the folder."""
        return sorted(path.name for path in self.folder.glob("*") if path.is_file())


@asynccontextmanager
async def outage(
    tmp_path: Path,
    *lines: Line,
    people: tuple[Line, ...] = PEOPLE,
    patience: Patience | None = None,
) -> AsyncIterator[Outage]:
    """Sam and Kim have joined, these lines were played, and the program has started with an empty spool.

    `patience`: how long the door waits for a store that hangs, else without end.
    """
    async with playing(*people, *lines, store=f"sqlite:{tmp_path / 'kept.db'}") as play:
        stage = Outage(play, tmp_path / "kept.db.spool", patience)
        await stage.begin()
        yield stage
        stage.back()
