"""A connection to a database file whose quick statements run in the caller's thread.

Handing a statement over to a thread takes longer than most statements, and two threads that compute keep
each other waiting. So only what waits for the disk or for somebody else's lock is handed over: a commit,
the beginning of a transaction that does not come at once, and all that is not part of one. The rest of a
transaction is done where it is asked for; a next batch is computed while the last one is synced.

A page that is in nobody's memory is read from the disk all the same, and while a disk hangs nobody is to
wait for it who did not ask it anything. So the caller's thread only goes there while the disk is known to
answer: shortly after a commit that it took at once, and not for a while after it took long.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable
from typing import Any

import aiosqlite

BEGIN, COMMIT = "BEGIN IMMEDIATE", "COMMIT"
_PATIENCE, _NONE = "PRAGMA busy_timeout", "PRAGMA busy_timeout = 0"

AT_ONCE = 0.25
"""Seconds within which a disk that is well has done anything asked of it."""

FRESH = 1.0
"""Seconds for which a commit that went through at once says that the disk answers."""

REST = 60.0
"""Seconds for which everything waits in the other thread after the caller's had to wait."""


class NearConnection:
    """The part of aiosqlite's connection that the store uses. `near` is the connection `far` works with."""

    def __init__(
        self, far: aiosqlite.Connection, near: sqlite3.Connection, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` gives seconds."""
        self._far, self._near, self._clock = far, near, clock
        self._well_until = self._rests_until = -REST
        self._patience = "PRAGMA busy_timeout = 5000"  # what sqlite3 begins with
        self.commit, self.rollback = far.commit, far.rollback
        self.backup, self.close = far.backup, far.close

    async def execute(self, sql: str, parameters: Any = ()) -> Any:
        """Run one statement."""
        if sql == BEGIN and self._is_well() and self._timed(self._begins):
            return self._near
        asked = self._clock()
        done = await self._far.execute(sql, parameters)
        if sql == COMMIT:
            self._committed(asked)
        elif sql.startswith(_PATIENCE):
            self._patience = sql
        return done

    async def executemany(self, sql: str, parameters: Any) -> Any:
        """Run one statement for every row of parameters."""
        if self._near.in_transaction and self._is_well():
            return self._timed(self._near.executemany, sql, parameters)
        return await self._far.executemany(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Any = ()) -> Iterable[Any]:
        """Run one statement and give all its rows."""
        if self._near.in_transaction and self._is_well():
            rows: list[Any] = self._timed(self._fetched, sql, parameters)
            return rows
        return await self._far.execute_fetchall(sql, parameters)

    def _fetched(self, sql: str, parameters: Any) -> list[Any]:
        return self._near.execute(sql, parameters).fetchall()

    def _begins(self) -> bool:
        """Whether the transaction began at once: with somebody else's open, it is waited for elsewhere."""
        self._near.execute(_NONE)
        try:
            self._near.execute(BEGIN)
        except sqlite3.OperationalError:
            return False
        finally:
            self._near.execute(self._patience)
        return True

    def _is_well(self) -> bool:
        return self._clock() < self._well_until

    def _committed(self, asked: float) -> None:
        now = self._clock()
        well = now - asked < AT_ONCE and now >= self._rests_until
        self._well_until = now + FRESH if well else now

    def _timed(self, work: Callable[..., Any], *args: Any) -> Any:
        """What the work gives; when it had the caller wait, that was the last for a while."""
        asked = self._clock()
        try:
            return work(*args)
        finally:
            now = self._clock()
            if now - asked >= AT_ONCE:
                self._well_until, self._rests_until = now, now + REST


async def connect_near(path: Any) -> NearConnection:
    """A connection to this file, in a thread of its own that it shares with the caller's."""
    made: list[sqlite3.Connection] = []

    def factory(*args: Any, **options: Any) -> sqlite3.Connection:
        made.append(sqlite3.Connection(*args, **options))
        return made[0]

    # IMMEDIATE: a statement that finds its transaction gone never commits by itself.
    far = await aiosqlite.connect(path, isolation_level="IMMEDIATE", check_same_thread=False, factory=factory)
    return NearConnection(far, made[0])
