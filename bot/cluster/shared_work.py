"""The work of one of many processes: its share of what is due, and alone what only one may do.

Every process ticks. What is due is taken up by exactly one of them, becomes jobs, and they come to whoever
is free. What a process was doing when it died is taken up again: jobs by the queue after `TAKEN_OVER`, rows
that stayed without an end by the tick after STALE, texts after their short lease.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import structlog

from bot.backfill import FIRST
from bot.channels.base import Channel
from bot.clock import Clock
from bot.cluster.jobs import Handler, Hint, JobQueue
from bot.cluster.shared_clock import LOOK as CLOCK_LOOK
from bot.cluster.shared_clock import SharedClock
from bot.cluster.shared_pace import SharedPace
from bot.doors import polling
from bot.due import take_rows
from bot.engine import Engine
from bot.sending_loop import SendingLoop
from bot.work import Parts, Work, safely
from storage.alone import Alone
from storage.rows import AgendaRow

log = structlog.get_logger()
STALE = 10_000
"""Milliseconds after which a row that was taken up and is still there is taken up again."""

CLAIM = 1000
QUEUED = 2000
"""While so many jobs wait nothing more is taken up: what is due stays in the agenda, in its order."""

TELLS = 100
TELLING = 16
"""People who are told something side by side."""

OVERDUE = 1000
"""Milliseconds after which a text that may go and has not gone is pointed out to all processes."""

LEASE = 10_000
"""A text is this process's for so long (milliseconds), and again while it lives."""

RENEW = 3.0
TOGETHER = 1.0
"""Seconds for which what is new in a line is pointed out together."""

LOOK = 30.0
"""Seconds after which a line is looked at unasked: whoever knows of something to send says so."""

UPKEEP = "upkeep"
CATCHING_UP = "catching up"


