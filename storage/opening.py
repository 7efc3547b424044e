"""Opening a SQLite database: file mode, pragmas, schema, store key."""

import os
from pathlib import Path
from typing import NamedTuple, cast

import aiosqlite

from storage import audit, meta
from storage.errors import BadStoreUrl
from storage.inline import InlineConnection
from storage.schema import migrate
from storage.vault import Vault

# SQLite before 3.51.3 can corrupt a WAL database when two connections write or checkpoint at once.
# Exactly one connection does both here, behind the lock file, so older versions are safe; keep it
# so. No memory mapping: an input/output error must be an error, not a signal.
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
)

EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
"""A crash may have come between an erasure and this: what was erased may still lie in the log."""


def path_of(url: str) -> Path:
    """The file of a `sqlite:` url. Raises BadStoreUrl."""
    scheme, _, rest = url.partition(":")
    if scheme != "sqlite" or not rest.strip("/"):
        raise BadStoreUrl(f"storage url {url.split('@')[-1]!r}: expected sqlite:FILE")
    return Path(rest.removeprefix("//"))


async def connect(path: Path, vault: Vault, *, throw_away: bool = False) -> aiosqlite.Connection:
    """A connection ready for use. Raises StoreTooNew, WrongMasterKey.

    A `throw_away` store is not synced to disk and works in the caller's thread.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    # IMMEDIATE: a statement that finds its transaction gone never commits by itself.
    if throw_away:
        connection = cast(aiosqlite.Connection, InlineConnection(path))
    else:
        connection = await aiosqlite.connect(path, isolation_level="IMMEDIATE")
    try:
        for pragma in PRAGMAS:
            await connection.execute(pragma)
        if throw_away:
            await connection.execute("PRAGMA synchronous = OFF")
        await migrate(connection)
        await _store_key(connection, vault)
        await connection.execute_fetchall(EMPTY_LOG)
    except BaseException:
        await connection.close()
        raise
    return connection


class Standing(NamedTuple):
    """What is kept in memory from the start: audit heads, and since when sends are held."""

    heads: dict[str, audit.Head]
    held_since: int | None


async def standing(connection: aiosqlite.Connection) -> Standing:
    """Read what the store keeps in memory."""
    heads = {row[0]: (row[1], row[2]) for row in await connection.execute_fetchall(audit.HEADS)}
    held = list(await connection.execute_fetchall(meta.GET, (meta.HOLD,)))
    return Standing(heads, int(held[0][0]) if held else None)


async def _store_key(connection: aiosqlite.Connection, vault: Vault) -> None:
    rows = list(await connection.execute_fetchall(meta.GET, (meta.STORE_KEY,)))
    if rows:
        vault.admit_store_key(meta.parse_key(rows[0][0]))
        return
    key = vault.new_store_key()
    await connection.execute(meta.PUT, (meta.STORE_KEY, meta.print_key(key)))
    await connection.commit()
