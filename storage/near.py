"""A connection to a database file whose quick statements run in the caller's thread.

Handing a statement over to a thread takes longer than most statements, and two threads that compute keep
each other waiting. So only what may wait for the disk or for somebody else's lock is handed over: the
beginning and the commit of a transaction, and all that is not part of one. What a transaction reads and
writes by key is done at once; a next batch is computed while the last one is synced.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

import aiosqlite


class NearConnection:
    """The part of aiosqlite's connection that the store uses. `near` is the connection `far` works with."""

    def __init__(self, far: aiosqlite.Connection, near: sqlite3.Connection) -> None:
        self._far, self._near = far, near
        self.execute, self.commit, self.rollback = far.execute, far.commit, far.rollback
        self.backup, self.close = far.backup, far.close

    async def executemany(self, sql: str, parameters: Any) -> Any:
        """Run one statement for every row of parameters."""
        if self._near.in_transaction:
            return self._near.executemany(sql, parameters)
        return await self._far.executemany(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Any = ()) -> Iterable[Any]:
        """Run one statement and give all its rows."""
        if self._near.in_transaction:
            return self._near.execute(sql, parameters).fetchall()
        return await self._far.execute_fetchall(sql, parameters)


async def connect_near(path: Any) -> aiosqlite.Connection | NearConnection:
    """A connection to this file, in a thread of its own that it shares with the caller's."""
    made: list[sqlite3.Connection] = []

    def factory(*args: Any, **options: Any) -> sqlite3.Connection:
        made.append(sqlite3.Connection(*args, **options))
        return made[0]

    # IMMEDIATE: a statement that finds its transaction gone never commits by itself.
    far = await aiosqlite.connect(path, isolation_level="IMMEDIATE", check_same_thread=False, factory=factory)
    return NearConnection(far, made[0]) if made else far
