"""The store's connection over a database of a test's own: both its halves in one thread, time as told."""

from collections.abc import Callable
from typing import Any

from storage.near import NearConnection


class FarHalf:
    """What aiosqlite does with a database in a thread, done at once."""

    def __init__(self, database: Any) -> None:
        self._database = database

    async def execute(self, sql: str, parameters: Any = ()) -> Any:
        """Run one statement."""
        return self._database.execute(sql, parameters)

    async def executemany(self, sql: str, parameters: Any) -> Any:
        """Run one statement for every row of parameters."""
        return self._database.executemany(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Any = ()) -> list[Any]:
        """Run one statement and give all its rows."""
        rows: list[Any] = self._database.execute(sql, parameters).fetchall()
        return rows

    async def commit(self) -> None:
        """Make what was written stay."""
        self._database.commit()

    async def rollback(self) -> None:
        """Undo what was not committed."""
        self._database.rollback()

    async def backup(self, target: Any) -> None:
        """Copy everything into another database."""
        self._database.backup(target)

    async def close(self) -> None:
        """Close the file."""
        self._database.close()


def near_over(database: Any, clock: Callable[[], float]) -> NearConnection:
    """The production connection; `clock` gives seconds and decides which half a statement takes."""
    far: Any = FarHalf(database)
    return NearConnection(far, database, clock)
