"""What time it is for everybody who shares a database: its server's clock."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

from storage.answers import named
from storage.errors import StoreUnavailable

NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
PATIENCE = 10.0
"""Seconds to wait for an answer."""


@asynccontextmanager
async def moments(url: str) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """Asks the server of a `postgresql://` url for its clock (epoch ms). Raises StoreUnavailable."""
    try:
        wire = await asyncpg.connect(url, timeout=PATIENCE, command_timeout=PATIENCE)
    except (asyncpg.InterfaceError, OSError, TimeoutError) as error:
        raise StoreUnavailable(f"no connection to the database: {type(error).__name__}") from error
    except asyncpg.PostgresError as error:
        raise named(error) from error

    async def ask() -> int:
        return int(await wire.fetchval(NOW))

    try:
        yield ask
    finally:
        await wire.close()
