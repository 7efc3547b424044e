"""What the parts of the store need of a connection, whichever driver is behind it."""

from collections.abc import Awaitable, Iterable
from typing import Any, Protocol


class Done(Protocol):
    """What a statement did."""

    @property
    def rowcount(self) -> int: ...


class Connection(Protocol):
    """Statements are taken in the order they are given.

    They are written for SQLite; `storage.dialect` says how PostgreSQL reads them.
    """

    def execute(self, sql: str, parameters: Any = ...) -> Awaitable[Done]: ...

    def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Awaitable[Done]: ...

    def execute_fetchall(self, sql: str, parameters: Any = ...) -> Awaitable[Iterable[Any]]: ...

    def commit(self) -> Awaitable[None]: ...

    def rollback(self) -> Awaitable[None]: ...

    def close(self) -> Awaitable[None]: ...
