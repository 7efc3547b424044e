"""A stage whose process dies at a port and comes back on what was left on the disk."""

import asyncio
import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot.channels.base import Inbound, Outgoing, SendResult
from bot.channels.console import ConsoleChannel
from bot.config import default_config
from bot.engine import build_engine
from bot.entropy import seeded
from bot.rehearsal import START
from bot.spool import Spool
from bot.stage import REHEARSAL_KEY, Stage
from handlers.state import Person
from storage.erased import read_erased
from storage.near import NearConnection
from storage.sqlite import SqliteStore
from storage.vault import Vault
from tests.crash.kept import Kept, kept
from tests.crash.one_thread import near_over
from tests.crash.ports import Death, Died, NumberedDatabase, Ports
from tests.crash.week import CAST
from tests.world import Line

GIVE_UP = 17 * 60_000
"""A lease, the quarter of an hour of a text that may have gone, and a little."""

Said = tuple[str, str, int]
"""Who wrote, which words, and when (epoch ms)."""


def kill_all_but_a_copy() -> None:
    """Fork; the original is killed where it stands, the copy goes on once it is gone."""
    original, loop = os.getpid(), asyncio.get_running_loop()
    if os.fork():
        os.kill(original, signal.SIGKILL)
    asyncio.events._set_running_loop(loop)  # a loop is bound to its process
    while os.getppid() == original:
        time.sleep(0.001)


async def at_once(work: Callable[..., Any], *args: Any) -> Any:
    """Without a thread, so that every run is the same."""
    return work(*args)


class NumberedChannel(ConsoleChannel):
    """Sending is a port; an `answer` comes straight from the door and is no row of the outbox."""

    def __init__(self, name: Any, show: Any, ports: Ports) -> None:
        super().__init__(name, show)
        self._ports = ports

    async def send(self, message: Outgoing) -> SendResult:
        with self._ports.call(f"{'send' if message.ref else 'answer'} {self.name} {message.kind}"):
            return await super().send(message)


