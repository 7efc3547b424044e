"""SQLite's own writes and syncs, noted between SQLite and the disk; the store's connection on it."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from tests.crash.disk import Done

CREATES = apsw.SQLITE_OPEN_CREATE
JOURNALS = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL
OFTEN = "PRAGMA wal_autocheckpoint = 30"
"""After so many pages in the log it is moved into the database: often, so that cuts fall into it."""


class Recorder(apsw.VFS):
    """Notes in `log` what is done to the files of a folder, and lets the system do it."""

    def __init__(self, name: str) -> None:
        self.log: list[Done] = []
        self.name = name
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> "RecordedFile":  # noqa: N802  # SQLite's name
        """A journal or a log that SQLite may make is new to the folder as far as it knows."""
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "")
        if flags[0] & CREATES and flags[0] & JOURNALS:
            self.log.append(Done("made", path.name))
        return RecordedFile(self.log, path.name, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802  # SQLite's name
        """Gone from the folder; with `syncdir` for good."""
        super().xDelete(filename, syncdir)
        self.log.append(Done("gone", Path(filename).name))
        if syncdir:
            self.log.append(Done("sync", ""))


class RecordedFile(apsw.VFSFile):
    """One open file."""

    def __init__(self, log: list[Done], file: str, name: Any, flags: list[int]) -> None:
        self._log, self._file = log, file
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  # SQLite's name
        super().xWrite(data, offset)
        self._log.append(Done("write", self._file, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802  # SQLite's name
        super().xTruncate(newsize)
        self._log.append(Done("cut", self._file, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802  # SQLite's name
        super().xSync(flags)
        self._log.append(Done("sync", self._file))


class _Done(NamedTuple):
    rowcount: int


class RecordedConnection:
    """The store's connection over a recorder; errors come under the names the store knows."""

    def __init__(self, path: Path, recorder: Recorder) -> None:
        self._connection = apsw.Connection(str(path), vfs=recorder.name)
        self._connection.execute(OFTEN)

    def weaken(self) -> None:
        """From now on sync as rarely as SQLite does by `synchronous = NORMAL`."""
        self._connection.execute("PRAGMA synchronous = NORMAL")

    async def execute(self, sql: str, parameters: Any = ()) -> _Done:
        """Run one statement."""
        return self._run(sql, [parameters])

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> _Done:
        """Run one statement for every row of parameters."""
        return self._run(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Any = ()) -> list[Any]:
        """Run one statement and give all its rows."""
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error

    async def commit(self) -> None:
        """Make what was written stay."""
        if self._connection.in_transaction:
            self._run("COMMIT", [()])

    async def rollback(self) -> None:
        """Undo what was not committed."""
        if self._connection.in_transaction:
            self._run("ROLLBACK", [()])

    async def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _run(self, sql: str, rows: Iterable[Any]) -> _Done:
        """As the standard library's driver does, a statement that changes rows begins a transaction."""
        changed = 0
        try:
            if sql.split()[0] in ("INSERT", "UPDATE", "DELETE") and not self._connection.in_transaction:
                self._connection.execute("BEGIN IMMEDIATE")
            for row in rows:
                self._connection.execute(sql, row if isinstance(row, dict) else tuple(row))
                changed += self._connection.changes()
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error
        return _Done(changed)
