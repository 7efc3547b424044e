"""What is written for SQLite, as PostgreSQL reads it."""

import ast
from pathlib import Path

import asyncpg
import pytest

import storage
from storage.dialect import counted, schema, statement
from storage.schema import migrations
from tests.house import _SQL
from tests.postgres import fresh_database
from tests.storage.kit import opened

ROOMS = Path(storage.__file__).parent
SQLITE_ONLY = {"inline", "opening", "sqlite"}
POSTGRESQL_ONLY = {"alone", "postgres"}


def statements() -> list[tuple[str, str]]:
    """Every statement that both databases are to understand: the module and the text."""
    found = []
    for file in sorted(ROOMS.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL.match(node.value):
                found.append((file.stem, node.value))
    both = [one for one in found if one[0] not in SQLITE_ONLY | POSTGRESQL_ONLY]
    return [one for one in both if not one[1].lstrip().startswith(("PRAGMA", "CREATE TABLE"))]


async def test_postgresql_understands_every_statement() -> None:
    """PostgreSQL can prepare each statement of the store, with its returned rows where they are counted."""
    url = await fresh_database()
    await (await opened(url)).close()
    connection = await asyncpg.connect(url)
    spoken = [sql for _, sql in statements()]
    assert len(spoken) > 80
    try:
        for sql in spoken:
            await connection.prepare(statement(sql).text)
            await connection.prepare(counted(sql))
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT a FROM t WHERE b = ? AND c > ?", "SELECT a FROM t WHERE b = $1 AND c > $2"),
        ("SELECT '?', ':now', ? FROM t", "SELECT '?', ':now', $1 FROM t"),
        (
            "DELETE FROM t WHERE a < :now OR b < :now AND c = :who",
            "DELETE FROM t WHERE a < $1 OR b < $1 AND c = $2",
        ),
        ("BEGIN IMMEDIATE", "BEGIN"),
        (
            "SELECT a FROM t LIMIT ? /*postgresql FOR UPDATE SKIP LOCKED*/",
            "SELECT a FROM t LIMIT $1 FOR UPDATE SKIP LOCKED",
        ),
        (
            "SELECT 1 FROM t WHERE a NOT IN (SELECT value FROM json_each(?))",
            "SELECT 1 FROM t WHERE a <> ALL (ARRAY(SELECT json_array_elements_text($1::json)))",
        ),
    ],
)
def test_a_statement_is_translated(sql: str, said: str) -> None:
    """Places are numbered, names once each, and what stands in quotes is left alone."""
    assert statement(sql).text == said


def test_names_are_bound_in_their_order() -> None:
    """A named parameter is given once, however often it stands there."""
    said = statement("SELECT 1 FROM t WHERE a < :now OR b < :now AND c = :who")
    assert said.bind({"who": "sam", "now": 3}) == [3, "sam"]
    assert said.bind((1, 2)) == (1, 2)


def test_only_writing_is_counted() -> None:
    """A statement that writes gives a row for each row it wrote; one that reads gives its own."""
    assert counted("DELETE FROM t WHERE a = ?") == "DELETE FROM t WHERE a = $1 RETURNING 1"
    assert counted("SELECT a FROM t") == "SELECT a FROM t"


def test_a_migration_keeps_nothing_only_sqlite_knows() -> None:
    """No statement of a migration keeps a word PostgreSQL would not take."""
    for _, parts in migrations():
        for part in parts:
            code = "\n".join(line.partition("--")[0] for line in schema(part).splitlines())
            assert not {"STRICT", "ROWID", "BLOB", "INTEGER"} & set(code.replace(",", " ").split())
