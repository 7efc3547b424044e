"""Writes that wait share one transaction and one commit. After any error each is redone alone.

That second try also finds what another process wrote between the first one's look and its writing.
"""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from storage.answers import Waiting, answer, is_held_up, named, settle, settle_raising
from storage.connection import Connection
from storage.errors import StoreUnavailable, VersionMoved
from storage.rows import CommitResult, TurnWrites
from storage.turns import TurnWriter

Job = Callable[[Connection], Awaitable[Any]]

BATCH = 128
"""Turns in one transaction at most; more wait for the next."""

HALF = 16
"""From twice as many turns on, half of them go first: the others are worked out while those are synced."""


class Unheard(StoreUnavailable):
    """The connection was lost during COMMIT: it may be through. `outcomes` are then what became of all."""

    def __init__(self, outcomes: list[Any]) -> None:
        super().__init__("the connection to the database was lost during a commit")
        self.outcomes = outcomes


class Writes:
    """The writing half of the pump."""

    one_by_one = False
    """Whether every job has a transaction of its own."""

    def __init__(self, connection: Connection, writer: TurnWriter) -> None:
        self._connection, self._writer = connection, writer
        self.turns: list[Waiting] = []
        self.jobs: list[Waiting] = []

    @property
    def waiting(self) -> list[Waiting]:
        """Everybody not taken yet."""
        return [*self.turns, *self.jobs]

    def single(self) -> "Statements":
        """A half beside this one, on the same connection, for statements that commit by themselves."""
        return Statements(self._connection, self._writer)

    async def work(self) -> None:
        """Take everybody who waits now and may share a transaction."""
        turns, jobs = self._take_turns(), self._take_jobs()
        if not turns and not jobs:
            return
        try:
            await settle_raising((*turns, *jobs), self._transaction(turns, jobs))
        except Exception as error:
            if is_held_up(error):  # each alone would wait for it as long again
                for waiting in (*turns, *jobs):
                    answer(waiting, named(error))
                return
            hoped = error.outcomes if isinstance(error, Unheard) else [None] * len(turns)
            for waiting, outcome in zip(turns, hoped, strict=False):  # after them come those of the jobs
                await settle([waiting], self._again(waiting, outcome))
            for waiting in jobs:
                await settle([waiting], self._transaction([], [waiting]))

    def _take_turns(self) -> list[Waiting]:
        """At most one turn per person and per event; the rest keep their place.

        One whose caller gave up is not written any more: its event is kept elsewhere, or comes again.
        """
        taken: list[Waiting] = []
        left: list[Waiting] = []
        met: set[tuple[str, str]] = set()
        many = len(self.turns)
        most = min(BATCH, many if many < 2 * HALF else many // 2)
        for waiting in [one for one in self.turns if not one.done.done()]:
            turn = waiting.what
            marks = {("", turn.person_id), (turn.practice_id, turn.seen or turn.person_id)}
            (left if met & marks or len(taken) >= most else taken).append(waiting)
            met |= marks
        self.turns = left
        return taken

    def _take_jobs(self) -> list[Waiting]:
        most = 1 if self.one_by_one else len(self.jobs)
        taken, self.jobs = self.jobs[:most], self.jobs[most:]
        return taken

    async def _again(self, waiting: Waiting, hoped: Any) -> list[Any]:
        """One turn alone. One that finds itself applied, after a COMMIT nobody heard of, was committed."""
        (outcome,) = await self._transaction([waiting], [])
        through = hoped is CommitResult.COMMITTED and outcome is CommitResult.DUPLICATE
        return [hoped if through else outcome]

    async def _transaction(self, turns: list[Waiting], jobs: list[Waiting]) -> list[Any]:
        """All of these or none; gives what came of each."""
        writes = [w.what for w in turns]
        self._writer.begun()
        try:
            await self._begin(writes)
            outcomes: list[Any] = list(await self._writer.write(writes)) if writes else []
            for job in jobs:
                outcomes.append(await job.what(self._connection))
            await self._commit(outcomes)
        except VersionMoved:
            await self._undo(writes)
            if len(turns) + len(jobs) > 1:
                raise
            return [CommitResult.CONFLICT]
        except BaseException:
            await self._undo(writes)
            raise
        self._writer.committed()
        return outcomes

    async def _begin(self, writes: list[TurnWrites]) -> None:
        await self._connection.execute("BEGIN IMMEDIATE")
        if writes:
            await self._writer.look(writes)

    async def _commit(self, outcomes: list[Any]) -> None:
        try:
            await self._connection.execute("COMMIT")
        except Exception as error:
            if isinstance(named(error), StoreUnavailable) and not is_held_up(error):
                raise Unheard(outcomes) from error
            raise

    async def _undo(self, writes: list[TurnWrites]) -> None:
        with contextlib.suppress(Exception):  # a connection that cannot even undo has nothing left to undo
            await self._connection.rollback()
        self._writer.undone(writes)


class Statements(Writes):
    """Jobs of one statement each, committed by itself: a row that every process wants is let go at once."""

    one_by_one = True

    async def _transaction(self, _: list[Waiting], jobs: list[Waiting]) -> list[Any]:
        return [await job.what(self._connection) for job in jobs]