class MortalStage(Stage):
    """Plays lines as a stage does; a provider's part is added: what was not acknowledged comes again."""

    def __init__(self, folder: Path, really: bool = False) -> None:
        self._really = really
        self.printed: list[Line] = []
        self.taken: Counter[str] = Counter()
        """How often the provider took each row of the outbox, or each text to a stranger."""
        self.taken_at: list[tuple[str, int]] = []
        self.keys: list[str] = []
        self.said: list[Said] = []
        """Every line once, however often it was brought."""
        self.lives = 0
        self._home = folder / "life0"
        self._home.mkdir()
        self.ports = Ports(self._die)
        self._unacked: list[Inbound] = []
        super().__init__(default_config(), self.printed.append, self._store(), datetime.fromisoformat(START))
        self._channels = {
            key: NumberedChannel(key[1], self._printer(key[1]), self.ports) for key in self._channels
        }

    def _store(self) -> str:
        return f"sqlite:{self._home / 'kept.db'}"

    async def connect(self, path: Path) -> NearConnection:
        """As `connect_near`. On this clock a burst of turns is near, what comes a second later begins far."""
        self._database = NumberedDatabase(path, self.ports)
        return near_over(self._database, lambda: self.clock.now() / 1000)

    def _die(self) -> None:
        """The disk as the dead process leaves it; the shared memory of the log is not on it."""
        self.lives += 1
        if self._really:
            kill_all_but_a_copy()
        left = self._home.parent / f"life{self.lives}"
        shutil.copytree(self._home, left, ignore=shutil.ignore_patterns("*.lock", "*-shm"))
        self._home = left

    async def _open(self) -> None:
        self._url = self._store()
        self._entropy = seeded(self.clock, 1 + 10 * self.lives)
        spool = Spool(self._home / "spool", Vault(REHEARSAL_KEY), self.clock, apart=at_once)
        with patch("bot.scene.build_engine", partial(build_engine, spool=spool)):
            await super()._open()
        self._database.spare_the_disk()
        await self.engine.store.remember_erased()
        await self.engine.door.start()

    async def take(self, line: Line) -> None:
        """Play a line to its end, dead or alive."""
        inbounds = self._counter
        while not await self._lived_through(self._play(line)):
            while not await self._lived_through(self._come_back()):
                pass
            if self._counter > inbounds:
                return  # what was said in this line has been said

    async def _lived_through(self, work: Coroutine[Any, Any, None]) -> bool:
        try:
            await work
        except BaseException:
            if not self.ports.dead:
                raise
        return not self.ports.dead

    async def _play(self, line: Line) -> None:
        if line.get("away"):
            await self._away(line)
        elif "until" not in line or datetime.fromisoformat(line["until"]) > self._now():
            await super().take(line)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now() / 1000, UTC)

    async def _away(self, line: Line) -> None:
        """Somebody writes while the store is away, and nothing else happens."""
        self.ports.store_away = True
        try:
            await self._deliver(self._inbound(self._figure(line), line))
        finally:
            self.ports.store_away = False

    async def _come_back(self) -> None:
        await self._bury()
        self.ports.reborn()
        await self._open()
        for inbound in tuple(self._unacked):
            await self._bring(inbound)
        await self.pass_until(self.clock.now() + 10_000)
        counts = await self.engine.store.outbox_counts()
        if counts["queued"] or counts["sending"]:
            await self.pass_until(self.clock.now() + GIVE_UP)

    async def _bury(self) -> None:
        """Let go of what the dead process held in this one."""
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        store = self._store_itself()
        store._lock.release()
        await store._connection.close()

    def _store_itself(self) -> SqliteStore[Person]:
        store = self.engine.store
        assert isinstance(store, SqliteStore)
        return store

    async def _deliver(self, inbound: Inbound) -> None:
        self._last = inbound
        self.keys.append(inbound.key)
        who = self._at_address(inbound.channel, inbound.address).name
        self.said.append((who, inbound.text or "", self.clock.now()))
        self._unacked.append(inbound)
        await self._bring(inbound)

    async def _bring(self, inbound: Inbound) -> None:
        """As a webhook: only what was acknowledged does not come again."""
        await self.engine.door.receive(self.practice, inbound)
        with self.ports.call(f"ack {inbound.channel} {inbound.kind}"):
            self._unacked.remove(inbound)

    def _printer(self, channel: str) -> Any:
        show = super()._printer(channel)

        def take(message: Outgoing) -> None:
            ref = message.ref or f"{message.address}: {message.text}"
            self.taken[ref] += 1
            self.taken_at.append((ref, self.clock.now()))
            if self.taken[ref] == 1:
                show(message)

        return take

    async def kept(self) -> Kept:
        """Everything in the store just now."""
        return await kept(self._store_itself(), self.practice)

    def erased(self) -> frozenset[str]:
        """Who was erased, by the file beside the database."""
        return read_erased(self._home / "kept.db.erased")


def _unless_it_died(loop: asyncio.AbstractEventLoop, what: dict[str, Any]) -> None:
    error = what.get("exception")
    others = error.split(Died)[1] if isinstance(error, BaseExceptionGroup) else error
    if not isinstance(others, Died | None):
        loop.default_exception_handler(what)


@asynccontextmanager
async def mortal(
    folder: Path, death: Death | None = None, *, really: bool = False
) -> AsyncIterator[MortalStage]:
    """An open stage in this folder, everybody cast; from now on it dies at that call.

    `really`: the process that held the file, by SIGKILL; a copy of it lives on with what people saw, and
    opens a copy of what was left on the disk: it has inherited what SQLite knew of the file itself.
    """
    stage = MortalStage(folder, really)
    asyncio.get_running_loop().set_exception_handler(_unless_it_died)
    with (
        patch("storage.opening.connect_near", stage.connect),
        patch("asyncio.to_thread", at_once),
        stage.ports.over_files(folder),
    ):
        async with stage:
            for line in CAST:
                await stage.take(line)
            stage.printed.clear()
            stage.taken.clear()
            stage.ports.begin(death)
            yield stage
