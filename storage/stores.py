"""Which database a storage url names."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Unpack

from storage.errors import BadStoreUrl
from storage.options import Options
from storage.rows import P
from storage.sqlite import SqliteStore
from storage.store import Store
from storage.vault import Vault

if TYPE_CHECKING:
    from storage.postgres import PostgresStore

POSTGRESQL = ("postgresql://", "postgres://")


async def open_store(url: str, vault: Vault, **options: Unpack[Options[P]]) -> Store[P]:
    """Open or make the store of a `sqlite:FILE` or `postgresql://…` url.

    Raises BadStoreUrl, StoreInUse, StoreUnavailable, StoreTooNew, WrongMasterKey.
    """
    engine: type[PostgresStore[P]] | type[SqliteStore[P]] = SqliteStore
    if url.startswith(POSTGRESQL):
        engine = _postgres()
    return await engine.open(url, vault, **options)


def moments(url: str) -> AbstractAsyncContextManager[Callable[[], Awaitable[int]]]:
    """Asks the database of a `postgresql://…` url what time it is (epoch ms). Raises StoreError."""
    _postgres()
    from storage.moment import moments as asked

    return asked(url)


def _postgres() -> "type[PostgresStore[Any]]":
    """The driver need not be installed for SQLite."""
    try:
        from storage.postgres import PostgresStore
    except ImportError as error:
        raise BadStoreUrl("PostgreSQL needs the extra: pip install 'interlude[cluster]'") from error
    return PostgresStore
