"""A stage on a real file with a spool beside it, as the running program has, and a way to lock the file."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bot.config import default_config
from bot.engine import build_engine
from bot.gap import Patience
from bot.rehearsal import START
from bot.spool import Spool
from bot.stage import REHEARSAL_KEY, Stage
from storage.vault import Vault
from tests.core_stage import Play
from tests.world import ADA, Line, client

WAITS = "PRAGMA busy_timeout = 20"
WHOLE = "PRAGMA integrity_check"


class SpooledStage(Stage):
    """A stage whose door keeps events while the store is away."""

    spool: Spool

    async def _open(self) -> None:
        path = Path(self._url.removeprefix("sqlite:"))
        self.spool = Spool(path.with_suffix(".spool"), Vault(REHEARSAL_KEY), self.clock)
        with patch("bot.scene.build_engine", partial(build_engine, spool=self.spool)):
            await super()._open()
        await self.engine.door.start()
        await self.pragma(WAITS)

    async def pragma(self, sql: str) -> int | str:
        """Run a PRAGMA on the store's own connection; its value, if it has one."""
        rows = await self.engine.store._pump.apart(lambda c: c.execute_fetchall(sql))
        found: int | str = next((row[0] for row in rows), "")
        return found


class Away(Play):
    """Somebody writes while the store is away."""

    stage: SpooledStage

    async def bring(self, who: str, text: str) -> bool:
        """One webhook; whether it was acknowledged."""
        inbound = self.stage._inbound(self.stage._figure({"who": who}), {"text": text})
        try:
            await self.stage.engine.door.receive(self.stage.practice, inbound)
        except Exception:
            return False
        return True

    def got(self, who: str) -> list[str]:
        """The kinds of the texts somebody got so far."""
        return [event["kind"] for event in self.printed if event.get("to") == who]

    async def wins(self, who: str) -> list[str]:
        """The words somebody is known to have won by."""
        return [one["words"] for one in await self.records(who) if one["kind"] == "win"]


@asynccontextmanager
async def away_stage(folder: Path, patience: Patience | None = None) -> AsyncIterator[Away]:
    """Ada, Sam and Kim on a database in this folder, for which the door has this patience."""
    printed: list[Line] = []
    url, start = f"sqlite:{folder / 'kept.db'}", datetime.fromisoformat(START)
    stage = SpooledStage(default_config(), printed.append, url, start)
    stage.patience = patience
    async with stage:
        play = Away(stage, printed)
        await play(ADA, client("sam", "telegram"), client("kim", "sms"))
        with closing(stage.spool):
            yield play


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Somebody else holds the database."""
    other = sqlite3.connect(folder / "kept.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
