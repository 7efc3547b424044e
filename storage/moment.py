"""What time it is for everybody who shares a database: its server's clock."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import asyncpg

from storage.answers import named
from storage.errors import StoreUnavailable
from storage.lost import FAILED, LOST

NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
PATIENCE = 10.0
"""Seconds to wait for an answer."""

GOODBYE = 2.0
"""Seconds to wait until the server has heard that this is all."""


@asynccontextmanager
async def moments(url: str) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """Asks the server of a `postgresql://` url for its clock (epoch ms). Either raises StoreUnavailable."""
    with _by_our_names():
        wire = await asyncpg.connect(url, timeout=PATIENCE, command_timeout=PATIENCE)

    async def ask() -> int:
        with _by_our_names():
            return int(await wire.fetchval(NOW))

    try:
        yield ask
    finally:
        with suppress(*FAILED):
            await wire.close(timeout=GOODBYE)


@contextmanager
def _by_our_names() -> Iterator[None]:
    try:
        yield
    except LOST as error:
        raise StoreUnavailable(f"no connection to the database: {type(error).__name__}") from error
    except asyncpg.PostgresError as error:
        raise named(error) from error
