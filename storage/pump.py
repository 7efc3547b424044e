"""The one queue in front of the one connection: reads together, writes together, one commit.

Only the pump's task touches the connection, so no read ever sees half a transaction.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import aiosqlite
import msgspec

from storage.errors import StoreError, StoreUnavailable, VersionMoved
from storage.rows import CommitResult, TurnWrites
from storage.turns import TurnWriter

R = TypeVar("R")
Row = tuple[Any, ...]
Pair = tuple[str, str]
Loader = Callable[[list[Pair]], Awaitable[dict[Pair, Any]]]
Job = Callable[[aiosqlite.Connection], Awaitable[Any]]

CLOSED = "the store is closed"

BATCH = 128
"""Turns in one transaction at most; more wait for the next."""


class _Waiting(NamedTuple):
    what: Any
    done: "asyncio.Future[Any]"


class Pump:
    """Everything waiting when the connection is free is taken together."""

    def __init__(self, connection: aiosqlite.Connection, writer: TurnWriter, loader: Loader) -> None:
        self._connection = connection
        self._writer = writer
        self._loader = loader
        self._reads: list[_Waiting] = []
        self._lookups: list[_Waiting] = []
        self._loads: list[_Waiting] = []
        self._turns: list[_Waiting] = []
        self._jobs: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="store")
        self._closed = False

    async def read(self, sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """One SELECT, between transactions."""
        rows: list[Row] = await self._wait(self._reads, (sql, params))
        return rows

    async def look_up(self, sql: str, key: Sequence[str]) -> Row | None:
        """The row a key finds, in one SELECT with everybody else who is waiting for the same `sql`.

        `sql` takes the keys as one JSON list and gives, first in every row, the place of its key.
        """
        row: Row | None = await self._wait(self._lookups, (sql, key))
        return row

    async def load(self, practice: str, ids: Sequence[str]) -> dict[str, Any]:
        """People of a practice, in one SELECT per table with everybody else who is waiting."""
        found: dict[str, Any] = await self._wait(self._loads, [(practice, id) for id in ids])
        return found

    async def turn(self, turn: TurnWrites) -> CommitResult:
        """One turn, in one transaction with everybody else who is waiting."""
        result: CommitResult = await self._wait(self._turns, turn)
        return result

    async def job(self, job: Callable[[aiosqlite.Connection], Awaitable[R]]) -> R:
        """Any other writing, in that same transaction; it may be run again after a rollback."""
        result: R = await self._wait(self._jobs, job)
        return result

    async def apart(self, job: Callable[[aiosqlite.Connection], Awaitable[R]]) -> R:
        """Work on the connection outside any transaction (backup, checkpoint)."""
        result: R = await self._wait(self._reads, job)
        return result

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken."""
        return self._closed

    async def close(self) -> None:
        """Finish what is waiting, then stop."""
        self._closed = True
        self._wake.set()
        await self._task

    async def abandon(self) -> None:
        """Stop at once; what was not committed is lost, as in a crash."""
        self._closed = True
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _wait(self, lane: list[_Waiting], what: Any) -> Any:
        if self._closed:
            raise StoreUnavailable(CLOSED)
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        lane.append(_Waiting(what, done))
        self._wake.set()
        return await done

    async def _run(self) -> None:
        try:
            while not self._closed or self._wake.is_set():
                await self._wake.wait()
                self._wake.clear()
                await asyncio.sleep(0)  # let everybody who is ready now come along
                await self._drain()
        finally:  # whatever ended it, nobody is left waiting
            self._closed = True
            for waiting in (*self._reads, *self._lookups, *self._loads, *self._turns, *self._jobs):
                _answer(waiting, StoreUnavailable(CLOSED))

    async def _drain(self) -> None:
        while self._reads or self._lookups or self._loads or self._turns or self._jobs:
            await self._read_all()
            await self._look_up_all()
            await self._load_all()
            await self._write_all()

    async def _read_all(self) -> None:
        reads, self._reads = self._reads, []
        await asyncio.gather(*(self._settle([w], self._read_one(w.what)) for w in reads))

    async def _read_one(self, what: Any) -> list[Any]:
        if callable(what):
            return [await what(self._connection)]
        return [list(await self._connection.execute_fetchall(*what))]

    async def _look_up_all(self) -> None:
        lookups, self._lookups = self._lookups, []
        by_sql: dict[str, list[_Waiting]] = {}
        for waiting in lookups:
            by_sql.setdefault(waiting.what[0], []).append(waiting)
        for sql, alike in by_sql.items():
            await self._settle(alike, self._look_up(sql, [w.what[1] for w in alike]))

    async def _look_up(self, sql: str, keys: list[Sequence[str]]) -> list[Row | None]:
        rows = await self._connection.execute_fetchall(sql, (msgspec.json.encode(keys).decode(),))
        found = {row[0]: tuple(row[1:]) for row in rows}
        return [found.get(place) for place in range(len(keys))]

    async def _load_all(self) -> None:
        loads, self._loads = self._loads, []
        if not loads:
            return
        try:
            await self._settle_raising(loads, self._load(loads))
        except Exception:  # somebody's rows do not open: only their caller is to know
            for waiting in loads:
                await self._settle([waiting], self._load([waiting]))

    async def _load(self, loads: list[_Waiting]) -> list[dict[str, Any]]:
        found = await self._loader(list({pair for w in loads for pair in w.what}))
        return [{pair[1]: found[pair] for pair in w.what if pair in found} for w in loads]

    async def _write_all(self) -> None:
        turns, (jobs, self._jobs) = self._take_turns(), (self._jobs, [])
        if not turns and not jobs:
            return
        try:
            await self._settle_raising((*turns, *jobs), self._transaction(turns, jobs))
        except Exception:
            for waiting in turns:
                await self._settle([waiting], self._transaction([waiting], []))
            for waiting in jobs:
                await self._settle([waiting], self._transaction([], [waiting]))

    def _take_turns(self) -> list[_Waiting]:
        """At most one turn per person and per event; the rest keep their place."""
        taken: list[_Waiting] = []
        left: list[_Waiting] = []
        met: set[tuple[str, str]] = set()
        for waiting in self._turns:
            turn = waiting.what
            marks = {("", turn.person_id), (turn.practice_id, turn.seen or turn.person_id)}
            (left if met & marks or len(taken) >= BATCH else taken).append(waiting)
            met |= marks
        self._turns = left
        return taken

    async def _transaction(self, turns: list[_Waiting], jobs: list[_Waiting]) -> list[Any]:
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
        begin = self._connection.execute("BEGIN IMMEDIATE")
        if not writes:
            await begin
            return
        results = await asyncio.gather(begin, self._writer.look(writes), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _undo(self, writes: list[TurnWrites]) -> None:
        with contextlib.suppress(sqlite3.Error, ValueError):
            await self._connection.rollback()
        self._writer.undone(writes)

    async def _settle(self, waiting: Sequence[_Waiting], work: Awaitable[list[Any]]) -> None:
        try:
            await self._settle_raising(waiting, work)
        except Exception as error:
            for w in waiting:
                _answer(w, _named(error))

    async def _settle_raising(self, waiting: Sequence[_Waiting], work: Awaitable[list[Any]]) -> None:
        try:
            results = await work
        except Exception:
            raise  # the caller knows what to do
        except BaseException:
            for w in waiting:
                _answer(w, StoreUnavailable(CLOSED))
            raise
        for w, result in zip(waiting, results, strict=True):
            _answer(w, result)


def _answer(waiting: _Waiting, result: Any) -> None:
    if waiting.done.done():
        return
    if isinstance(result, Exception):
        waiting.done.set_exception(result)
    else:
        waiting.done.set_result(result)


def _named(error: Exception) -> Exception:
    """The driver's "cannot now" as our own name; everything else as it is."""
    if isinstance(error, StoreError) or not isinstance(error, sqlite3.OperationalError):
        return error
    named = StoreUnavailable(str(error))
    named.__cause__ = error
    return named
