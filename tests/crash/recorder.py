"""SQLite's own writes and syncs, noted between SQLite and the disk; a database on it."""

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


class _Ran(NamedTuple):
    rows: list[Any]
    rowcount: int

    def fetchall(self) -> list[Any]:
        return self.rows


class RecordedDatabase:
    """A database over a recorder; errors come under the names the store knows."""

    def __init__(self, path: Path, recorder: Recorder) -> None:
        self._file = apsw.Connection(str(path), vfs=recorder.name)
        self._file.execute(OFTEN)

    @property
    def in_transaction(self) -> bool:
        """Whether one is open."""
        return self._file.in_transaction

    def weaken(self) -> None:
        """From now on sync as rarely as SQLite does by `synchronous = NORMAL`."""
        self._file.execute("PRAGMA synchronous = NORMAL")

    def execute(self, sql: str, parameters: Any = ()) -> _Ran:
        """Run one statement."""
        return self._run(sql, [parameters])

    def executemany(self, sql: str, parameters: Iterable[Any]) -> _Ran:
        """Run one statement for every row of parameters."""
        return self._run(sql, parameters)

    def commit(self) -> None:
        """Make what was written stay."""
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Undo what was not committed."""
        if self.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _run(self, sql: str, parameters: Iterable[Any]) -> _Ran:
        """As the standard library's driver does, a statement that changes rows begins a transaction."""
        rows, changed = list[Any](), 0
        try:
            if sql.split()[0] in ("INSERT", "UPDATE", "DELETE") and not self.in_transaction:
                self._file.execute("BEGIN IMMEDIATE")
            for one in parameters:
                rows += self._file.execute(sql, one if isinstance(one, dict) else tuple(one)).fetchall()
                changed += self._file.changes()
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error
        return _Ran(rows, changed)
