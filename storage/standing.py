"""What a store reads about itself when it is opened."""

import contextlib
import sqlite3
from typing import NamedTuple

from storage import audit, meta, outbox
from storage.connection import Connection
from storage.vault import Vault


class Standing(NamedTuple):
    """What a store that is alone keeps in memory: audit heads, and since when sends are held."""

    heads: dict[str, audit.Head]
    held_since: int | None


async def standing(connection: Connection) -> Standing:
    """Read what the store keeps in memory."""
    heads = {row[0]: (row[1], row[2]) for row in await connection.execute_fetchall(audit.HEADS)}
    return Standing(heads, await held_since(connection))


async def held_since(connection: Connection) -> int | None:
    """Since when sends are held, epoch ms; None when they are not."""
    held = list(await connection.execute_fetchall(meta.GET, (meta.HOLD,)))
    return int(held[0][0]) if held else None


async def take_over(connection: Connection) -> None:
    """End the leases of the process that had the store before: whoever opens it alone knows it is gone.

    A disk that is full at this moment holds up no start: the leases run out by themselves.
    """
    with contextlib.suppress(sqlite3.OperationalError):
        await connection.execute(outbox.LEFT_SENDING)
        await connection.commit()
        return
    await connection.rollback()


async def seat_store_key(connection: Connection, vault: Vault) -> None:
    """Have the key behind blind indexes in the vault; the first to open a store makes it."""
    rows = list(await connection.execute_fetchall(meta.GET, (meta.STORE_KEY,)))
    if rows:
        vault.admit_store_key(meta.parse_key(rows[0][0]))
        return
    key = vault.new_store_key()
    await connection.execute(meta.PUT, (meta.STORE_KEY, meta.print_key(key)))
    await connection.commit()
