"""Where a rehearsal plays: the engine on a virtual clock, a store, channels that print."""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.channels.base import Outgoing
from bot.channels.console import ConsoleChannel
from bot.clock import VirtualClock
from bot.config import Config
from bot.engine import Engine, build_engine
from bot.entropy import Entropy, seeded
from bot.gap import Patience
from bot.screens import Figure, Shown
from bot.surroundings import build_houses
from handlers.state import Person
from handlers.talk import Talk
from handlers.times import to_ms
from storage.store import Store
from storage.stores import open_store
from storage.vault import Vault


class Scene:
    """Opened and closed as a context; whatever a channel sends is given to `show`."""

    patience: Patience | None = None
    """A rehearsal's time is virtual: a slow machine is no store that is away."""

    def __init__(
        self,
        config: Config,
        show: Callable[[dict[str, Any]], None],
        store: str | None,
        start: datetime,
        key: bytes,
    ) -> None:
        self._config, self._show, self._key = config, show, key
        self.houses, self._renderer = build_houses(config)
        self._folder = tempfile.TemporaryDirectory(prefix="interlude-")
        self._throw_away = store is None
        self._url = store or f"sqlite:{Path(self._folder.name) / 'rehearsal.db'}"
        self.clock = VirtualClock(to_ms(start.astimezone(UTC)))
        self._entropy: Entropy | None = None
        self._visit = ""
        self.practice = config.practices[0].id
        self.figures: dict[str, Figure] = {}
        self._channels = {
            (self.practice, name): ConsoleChannel(name, self._printer(name)) for name in ("telegram", "sms")
        }
        self.engine: Engine

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.engine.store.close()
        self._folder.cleanup()

    async def _open(self) -> None:
        vault = Vault(self._key, random=os.urandom)
        store: Store[Person] = await open_store(
            self._url,
            vault,
            person_type=Person,
            talk_type=Talk,
            clock=self.clock.now,
            throw_away=self._throw_away,
        )
        if self._entropy is None:
            self._entropy = await self._chance(store)
        self.engine = build_engine(
            store,
            self.houses,
            self._renderer,
            self._channels,
            self.clock,
            self._entropy,
            patience=self.patience,
        )
        await self.engine.inbox.start()

    async def _chance(self, store: Store[Person]) -> Entropy:
        """The same ids every time; in a store that was used before, others than it has already."""
        if not await store.people(self.practice):
            return seeded(self.clock, 1)
        entropy = Entropy(self.clock)
        self._visit = entropy.fresh_id()
        return entropy

    def at(self) -> str:
        """The virtual moment, ISO 8601 in UTC."""
        return datetime.fromtimestamp(self.clock.now() / 1000, UTC).isoformat()

    async def crash(self) -> None:
        """The process dies where it stands, and another begins on the same store."""
        await self.engine.store.abandon()
        await self._open()

    async def pass_until(self, target: int) -> None:
        """Let time pass; everything due happens at its own time."""
        while True:
            await self.engine.settle()
            upcoming = [
                t for t in (await self.engine.store.next_due(), await self._next_sending()) if t is not None
            ]
            moment = min((t for t in upcoming if t > self.clock.now()), default=target + 1)
            if moment > target:
                break
            self.clock.advance_to(moment)
        self.clock.advance_to(target)

    async def _next_sending(self) -> int | None:
        return await self.engine.store.next_outgoing(self.clock.now())

    async def _person(self, name: str) -> str | None:
        figure = self.figures[name]
        return await self.engine.store.person_of(self.practice, figure.channel, figure.address)

    def _printer(self, channel: str) -> Callable[[Outgoing], None]:
        def show(message: Outgoing) -> None:
            figure = self._at_address(channel, message.address)
            figure.screen.append(Shown(channel, message.text, [(b.label, b.data) for b in message.buttons]))
            self._show(
                {
                    "at": self.at(),
                    "to": figure.name,
                    "channel": channel,
                    "kind": message.kind or "reply",
                    "text": message.text,
                    "buttons": [b.label for b in message.buttons],
                    "media": [address.removeprefix("data:").partition(";")[0] for address in message.media],
                }
            )

        return show

    def _at_address(self, channel: str, address: str) -> Figure:
        for figure in self.figures.values():
            if (figure.channel, figure.address) == (channel, address):
                return figure
        return self.figures.setdefault(address, Figure(address, channel, address))
