"""One connection to PostgreSQL as the store uses it, made anew after it was lost."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

import asyncpg

from storage.dialect import counted, statement
from storage.errors import StoreInUse, StoreUnavailable, WrongMasterKey
from storage.lost import LOST

Wire: TypeAlias = "asyncpg.Connection[Any]"
Connect = Callable[[], Awaitable[Wire]]


class Count(NamedTuple):
    """How many rows a statement wrote."""

    rowcount: int


class Session:
    """Statements one after another, in the order they were given.

    A connection that is lost inside a transaction is not replaced before that transaction was rolled
    back: the rest of it would be committed by itself, statement by statement.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._wire: Wire | None = None
        self._in_transaction = False
        self._closed = False
        self._turn = asyncio.Lock()

    async def execute(self, sql: str, parameters: Any = ()) -> Count:
        """Run one statement."""
        said = statement(sql)
        async with self._turn:
            status = await self._run(lambda wire: wire.execute(said.text, *said.bind(parameters)))
            self._in_transaction = _after(said.text, self._in_transaction)
        last = status.rpartition(" ")[2]
        return Count(int(last) if last.isdigit() else -1)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Count:
        """Run one statement for every row of parameters, without waiting between them."""
        text, rows = counted(sql), [tuple(row) for row in parameters]
        async with self._turn:
            return Count(len(await self._run(lambda wire: wire.fetchmany(text, rows))))

    async def execute_fetchall(self, sql: str, parameters: Any = ()) -> list[Any]:
        """Run one statement and give all its rows."""
        said = statement(sql)
        async with self._turn:
            rows: list[Any] = await self._run(lambda wire: wire.fetch(said.text, *said.bind(parameters)))
            return rows

    async def commit(self) -> None:
        """Make what was written stay."""
        if self._in_transaction:
            await self.execute("COMMIT")

    async def rollback(self) -> None:
        """Undo what was not committed; with a lost connection the server has done so."""
        async with self._turn:
            self._in_transaction = False
            if self._wire is not None and not self._wire.is_closed() and self._wire.is_in_transaction():
                await self._run(lambda wire: wire.execute("ROLLBACK"))

    async def close(self) -> None:
        """Let the connection go."""
        self._closed = True
        if self._wire is not None and not self._wire.is_closed():
            await self._wire.close(timeout=2)

    def drop(self) -> None:
        """Let go of the connection at once, as a crash would."""
        self._closed = True
        if self._wire is not None:
            self._wire.terminate()

    async def _run(self, work: Callable[[Wire], Awaitable[Any]]) -> Any:
        wire = self._wire
        if wire is None or wire.is_closed():
            if self._in_transaction or self._closed:
                raise StoreUnavailable("the connection to the database is gone")
            wire = self._wire = await self._connected()
        try:
            return await work(wire)
        except LOST as error:
            wire.terminate()  # whatever came of it, nothing more comes over this connection
            raise StoreUnavailable(str(error)) from error

    async def _connected(self) -> Wire:
        try:
            return await self._connect()
        except (StoreInUse, WrongMasterKey) as error:
            if self._wire is None:
                raise
            raise StoreUnavailable(str(error)) from error  # what waits is kept, and tried again
        except LOST as error:
            raise StoreUnavailable(f"no connection to the database: {type(error).__name__}") from error


def _after(text: str, before: bool) -> bool:
    """Whether a transaction is open after this statement."""
    return text == "BEGIN" or (before and text not in ("COMMIT", "ROLLBACK"))
