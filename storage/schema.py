"""Numbered migrations, each applied in one transaction. A newer database is refused untouched."""

import sqlite3
from collections.abc import Callable
from importlib.resources import files

from storage import meta
from storage.connection import Connection
from storage.errors import StoreTooNew, StoreTooOld


def migrations() -> list[tuple[int, list[str]]]:
    """Every migration in order: its number and its statements."""
    entries = files("storage").joinpath("migrations").iterdir()
    scripts = [entry for entry in entries if entry.name.endswith(".sql")]
    return sorted((int(entry.name[:4]), _statements(entry.read_text("utf-8"))) for entry in scripts)


def _statements(script: str) -> list[str]:
    """Cut a script into statements (executescript would commit between them)."""
    found, open_lines = [], ""
    for line in script.splitlines(keepends=True):
        open_lines += line
        if sqlite3.complete_statement(open_lines):
            found.append(open_lines.strip())
            open_lines = ""
    return found


async def version(connection: Connection) -> int:
    """The schema version of a database; 0 when it is empty."""
    rows = list(await connection.execute_fetchall(meta.GET, (meta.SCHEMA,)))
    return int(rows[0][0]) if rows else 0


async def migrate(connection: Connection, read: Callable[[str], str] = str, *, as_it_is: bool = False) -> int:
    """Bring the schema up to date; returns its version. Raises StoreTooNew.

    `read` says how the database reads a statement of a migration. `as_it_is`: only an empty database gets
    one, any older schema is StoreTooOld.
    """
    await connection.execute(read(meta.MAKE))
    steps, here = migrations(), await version(connection)
    newest = steps[-1][0]
    if here > newest:
        raise StoreTooNew(f"the database has schema {here}, this program knows up to {newest}")
    if as_it_is and 0 < here < newest:
        raise StoreTooOld(f"the database has schema {here}, this program needs {newest}: start the bot first")
    for number, statements in steps:
        if number > here:
            await _apply(connection, number, [read(one) for one in statements])
    return newest


async def _apply(connection: Connection, number: int, statements: list[str]) -> None:
    await connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements:
            await connection.execute(statement)
        await connection.execute(meta.PUT, (meta.SCHEMA, str(number)))
        await connection.execute("COMMIT")
    except BaseException:
        await connection.rollback()
        raise
