"""Writes that wait share one transaction and one commit. After any error each is redone alone.

That second try also finds what another process wrote between the first one's look and its writing.
"""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from storage.answers import Waiting, answer, is_held_up, named, settle, settle_raising
from storage.connection import Connection
from storage.errors import VersionMoved
from storage.rows import CommitResult, TurnWrites
from storage.turns import TurnWriter

Job = Callable[[Connection], Awaitable[Any]]

BATCH = 128
"""Turns in one transaction at most; more wait for the next."""


class Writes:
    """The writing half of the pump."""

    def __init__(self, connection: Connection, writer: TurnWriter) -> None:
        self._connection, self._writer = connection, writer
        self.turns: list[Waiting] = []
        self.jobs: list[Waiting] = []

    @property
    def waiting(self) -> list[Waiting]:
        """Everybody not taken yet."""
        return [*self.turns, *self.jobs]

    async def work(self) -> None:
        """Take everybody who waits now and may share a transaction."""
        turns, (jobs, self.jobs) = self._take_turns(), (self.jobs, [])
        if not turns and not jobs:
            return
        try:
            await settle_raising((*turns, *jobs), self._transaction(turns, jobs))
        except Exception as error:
            if is_held_up(error):  # each alone would wait for it as long again
                for waiting in (*turns, *jobs):
                    answer(waiting, named(error))
                return
            for waiting in turns:
                await settle([waiting], self._transaction([waiting], []))
            for waiting in jobs:
                await settle([waiting], self._transaction([], [waiting]))

    def _take_turns(self) -> list[Waiting]:
        """At most one turn per person and per event; the rest keep their place.

        One whose caller gave up is not written any more: its event is kept elsewhere, or comes again.
        """
        taken: list[Waiting] = []
        left: list[Waiting] = []
        met: set[tuple[str, str]] = set()
        for waiting in [one for one in self.turns if not one.done.done()]:
            turn = waiting.what
            marks = {("", turn.person_id), (turn.practice_id, turn.seen or turn.person_id)}
            (left if met & marks or len(taken) >= BATCH else taken).append(waiting)
            met |= marks
        self.turns = left
        return taken

    async def _transaction(self, turns: list[Waiting], jobs: list[Waiting]) -> list[Any]:
        writes = [w.what for w in turns]
        self._writer.begun()
        try:
            await self._begin(writes)
            outcomes: list[Any] = list(await self._writer.write(writes)) if writes else []
            for job in jobs:
                outcomes.append(await job.what(self._connection))
            await self._connection.execute("COMMIT")
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

    async def _undo(self, writes: list[TurnWrites]) -> None:
        with contextlib.suppress(Exception):  # a connection that cannot even undo has nothing left to undo
            await self._connection.rollback()
        self._writer.undone(writes)
