"""One life of the bot: the real engine on the real file, until the machine lets it die."""

import asyncio
import os
from collections.abc import Coroutine, Iterable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from bot.backfill import FIRST, Backfill
from bot.channels.base import Channel, Inbound
from bot.config import default_config
from bot.doors import Doors
from bot.engine import Engine, build_engine
from bot.forgetting import Forgetter
from bot.metrics import Metrics
from bot.sending_loop import SendingLoop
from bot.spool import Spool
from bot.stage import REHEARSAL_KEY
from bot.surroundings import build_houses
from bot.work import Beside, Work
from handlers.state import Person
from handlers.talk import Talk
from storage.rows import OutgoingClaim
from storage.sqlite import SqliteStore
from storage.vault import Vault
from tests.faults.asked import PolledSide
from tests.faults.between import stand_before, stand_between
from tests.faults.disk import FaultyConnection, connections
from tests.faults.loop import Watch
from tests.faults.machine import Machine
from tests.faults.watcher import PRACTICE, Watcher

TICK, LONGEST_TICK = 1.0, 60.0
HOUR, DAY = 3_600_000, 86_400_000
RARELY = 6 * HOUR
"""Looks that find nothing, and the hour's work, which nobody waits for."""
NIGHT = 3 * HOUR + 17 * 60_000
"""When the wheel turns to the night's work, UTC."""

ACK_WITHIN = 15.0
"""A provider waits so long for our answer."""

Key = tuple[str, str]


@cache
def surroundings() -> Any:
    """The house and its words, as without a configuration."""
    return build_houses(default_config())


class EagerSending(SendingLoop):
    """The real loop; between two looks it sleeps until something can be there, not for a second."""

    watch: Watch
    watcher: Watcher

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._behind: dict[Key, bool] = {}

    async def _claim_safely(self, key: Key, limit: int, *, urgent_only: bool) -> list[OutgoingClaim]:
        self._behind[key] = self._engine.door.gap.behind
        return await super()._claim_safely(key, limit, urgent_only=urgent_only)

    async def _send(self, claim: OutgoingClaim, wait: float) -> None:
        self.watcher.words.setdefault(claim.id, (claim.address or "", claim.doc["text"]))
        await super()._send(claim, wait)

    def look_again(self) -> None:
        """What nobody was told of is found by the next look, which the real loop takes each second."""
        for key in self._wake:
            self.look_at(key)

    async def _pause(self, key: Key, seconds: float) -> None:
        await super()._pause(key, seconds if seconds != self._look else await self._until(key))

    async def _until(self, key: Key) -> float:
        """Seconds until something can be sent that nobody will call for."""
        now = self.watch.now()
        try:
            moments = [await self._engine.store.next_outgoing(now), self._engine.sender.paused_until(*key)]
        except Exception as error:
            self.watcher.failed("looking at the line", error)
            return TICK
        if self.watcher.shaken() or self._behind.get(key):  # of what then waits no moment here tells
            return TICK
        return max(TICK, (min((m for m in moments if m), default=now + RARELY) - now) / 1000)


