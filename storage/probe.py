"""What can be known of a PostgreSQL before a store is opened in it: for `interlude doctor`."""

from typing import NamedTuple

import asyncpg

from storage.answers import named

PATIENCE = 10.0
"""Seconds to wait for an answer."""

ASK = """
SELECT current_setting('server_version_num')::int, (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on',
    current_setting('synchronous_commit') <> 'off',
    has_schema_privilege(current_user, current_schema(), 'CREATE'),
    to_regclass('person') IS NOT NULL
"""


class Probed(NamedTuple):
    """A server that answered. `now` is its clock (epoch ms)."""

    version: int
    now: int
    safe_files: bool
    safe_commits: bool
    may_make_tables: bool
    has_store: bool


async def probe(url: str) -> Probed:
    """Ask the server of a `postgresql://` url. Raises StoreUnavailable, or the driver's own error."""
    try:
        wire = await asyncpg.connect(url, timeout=PATIENCE, command_timeout=PATIENCE)
        try:
            row = await wire.fetchrow(ASK)
        finally:
            await wire.close()
    except Exception as error:
        raise named(error) from error
    assert row is not None
    return Probed(*row)
