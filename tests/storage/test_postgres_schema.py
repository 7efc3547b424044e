"""Whose schema a PostgreSQL has: a newer program's, an older one's, or half a migration's."""

import pytest

from storage import schema
from storage.errors import StoreTooNew, StoreTooOld
from tests.postgres import ask, fresh_database
from tests.storage.kit import POSTGRESQL, opened, poke

ENGINES = POSTGRESQL


async def test_a_newer_database_is_refused_untouched() -> None:
    """A database of a newer program is refused by name."""
    url = await fresh_database()
    store = await opened(url)
    await poke(store, "UPDATE meta SET value = '9999' WHERE key = 'schema'")
    await store.close()
    with pytest.raises(StoreTooNew, match="9999"):
        await opened(url)
    rows = await ask(url, "SELECT value FROM meta WHERE key = 'schema'")
    assert [row[0] for row in rows] == ["9999"]


async def test_an_older_database_is_left_to_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who opens a store as it is makes it in an empty database, and is refused by an older one, untouched."""
    url = await fresh_database()
    await (await opened(url, as_it_is=True)).close()
    steps = schema.migrations()
    newer = (9000, ["CREATE TABLE extra (id TEXT) STRICT"])
    monkeypatch.setattr(schema, "migrations", lambda: [*steps, newer])
    with pytest.raises(StoreTooOld, match="start the bot first"):
        await opened(url, as_it_is=True)
    assert await ask(url, "SELECT 1 FROM pg_tables WHERE tablename = 'extra'") == []
    await (await opened(url)).close()
    await (await opened(url, as_it_is=True)).close()


async def test_a_migration_that_fails_leaves_the_database_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration is all or nothing, and the old program still opens the database."""
    url = await fresh_database()
    await (await opened(url)).close()
    broken = (9000, ["CREATE TABLE extra (id TEXT) STRICT", "CREATE TABLE extra (id TEXT) STRICT"])
    steps = schema.migrations()
    monkeypatch.setattr(schema, "migrations", lambda: [*steps, broken])
    with pytest.raises(Exception, match="already exists"):
        await opened(url)
    monkeypatch.setattr(schema, "migrations", lambda: steps)
    await (await opened(url)).close()
    assert await ask(url, "SELECT 1 FROM pg_tables WHERE tablename = 'extra'") == []
