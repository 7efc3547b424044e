"""What the driver raises over a PostgreSQL connection that is no more, or was never had."""

import asyncpg

LOST: tuple[type[Exception], ...] = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server let go of it while this process stood still
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)

FAILED: tuple[type[Exception], ...] = (*LOST, asyncpg.PostgresError)
"""Also what the server said."""
