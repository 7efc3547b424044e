"""A SQLite store that was moved elsewhere, or is being moved, is not opened again by mistake."""

from pathlib import Path

from storage import meta
from storage.connection import Connection
from storage.errors import StoreMoved

MOVING = "moving"
"""In the source while a move is under way: the move's id."""

MOVED = "moved"
"""In the source once the target has everything: when (epoch ms)."""

FROM = "moved_from"
"""In the target: the id of the move that filled it."""


async def refuse_moved(connection: Connection, path: Path) -> None:
    """Raise StoreMoved when this store is elsewhere, or may be."""
    if await said(connection, MOVED):
        raise StoreMoved(f"{path} was moved to PostgreSQL; write its url into storage.url")
    if await said(connection, MOVING):
        raise StoreMoved(
            f"{path} is being moved: run interlude migrate-store again, with --give-up to stay here instead"
        )


async def said(connection: Connection, key: str) -> str:
    """What the store says of itself under this key, "" for nothing."""
    rows = list(await connection.execute_fetchall(meta.GET, (key,)))
    return str(rows[0][0]) if rows else ""


async def say(connection: Connection, key: str, value: str) -> None:
    """Write it down, on the disk when this returns; an empty value takes it away."""
    if value:
        await connection.execute(meta.PUT, (key, value))
    else:
        await connection.execute(meta.DROP, (key,))
    await connection.commit()
