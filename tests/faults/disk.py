"""The store's connection with faults: the real SQLite file, and a disk that is full, locked or broken."""

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import storage.opening
from storage.inline import InlineConnection, Parameters

if TYPE_CHECKING:
    from tests.faults.machine import Machine

FULL, LOCKED, BROKEN = "database or disk is full", "database is locked", "disk I/O error"
AT_CALL = {"locked": LOCKED, "disk_full": FULL, "io_error": BROKEN}
NO_MORE, AS_MUCH = "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823"
"""SQLite takes a smaller number than there are pages for the number of pages there are."""

_CALLS = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM) (agenda|tell|inbox)\b")
"""What the tick looks at."""

BUSY_SECONDS = 5
"""How long SQLite waits for a lock before it says so (`busy_timeout`)."""


class FaultyConnection(InlineConnection):
    """The same connection; every call is a point at which the process may die or the disk may fail."""

    def __init__(self, path: Path, machine: "Machine") -> None:
        super().__init__(path)
        self._machine, self._called, self._kept = machine, False, False

    async def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        done: sqlite3.Cursor = await self._do(sql, partial(super().execute, sql, parameters))
        return done

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> sqlite3.Cursor:
        rows = [tuple(row) for row in parameters]
        done: sqlite3.Cursor = await self._do(sql, partial(super().executemany, sql, rows))
        return done

    async def execute_fetchall(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        found: list[Any] = await self._do(sql, partial(super().execute_fetchall, sql, parameters))
        return found

    async def commit(self) -> None:
        await self._do("COMMIT", super().commit)

    async def _do(self, sql: str, work: Callable[[], Awaitable[Any]]) -> Any:
        machine, commits = self._machine, sql == "COMMIT"
        await machine.point("before commit" if commits else "before statement")
        await asyncio.sleep(0)  # others run meanwhile, as with a thread behind the connection
        await machine.alive()
        await self._fail(sql)
        result = await self._done(work)
        self._called = self._called or _CALLS.match(sql) is not None
        if commits:
            machine.committed(self._called)
            self._called = False
            await machine.point("after commit")
            if machine.nature.happens("commit_unknown"):
                machine.struck(met="store")
                machine.unheard()
                raise sqlite3.OperationalError(BROKEN)
        return result

    async def _done(self, work: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await work()
        except sqlite3.OperationalError:
            self._machine.nature.counts["outage_really_full"] += self._kept
            raise

    async def _fail(self, sql: str) -> None:
        machine, begins = self._machine, sql.startswith("BEGIN")
        outage = machine.outage
        if self._kept != (outage == "really_full"):
            self._keep_size(not self._kept)
        if outage:
            machine.struck(met="store")
        if outage == "locked" and begins:
            machine.nature.counts["outage_locked"] += 1
            await asyncio.sleep(BUSY_SECONDS)
            raise sqlite3.OperationalError(LOCKED)
        if outage in ("disk_full", "io_error") and not sql.lstrip().startswith("SELECT"):
            machine.nature.counts[f"outage_{outage}"] += 1
            raise sqlite3.OperationalError(AT_CALL[outage])
        for what, words in AT_CALL.items():
            if (what != "locked" or begins) and machine.nature.happens(what):
                machine.struck(met="store")
                if what == "disk_full" and not begins:
                    self._connection.rollback()  # SQLite may do so by itself, and later statements go on
                raise sqlite3.OperationalError(words)

    def _keep_size(self, keep: bool) -> None:
        """Let the file grow no more (a disk that is really full), or let it grow again."""
        self._kept = keep
        self._connection.execute(NO_MORE if keep else AS_MUCH)


@contextmanager
def connections(make: Callable[[Path], InlineConnection]) -> Iterator[None]:
    """Throw-away stores opened meanwhile get these."""
    with patch.object(storage.opening, "InlineConnection", make):
        yield