class Process:
    """Open, working, and at some point dead."""

    engine: Engine
    spool: Spool

    def __init__(self, machine: Machine, channels: Mapping[Key, Channel], watcher: Watcher) -> None:
        self.machine, self._channels, self.watcher = machine, channels, watcher
        self._opened = False

    async def start(self) -> None:
        """Open the store and begin working. Raises whatever opening raises."""
        machine = self.machine
        machine.up, machine.burying = True, False
        vault = Vault(REHEARSAL_KEY, random=machine.nature.stream("vault").randbytes)
        with connections(lambda path: FaultyConnection(path, machine)):
            self.store: SqliteStore[Person] = await SqliteStore.open(
                f"sqlite:{machine.path}",
                vault,
                person_type=Person,
                talk_type=Talk,
                clock=machine.watch.now,
                throw_away=True,
            )
        self._opened = True
        await self.watcher.look_back(self.store)
        stand_between(self.watcher, self.store)
        houses, renderer = surroundings()
        self.spool = Spool(machine.path.with_name("spool"), vault, machine.watch, machine.apart)
        self.engine = build_engine(
            self.store, houses, renderer, self._channels, machine.watch, machine.entropy, self.spool
        )
        stand_before(self.watcher, self.engine)
        await self.engine.inbox.start()
        await self.engine.door.start()
        await self.store.remember_erased()
        await self.engine.eraser.forget_aside()
        self.work = self._work()
        asking = [side for side in self._channels.values() if isinstance(side, PolledSide)]
        self._begin_parts(map(self._asks, asking))
        await asyncio.gather(self.work.beside.backfill.first(), *map(_caught_up, asking))
        self._begin_parts((*self.work.parts(), self._wheel(), self._hours(), self._nights()))

    def _work(self) -> Work:
        """The real work of a process alone with its store; only its line waits longer for nothing."""
        engine, clock, channels = self.engine, self.machine.watch, dict(self._channels)
        forgetter = Forgetter(self.store, channels, clock)
        beside = Beside(
            default_config(),
            Doors(channels, {}, frozenset()),
            clock,
            forgetter,
            Backfill(engine.door, self.store, channels, clock),
            Metrics(engine, clock, forgetter.counts),
        )
        sending = EagerSending(engine, channels, clock)
        sending.watch, sending.watcher = clock, self.watcher
        self.machine.unheard = sending.look_again
        return Work(engine, beside, sending)

    def _asks(self, side: PolledSide) -> Coroutine[Any, Any, None]:
        """What asks a provider for news."""

        async def handle(inbound: Inbound) -> None:
            await self.engine.door.receive(PRACTICE, inbound)

        side.caught_up.clear()
        return side.poll(handle)

    def _begin_parts(self, parts: Iterable[Coroutine[Any, Any, None]]) -> None:
        for part in parts:
            self._begin(part).add_done_callback(self._ended)

    def _begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        return self.machine.loop.own(self.machine.loop.create_task(work))

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """A part that stops by itself ends the real bot."""
        if not self.machine.burying and not task.cancelled():
            self.watcher.breach("a part ended", repr(task.exception()))

    async def bury(self) -> None:
        """Drop everything in memory; what was committed is in the file."""
        self.machine.burying = True
        if self._opened:
            await self.store.abandon()
        if spool := getattr(self, "spool", None):  # it may have died before there was one
            _killed(spool)
        while owned := [*self.machine.loop.owned]:
            for task in owned:  # again: a task whose child failed meanwhile has not heard of it
                task.cancel()
            await asyncio.wait(owned, timeout=0.001)

    async def receive(self, practice: str, inbound: Inbound) -> bool:
        """A webhook: whether it was answered 2xx in time."""
        task = self._begin(self.engine.door.receive(practice, inbound))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # it may outlast its answer
        done, _ = await asyncio.wait({task}, timeout=ACK_WITHIN)
        return bool(done) and not task.cancelled() and task.exception() is None

    async def _wheel(self) -> None:
        """The real tick, each second while something happens, rarely while nothing does."""
        wait = TICK
        while True:
            self.machine.wrote.clear()
            begun = self.machine.watch.true()
            await self.work.tick()
            failed = self.watcher.erred_at >= begun
            until = await self._next_due()
            wait = TICK if self.machine.wrote.is_set() else min(2 * wait, LONGEST_TICK)
            await asyncio.sleep(TICK)
            at_last = min(until, wait, self._next_try()) if failed or self._waits() else until
            alarm = self.machine.loop.call_later(at_last, self.machine.wrote.set)
            await self.machine.wrote.wait()
            alarm.cancel()

    def _waits(self) -> bool:
        """Whether something is to be tried again that no clock and no commit calls for."""
        return bool(self.engine.inbox._waiting) or bool(self.spool.waiting)

    def _next_try(self) -> float:
        """Seconds until something kept outside the store, or its card, is to be tried again."""
        gap, now = self.engine.door.gap, self.machine.watch.now()
        rests = [*self.spool._lanes._resting.values(), *gap._unsaid._tries.values()]
        return max(TICK, (min((at for at, _ in rests), default=now + DAY) - now) / 1000)

    async def _next_due(self) -> float:
        """Seconds until something is due by the machine's clock."""
        try:
            due = await self.store.next_due()
        except Exception as error:
            self.watcher.failed("looking at the agenda", error)
            return TICK
        return 86_400.0 if due is None else max(TICK, (due - self.machine.watch.now()) / 1000)

    async def _hours(self) -> None:
        """The real hour's work."""
        while True:
            await asyncio.sleep(RARELY / 1000)
            await self.work.hourly()

    async def _nights(self) -> None:
        """The real night's work, at the moment the wheel has it."""
        while True:
            await asyncio.sleep((NIGHT - self.machine.watch.now()) % DAY / 1000 or DAY / 1000)
            try:
                await self.work.nightly()
                self.watcher.checked["nights"] += 1
            except Exception as error:
                self.watcher.failed("at night", error)


async def _caught_up(side: PolledSide) -> None:
    """As `Doors.caught_up`."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST):
            await side.caught_up.wait()


def _killed(spool: Spool) -> None:
    """The system frees the locks of a process that is gone; their files stay."""
    held = spool._files._owners._held
    for handle in held.values():
        os.close(handle)
    held.clear()
