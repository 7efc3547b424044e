"""A connection without a thread of its own, for throw-away stores: rehearsals and tests of conversations.

A real store hands every statement to a thread, so that syncing to disk never holds up the bot; a
rehearsal is alone, throws its file away and would spend most of its time on those hand-overs.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Parameters = Iterable[Any] | Mapping[str, Any]
"""By position, or by name."""


class InlineConnection:
    """The part of aiosqlite's connection that the store uses, run in the caller's thread."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level="IMMEDIATE")

    async def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self._connection.execute(sql, _bound(parameters))

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> sqlite3.Cursor:
        """Run one statement for every row of parameters."""
        return self._connection.executemany(sql, [tuple(row) for row in parameters])

    async def execute_fetchall(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        """Run one statement and give all its rows."""
        return self._connection.execute(sql, _bound(parameters)).fetchall()

    async def commit(self) -> None:
        """Make what was written stay."""
        self._connection.commit()

    async def rollback(self) -> None:
        """Undo what was not committed."""
        self._connection.rollback()

    async def backup(self, target: sqlite3.Connection) -> None:
        """Copy everything into another database."""
        self._connection.backup(target)

    async def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _bound(parameters: Parameters) -> tuple[Any, ...] | dict[str, Any]:
    return dict(parameters) if isinstance(parameters, Mapping) else tuple(parameters)
