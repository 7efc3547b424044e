"""Which database a storage url names."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.errors import BadStoreUrl
from storage.rows import P
from storage.sqlite import SqliteStore
from storage.store import Store
from storage.vault import Vault

if TYPE_CHECKING:
    from storage.postgres import PostgresStore

POSTGRESQL = ("postgresql://", "postgres://")


async def open_store(
    url: str,
    vault: Vault,
    *,
    person_type: type[P],
    talk_type: Any,
    clock: Callable[[], int],
    types: dict[str, Any] | None = None,
    throw_away: bool = False,
    alone: bool = False,
    erased: Path | None = None,
) -> Store[P]:
    """Open or make the store of a `sqlite:FILE` or `postgresql://…` url.

    `clock` gives epoch ms; `types` are the types of further documents by table (`record`, `tell`,
    `outbox`, `inbox`), else plain JSON. A `throw_away` store (rehearsals) is quick and outlives a
    crash of the program, not of the machine. `alone`: nobody else has it open meanwhile; on SQLite
    that is always so. `erased` is the file that is to remember, outside PostgreSQL, who was erased;
    SQLite has its own beside it. Raises BadStoreUrl, StoreInUse, StoreUnavailable,
    StoreTooNew, WrongMasterKey.
    """
    if url.startswith(POSTGRESQL):
        return await _postgres().open(
            url,
            vault,
            person_type=person_type,
            talk_type=talk_type,
            clock=clock,
            types=types,
            throw_away=throw_away,
            alone=alone,
            erased=erased,
        )
    return await SqliteStore.open(
        url,
        vault,
        person_type=person_type,
        talk_type=talk_type,
        clock=clock,
        types=types,
        throw_away=throw_away,
    )


def _postgres() -> "type[PostgresStore[Any]]":
    """The driver need not be installed for SQLite."""
    try:
        from storage.postgres import PostgresStore
    except ImportError as error:
        raise BadStoreUrl("PostgreSQL needs the extra: pip install 'interlude[cluster]'") from error
    return PostgresStore
