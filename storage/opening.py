"""Opening a SQLite database: file mode, pragmas, schema, store key."""

import os
from pathlib import Path
from typing import cast

import aiosqlite

from storage.errors import BadStoreUrl
from storage.inline import InlineConnection
from storage.near import connect_near
from storage.safe import left_unclean, making, named, refuse_far, refuse_unsafe
from storage.schema import migrate
from storage.standing import seat_store_key
from storage.vault import Vault

# SQLite before 3.51.3 can corrupt a WAL database when two connections write or checkpoint at once.
# Exactly one connection does both here, behind the lock file, so older versions are safe; keep it
# so: a backup reads through one that can do neither. No memory mapping: an input/output error must be
# an error, not a signal.
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
    "PRAGMA wal_autocheckpoint = 4000",  # 16 MB: a page that many turns change is moved once for all of them
)

EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
"""A crash may have come between an erasure and this: what was erased may still lie in the log."""


def path_of(url: str) -> Path:
    """The file of a `sqlite:` url. Raises BadStoreUrl."""
    scheme, _, rest = url.partition(":")
    if scheme != "sqlite" or not rest.strip("/"):
        raise BadStoreUrl(f"storage url {url.split('@')[-1]!r}: expected sqlite:FILE")
    return real(Path(rest.removeprefix("//")))


def real(path: Path) -> Path:
    """The file itself where a link stands: SQLite follows it, and lock and checks must look there too."""
    return path.resolve() if path.is_symlink() else path


async def connect(path: Path, vault: Vault, *, throw_away: bool = False) -> aiosqlite.Connection:
    """A connection ready for use. Raises any StoreError of opening.

    A `throw_away` store is not synced to disk and works in the caller's thread.
    """
    unclean = left_unclean(path)
    if not throw_away:
        refuse_far(path)
    with making(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    with named(path):
        made = InlineConnection(path) if throw_away else await connect_near(path)
    connection = cast(aiosqlite.Connection, made)
    try:
        with named(path):
            for pragma in PRAGMAS:
                await connection.execute(pragma)
            if throw_away:
                await connection.execute("PRAGMA synchronous = OFF")
            else:
                await refuse_unsafe(connection, path, unclean=unclean)
            await migrate(connection)
            await seat_store_key(connection, vault)
            await connection.execute_fetchall(EMPTY_LOG)
    except BaseException:
        await connection.close()
        raise
    return connection
