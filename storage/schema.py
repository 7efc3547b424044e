"""Numbered migrations, each applied in one transaction. A newer database is refused untouched."""

import sqlite3
from importlib.resources import files

import aiosqlite

from storage import meta
from storage.errors import StoreTooNew


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


async def version(connection: aiosqlite.Connection) -> int:
    """The schema version of a database; 0 when it is empty."""
    tables = await connection.execute_fetchall("SELECT 1 FROM sqlite_schema WHERE name = 'meta'")
    if not list(tables):
        return 0
    rows = list(await connection.execute_fetchall(meta.GET, (meta.SCHEMA,)))
    return int(rows[0][0]) if rows else 0


async def migrate(connection: aiosqlite.Connection) -> int:
    """Bring the schema up to date; returns its version. Raises StoreTooNew."""
    steps, here = migrations(), await version(connection)
    newest = steps[-1][0]
    if here > newest:
        raise StoreTooNew(f"the database has schema {here}, this program knows up to {newest}")
    for number, statements in steps:
        if number > here:
            await _apply(connection, number, statements)
    return newest


async def _apply(connection: aiosqlite.Connection, number: int, statements: list[str]) -> None:
    await connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in (meta.MAKE, *statements):
            await connection.execute(statement)
        await connection.execute(meta.PUT, (meta.SCHEMA, str(number)))
        await connection.execute("COMMIT")
    except BaseException:
        await connection.rollback()
        raise