class SharedWork(Work):
    """The work of a process that shares its store."""

    def join(self, queue: JobQueue, alone: Alone) -> "SharedWork":
        """Take part in the queue, and in what only one does at a time."""
        self._queue, self._alone, self._clock = queue, alone, self.beside.clock
        self._new: set[tuple[str, str]] = set()
        self._news = asyncio.Event()
        self.sending.news = self._spoken
        return self

    def parts(self) -> Parts:
        """Also the jobs, and keeping what is being sent."""
        shared = [self._queue.run(self._handlers()), self._keep_leases(), self._spread_the_word()]
        if isinstance(self._clock, SharedClock):
            shared.append(self._keep_time(self._clock))
        return [*super().parts(), *shared]

    def end(self) -> None:
        """Take no more jobs; those in work end."""
        super().end()
        self._queue.stop()

    def polls(self) -> list[asyncio.Task[None]]:
        """A bot is asked for its news by one process at a time; on without the database, for distress."""
        return self.beside.doors.poll(self.engine.door, self._alone.until_followed)

    async def catch_up(self) -> None:
        """One process after another: what one took the next finds taken. Bots' news: who asks for them."""
        ours = {id for id in self.beside.doors.polling if await self._alone.holds(polling(id))}
        async with self._alone.turn(CATCHING_UP, FIRST):
            await self._take_what_was_kept(ours)

    async def tick(self) -> None:
        """Make jobs of what is due, told, or to be sent and was left; the one process keeps house."""
        await safely("spool", self.engine.door.gap.go_on())
        told = await safely("tells", self._tells_left())
        await safely("lines", self._lines_left())
        due = await safely("due", self._due())
        if await self._alone.holds(UPKEEP):
            await safely("inbox", self.engine.inbox.retry())
            await safely("erasures", self.engine.eraser.due())
        self.ticked(due, told)

    async def nightly(self) -> None:
        """Once, not once per process; but each keeps its own list of who was erased by any of them."""
        if await self._alone.holds(UPKEEP):
            await super().nightly()
            await self._queue.tidy()
        else:
            await safely("erasures", self.remember_erased())

    async def hourly(self) -> None:
        """Once, not once per process."""
        if await self._alone.holds(UPKEEP):
            await super().hourly()

    async def forget(self) -> None:
        """Once, not once per process."""
        if await self._alone.holds(UPKEEP):
            await super().forget()

    async def backfill(self) -> None:
        """By one process at a time."""
        await self._alone.while_held(UPKEEP, super().backfill)

    async def tell(self) -> None:
        """At once and here: whoever is told something by a turn of this process, or just now of another."""
        waiting = iter(await self._claimed_tells())
        await asyncio.gather(*(self._tell_each(waiting) for _ in range(TELLING)))

    async def _tell_each(self, waiting: Iterator[tuple[str, str]]) -> None:
        """One that cannot be told now leaves nobody behind it waiting until STALE."""
        for whose in waiting:
            await safely("tells", self.engine.dispatch_for(*whose))

    async def _claimed_tells(self) -> list[tuple[str, str]]:
        now, known = self._clock.now(), self.engine.runner.houses
        return await self.engine.store.claim_tells(known, now, TELLS, now - STALE)

    async def _due(self) -> int:
        if await self._queue.waiting("due") >= QUEUED:
            return 0
        now, known = self._clock.now(), self.engine.runner.houses
        rows = await self.engine.store.claim_due(known, now, CLAIM, now - STALE)
        people: dict[tuple[str, str], list[AgendaRow]] = {}
        for person, practice, row in rows:
            people.setdefault((practice, person), []).append(row)
        await self._queue.put([_due_hint(*whose, found) for whose, found in people.items()])
        return len(rows)

    async def _tells_left(self) -> int:
        found = await self._claimed_tells()
        return await self._queue.put(
            [Hint("tells", person, (practice, person), True) for practice, person in found]
        )

    async def _lines_left(self) -> int:
        keys = await self.engine.store.lanes_ready(self._clock.now() - OVERDUE)
        return await self._queue.put([lane_hint(key) for key in keys])

    def _spoken(self, keys: Collection[tuple[str, str]]) -> None:
        self._new.update(keys)
        self._news.set()

    async def _spread_the_word(self) -> None:
        """Texts become jobs after their commit, one for each line: should this process end before it sends.

        Never within a turn's transaction: a notification there halves the rate of commits.
        """
        while True:
            await self._news.wait()
            self._news.clear()
            new, self._new = self._new, set()
            await safely("lines", self._queue.put([lane_hint(key) for key in new]))
            await asyncio.sleep(TOGETHER)

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(RENEW)
            try:
                await self.engine.store.extend_leases(self.sending.in_hand, self._clock.now() + LEASE)
            except Exception as error:
                log.error("leases_failed", error=type(error).__name__)

    async def _keep_time(self, clock: SharedClock) -> None:
        while True:
            await asyncio.sleep(CLOCK_LOOK)
            try:
                await clock.look(self.engine.store.moment)
            except Exception as error:
                log.error("clock_unknown", error=type(error).__name__)

    def _handlers(self) -> Mapping[str, Handler]:
        return {"due": self._take_due, "tells": self._take_tells, "line": self._look_at}

    async def _take_due(self, ids: Any) -> None:
        practice, person, rows = ids
        if practice in self.engine.runner.houses:  # else a process that knows it takes the rows up again
            await take_rows(self.engine.runner, [(person, practice, AgendaRow(*row)) for row in rows])

    async def _take_tells(self, ids: Any) -> None:
        if ids[0] in self.engine.runner.houses:
            await self.engine.dispatch_for(*ids)

    async def _look_at(self, ids: Any) -> None:
        self.sending.look_at((ids[0], ids[1]))


def shared_sending(engine: Engine, channels: Mapping[tuple[str, str], Channel], clock: Clock) -> SendingLoop:
    """A sender that keeps the channels' rates together with those of other processes."""
    paces = {key: SharedPace(engine.store, engine.sender, key, one, clock) for key, one in channels.items()}
    return SendingLoop(engine, channels, clock, paces, LOOK)


def lane_hint(key: Sequence[str]) -> Hint:
    """Somebody should look at this line."""
    return Hint("line", "/".join(key), tuple(key), True)


def _due_hint(practice: str, person: str, rows: list[AgendaRow]) -> Hint:
    ids = [(row.kind, row.scope, row.due_at, row.not_after, row.version) for row in rows]
    return Hint("due", person, (practice, person, ids))
