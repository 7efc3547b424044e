"""The one queue in front of the database: reads together, writes together, one commit.

On SQLite one task does everything over one connection, so no read ever sees half a transaction. On
PostgreSQL reads, turns, other writing and what takes its time have a connection and a task each.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from storage.answers import CLOSED, Waiting, answer
from storage.connection import Connection
from storage.errors import StoreUnavailable
from storage.reading import Reads, Row
from storage.rows import CommitResult, TurnWrites
from storage.writing import Writes

R = TypeVar("R")


class _Lane:
    """Halves of the pump that take turns on one connection, and the wake-up of their task."""

    def __init__(self, *halves: Reads | Writes) -> None:
        self.halves = halves
        self.wake = asyncio.Event()


class Pump:
    """Everything waiting when its connection is free is taken together."""

    def __init__(
        self, reads: Reads, turns: Writes, jobs: Writes | None = None, slow: Writes | None = None
    ) -> None:
        self._reads, self._turns, self._jobs = reads, turns, jobs or turns
        self._slow = slow or self._jobs
        self._single: Writes = turns
        self._lanes = [_Lane(reads, turns)]
        if jobs is not None:
            self._single = jobs.single()
            others = [_Lane(slow)] if slow is not None else []
            self._lanes = [_Lane(reads), _Lane(turns), _Lane(jobs, self._single), *others]
        self._closed = False
        self._task = asyncio.create_task(self._run(), name="store")

    async def read(self, sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """One SELECT, between transactions."""
        rows: list[Row] = await self._wait(self._reads.reads, (sql, params))
        return rows

    async def look_up(self, sql: str, key: Sequence[str]) -> Row | None:
        """The row a key finds, in one SELECT with everybody else who is waiting for the same `sql`.

        `sql` takes the keys as one JSON list and gives, first in every row, the place of its key.
        """
        row: Row | None = await self._wait(self._reads.lookups, (sql, key))
        return row

    async def load(self, practice: str, ids: Sequence[str]) -> dict[str, Any]:
        """People of a practice, in one SELECT per table with everybody else who is waiting."""
        found: dict[str, Any] = await self._wait(self._reads.loads, [(practice, id) for id in ids])
        return found

    async def turn(self, turn: TurnWrites) -> CommitResult:
        """One turn, in one transaction with everybody else who is waiting."""
        result: CommitResult = await self._wait(self._turns.turns, turn)
        return result

    async def job(self, job: Callable[[Connection], Awaitable[R]]) -> R:
        """Any other writing, in one transaction with others; it may be run again after a rollback."""
        result: R = await self._wait(self._jobs.jobs, job)
        return result

    async def single(self, job: Callable[[Connection], Awaitable[R]]) -> R:
        """One statement on a row that every process writes: where many do, it commits by itself.

        In a transaction with others the row would be held until their end, and two such rows in two orders.
        """
        result: R = await self._wait(self._single.jobs, job)
        return result

    async def slow(self, job: Callable[[Connection], Awaitable[R]]) -> R:
        """Writing that takes its time, or locks people or practices: where many processes write, by itself.

        Locks are taken in one order, people before practices; two such jobs in one transaction would not.
        """
        result: R = await self._wait(self._slow.jobs, job)
        return result

    async def apart(self, job: Callable[[Connection], Awaitable[R]]) -> R:
        """Work on the connection outside any transaction (backup, checkpoint)."""
        result: R = await self._wait(self._reads.reads, job)
        return result

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken."""
        return self._closed

    async def close(self) -> None:
        """Finish what is waiting, then stop."""
        self._closed = True
        self._wake()
        await self._task

    async def abandon(self) -> None:
        """Stop at once; what was not committed is lost, as in a crash."""
        self._closed = True
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _wait(self, waiting: list[Waiting], what: Any) -> Any:
        if self._closed:
            raise StoreUnavailable(CLOSED)
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        waiting.append(Waiting(what, done))
        self._wake()
        return await done

    def _wake(self) -> None:
        for lane in self._lanes:
            lane.wake.set()

    async def _run(self) -> None:
        first, *others = self._lanes
        try:
            async with asyncio.TaskGroup() as beside:  # one that fails ends them all
                for lane in others:
                    beside.create_task(self._serve(lane), name="store")
                await self._serve(first)
        finally:  # whatever ended it, nobody is left waiting
            self._closed = True
            for lane in self._lanes:
                for half in lane.halves:
                    for waiting in half.waiting:
                        answer(waiting, StoreUnavailable(CLOSED))

    async def _serve(self, lane: _Lane) -> None:
        while not self._closed or lane.wake.is_set():
            await lane.wake.wait()
            lane.wake.clear()
            await asyncio.sleep(0)  # let everybody who is ready now come along
            while any(half.waiting for half in lane.halves):
                for half in lane.halves:
                    await half.work()
