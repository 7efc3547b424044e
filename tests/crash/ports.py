"""Every call that leaves the process, numbered; before or after one of them the process dies."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

FILE_CALLS = ("fsync", "replace", "rename", "link", "unlink")


class Died(BaseException):
    """The process is gone: nothing in it may do anything more."""


class Death(NamedTuple):
    """Where to die: at the `number`-th call, before or after it; once more before the `again`-th after it."""

    number: int
    after: bool
    again: int = 0


class Ports:
    """Numbers the calls and dies where it is told to; `last_words` sees the disk as it is then."""

    def __init__(self, last_words: Callable[[], None]) -> None:
        self._death: Death | None = None
        self._last_words = last_words
        self.met: list[str] = []
        """The calls so far, by name."""
        self.dead = False
        self.store_away = False
        """Whether somebody else holds the database just now."""

    @contextmanager
    def call(self, name: str) -> Iterator[None]:
        """One call: the body is what it does to the world outside."""
        self._if_dead()
        self.met.append(name)
        number = len(self.met)
        self._die_at(Death(number, after=False))
        yield
        self._die_at(Death(number, after=True))

    def store_there(self) -> None:
        """For the store's calls, those that only read as well. Raises Died, sqlite3.OperationalError."""
        self._if_dead()
        if self.store_away:
            raise sqlite3.OperationalError("database is locked")

    def begin(self, death: Death | None) -> None:
        """Number from here on."""
        self.met.clear()
        self._death = death

    def reborn(self) -> None:
        """A new process; it dies where the last one was to die again, or no more."""
        again = self._death.again if self._death else 0
        self.dead = False
        self._death = Death(len(self.met) + again, after=False) if again else None

    @contextmanager
    def over_files(self, folder: Path) -> Iterator[None]:
        """Number what is done to the names and the durability of files below this folder as well."""
        with ExitStack() as stack:
            for name in FILE_CALLS:
                stack.enter_context(patch.object(os, name, self._numbered(getattr(os, name), folder)))
            yield

    def _numbered(self, really: Callable[..., Any], folder: Path) -> Callable[..., Any]:
        def call(first: Any, *more: Any, **named: Any) -> Any:
            path = Path(os.readlink(f"/proc/self/fd/{first}")) if isinstance(first, int) else Path(first)
            if not path.is_relative_to(folder):
                return really(first, *more, **named)
            what = "folder" if path.is_dir() else path.suffix
            with self.call(f"{really.__name__} {what}"):
                return really(first, *more, **named)

        return call

    def _die_at(self, here: Death) -> None:
        if self._death is not None and here[:2] == self._death[:2]:
            self.dead = True
            self._last_words()
            raise Died

    def _if_dead(self) -> None:
        if self.dead:
            raise Died


class NumberedDatabase:
    """A database file; what writes is a port. A transaction's calls are named by their way so far."""

    def __init__(self, path: Path, ports: Ports) -> None:
        self._file = sqlite3.connect(path, isolation_level="IMMEDIATE")
        self._ports, self._way = ports, ""

    @property
    def in_transaction(self) -> bool:
        """Whether one is open."""
        return self._file.in_transaction

    def spare_the_disk(self) -> None:
        """Do not sync: only the process dies here, not the machine."""
        self._file.execute("PRAGMA synchronous = OFF")

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        """One statement."""
        with self._port(sql):
            return self._file.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any) -> sqlite3.Cursor:
        """One statement for many rows."""
        with self._port(sql):
            return self._file.executemany(sql, parameters)

    def commit(self) -> None:
        """The other way to commit."""
        with self._port("COMMIT"):
            self._file.commit()

    def rollback(self) -> None:
        """Undo what was not committed; the dead undo nothing."""
        if not self._ports.dead:
            self._file.rollback()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _port(self, sql: str) -> AbstractContextManager[None]:
        """Reading and settings of a connection are no port, moving the log into the database is."""
        words = sql.split()[:3]
        if not sql.startswith("PRAGMA busy_timeout"):  # asks nothing of the file
            self._ports.store_there()
        if sql.startswith("PRAGMA wal_checkpoint"):
            return self._ports.call("checkpoint")
        if words[0] in ("SELECT", "PRAGMA"):
            return nullcontext()
        self._way = " ".join(words) if words[0] == "BEGIN" else f"{self._way} > {' '.join(words)}"
        return self._ports.call(self._way)
