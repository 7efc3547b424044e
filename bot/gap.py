"""While the store is away: distress is answered at once, and what came is kept outside until it is back."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import replace
from typing import NamedTuple
from weakref import WeakValueDictionary

import structlog

from bot.channels.base import Inbound
from bot.flood import Met
from bot.runner import Contended, Runner
from bot.spool import Haste, Record, Spool
from bot.spool_files import unique
from bot.unsaid import Unsaid
from storage.errors import StoreContended, StoreUnavailable

log = structlog.get_logger()


class Patience(NamedTuple):
    """Seconds a turn may take before its event is kept outside the store: Twilio waits for 15.

    `urgent`: the same for distress, HELP and STOP. The card does not wait for a database (SAFETY S2).
    """

    usual: float
    urgent: float


PATIENCE = Patience(usual=8.0, urgent=1.0)

STALLED = 2.0
"""Seconds in which none of what was kept is over: it stands still, and is not waited for."""


class _Limit:
    """The patience with the store while an event is taken; none with a provider, which nobody cuts off."""

    def __init__(self, limit: asyncio.Timeout, patience: Patience, urgent: Callable[[], bool]) -> None:
        self._limit, self._patience, self._urgent = limit, patience, urgent
        self._first = min(patience)
        self._timer = asyncio.get_running_loop().call_later(self._first, self._look)

    def _look(self) -> None:
        self._end_in(0.0 if self._urgent() else self._patience.usual - self._first)

    def _end_in(self, seconds: float) -> None:
        self._limit.reschedule(asyncio.get_running_loop().time() + seconds)

    def off(self) -> None:
        self.end()
        self._limit.reschedule(None)

    def on(self) -> None:
        self._end_in(self._patience.urgent if self._urgent() else self._patience.usual)

    def end(self) -> None:
        self._timer.cancel()


_LIMIT: ContextVar[_Limit | None] = ContextVar("limit", default=None)
"""Of the event that is being taken."""

Take = Callable[[Record], Awaitable[None]]
Answer = Callable[[Record], Awaitable[bool]]


class Gap:
    """What everything inbound passes. `take` applies an event, `answer` sends the card past the store."""

    def __init__(
        self,
        runner: Runner,
        spool: Spool | None,
        take: Take,
        answer: Answer,
        haste: Callable[[Record], Haste],
        patience: Patience | None,
    ) -> None:
        """`patience` None: a store that hangs is waited for without end."""
        self._runner, self.spool, self._patience = runner, spool, patience
        self._take, self._answer, self._haste = take, answer, haste
        if spool is not None:
            spool.haste = haste
        self._answered, self._taken, self._brought = Met(), Met(), Met()
        self._unsaid = Unsaid(runner.clock, self._answers)
        self._replaying: asyncio.Task[int] | None = None
        self._taking: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._answering: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.away = False
        """Whether the last try found the store away: then nothing waits for it until it was seen again."""
        self.behind = False
        """Whether what was kept is still to be gone through, or a STOP waits: then only urgent texts go."""

    async def receive(self, practice: str, inbound: Inbound, *, listed: bool = False) -> None:
        """Have the event applied, or on the disk. `listed`: its provider was asked for it afterwards.

        A second delivery waits for what becomes of the first. Raises what stood in the way when neither was
        possible; distress has then been answered all the same.
        """
        if not listed:
            self._brought.add(unique(practice, inbound.key))
        async with self._in_turn(practice, inbound.key):
            await self._receive(practice, inbound, listed)

    def keeps(self, practice: str, key: str) -> bool:
        """Whether this event lies on the disk, to be taken when the store lets it."""
        return self.spool is not None and self.spool.holds(practice, key)

    def was_brought(self, practice: str, key: str) -> bool:
        """Whether it came by itself lately, whatever became of it."""
        return unique(practice, key) in self._brought

    async def _receive(self, practice: str, inbound: Inbound, listed: bool) -> None:
        record = Record(practice, inbound, self._runner.clock.now(), inbound.key in self._answered, listed)
        fault: Exception = StoreUnavailable("the store was away a moment ago")
        if not self._waits(record):
            try:
                await (self._take_in_time(record, self._patience) if self._patience else self._take(record))
                self._taken.add(inbound.key)
                return
            except Exception as error:
                self.away = self.away or (self.spool is not None and _is_away(error))
                fault = error
        await self._keep(record, fault)

    async def _take_in_time(self, record: Record, patience: Patience) -> None:
        """Take it. Raises TimeoutError; what is urgent is looked for only in what has to wait."""
        async with asyncio.timeout(None) as ends:
            limit = _Limit(ends, patience, lambda: self._urgent(record))
            before = _LIMIT.set(limit)
            try:
                await self._take(record)
            finally:
                _LIMIT.reset(before)
                limit.end()

    def heard(self) -> None:
        """The store has answered: what takes its time until `said` is a provider."""
        if limit := _LIMIT.get():
            limit.off()

    def said(self, key: str) -> None:
        """The answer to this event has gone, and goes once; from here on the store is waited for again."""
        self._answered.add(key)
        if limit := _LIMIT.get():
            limit.on()

    def _waits(self, record: Record) -> bool:
        """Whether it is not even tried: the store is away, or something of its sender waits before it."""
        if self.spool is None or self.away:
            return self.away
        behind = record.inbound.kind != "status" and self.spool.behind(*record.lane)
        return behind and not self._urgent(record)

    def _urgent(self, record: Record) -> bool:
        return self._haste(record).first

    async def _keep(self, record: Record, fault: Exception) -> None:
        record = replace(record, answered=record.answered or record.inbound.key in self._answered)
        if not record.answered and self._urgent(record):
            record = replace(record, answered=await self._answers(record))
            self._unsaid.note(record.key, said=record.answered)
        if self.spool is None:
            raise fault
        log.warning("spooled", kind=record.inbound.kind, error=type(fault).__name__)
        await self.spool.put(record)
        self.behind = True

    async def _answers(self, record: Record) -> bool:
        """Whether its sender is answered, now or before: one text that is delivered often gets one card."""
        key = record.inbound.key
        if record.answered or key in self._taken:
            return True
        async with self._alone(key):
            if key not in self._answered and await self._answer(record):
                self._answered.add(key)
            return key in self._answered

    def _in_turn(self, practice: str, key: str) -> asyncio.Lock:
        return self._taking.setdefault((practice, key), asyncio.Lock())

    def _alone(self, key: str) -> asyncio.Lock:
        return self._answering.setdefault(key, asyncio.Lock())

    async def go_on(self) -> int:
        """`replay`, for a wheel that has other work: what stands still, at a provider, goes on beside it.

        Whether the store is back is looked at all the same; while it is not, also while it answers and takes
        nothing, cards that did not go out are tried again. Raises StoreUnavailable, TimeoutError.
        """
        try:
            return await self._go_on()
        except (StoreUnavailable, TimeoutError):
            if self.away and self.spool is not None:
                await self._unsaid.say(self.spool)
            raise

    async def _go_on(self) -> int:
        if self._replaying is None:
            self._replaying = asyncio.create_task(self.replay())
        elif self.away and self.spool is not None and not self._replaying.done():
            async with asyncio.timeout(STALLED):
                await self._see_again()
        if not await self._ends(self._replaying):
            return 0
        task, self._replaying = self._replaying, None
        return task.result()

    async def _ends(self, replaying: asyncio.Task[int]) -> bool:
        """Whether it came to its end; waited for as long as it gets on."""
        waiting = -1
        while not replaying.done() and waiting != (waiting := self.spool.waiting if self.spool else 0):
            await asyncio.wait({replaying}, timeout=STALLED)
        return replaying.done()

    def stop(self) -> None:
        """The process ends: what is not over stays in the spool, for the next start."""
        self._unsaid.stop()
        if self._replaying:
            self._replaying.cancel()

    async def start(self) -> None:
        """Know what was kept before the last stop, and take it. Raises SpoolFull.

        With the store away it waits: a process that runs can say cards, one that does not start cannot.
        """
        if self.spool is None:
            return
        await self.spool.start()
        self.behind = bool(self.spool.waiting)
        with suppress(StoreUnavailable):
            await self.replay()

    async def replay(self) -> int:
        """Take what was kept, once the store is there; gives how many are over. Raises StoreUnavailable."""
        if self.spool is None:
            return 0
        self.behind = bool(await self.spool.look()) or self.behind
        if not (self.away or self.spool.waiting):
            self.behind = False
            return 0
        if self.away:
            await self._see_again()
        try:
            taken = await self.spool.replay(self._take_kept)
            self._unsaid.clear()
            self.behind = self.spool.holds_stop  # one may have come since, or wait for its next try
            return taken
        except StoreUnavailable as error:
            self.away = _is_away(error)
            raise

    async def _see_again(self) -> None:
        """Raises StoreUnavailable while the store is away."""
        await self._runner.store.ping()
        self.away = False

    async def _take_kept(self, record: Record) -> None:
        """A later delivery may have brought the card that the one on the disk could not."""
        key = record.inbound.key
        async with self._in_turn(record.practice, key):
            async with self._alone(key):
                record = replace(record, answered=record.answered or key in self._answered)
            await self._take(record)
            self._taken.add(key)


def _is_away(error: Exception) -> bool:
    away = isinstance(error, StoreUnavailable | TimeoutError)
    return away and not isinstance(error, Contended | StoreContended)
