"""What only SQLite has: a file, its pragmas, its lock."""

import sqlite3
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from storage import schema
from storage.errors import BadStoreUrl, StoreInUse, StoreTooNew, StoreUnavailable
from storage.opening import path_of
from storage.rows import CommitResult
from tests.storage.kit import MASTER, Person, Store, count, opened, poke, text, turn

TABLES = (
    "practice", "person", "address", "relation", "invite", "talk", "record", "agenda",
    "tell", "outbox", "inbox", "seen", "audit", "meta", "leftover", "lane", "erased_address", "activity",
)  # fmt: skip


async def test_a_new_database_has_every_table_and_guard(store: Store):
    """An empty file becomes the whole schema in strict tables, with the safe settings on."""
    rows = await store._pump.read("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
    assert {row[0] for row in rows} == set(TABLES)
    assert all("STRICT" in row[1] for row in rows)
    settings = {
        "PRAGMA journal_mode": "wal",
        "PRAGMA synchronous": 2,
        "PRAGMA foreign_keys": 1,
        "PRAGMA busy_timeout": 5000,
        "PRAGMA secure_delete": 1,
        "PRAGMA trusted_schema": 0,
    }
    assert {sql: (await store._pump.read(sql))[0][0] for sql in settings} == settings


async def test_migrating_step_by_step_gives_the_fresh_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A database stopped after any migration and brought on later equals one made at once."""
    steps = [*schema.migrations(), (9000, ["CREATE TABLE extra (id TEXT NOT NULL PRIMARY KEY) STRICT"])]

    async def made(name: str, stops: list[int]) -> list[tuple[str, str]]:
        for stop in stops:
            monkeypatch.setattr(schema, "migrations", lambda stop=stop: steps[:stop])
            await (await opened(tmp_path / name)).close()
        with sqlite3.connect(tmp_path / name) as connection:
            rows = connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
        connection.close()
        return rows

    assert await made("one.db", [len(steps)]) == await made("two.db", list(range(1, len(steps) + 1)))


async def test_a_migration_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A migration is all or nothing, and the old program still opens the file."""
    await (await opened(tmp_path / "a.db")).close()
    broken = (9000, ["CREATE TABLE extra (id TEXT) STRICT", "CREATE TABLE extra (id TEXT) STRICT"])
    steps = schema.migrations()
    monkeypatch.setattr(schema, "migrations", lambda: [*steps, broken])
    with pytest.raises(StoreUnavailable, match="already exists"):
        await opened(tmp_path / "a.db")
    monkeypatch.setattr(schema, "migrations", lambda: steps)
    store = await opened(tmp_path / "a.db")
    assert await store._pump.read("SELECT 1 FROM sqlite_schema WHERE name = 'extra'") == []
    await store.close()


async def test_a_newer_database_is_refused_untouched(tmp_path: Path):
    """A file of a newer program is refused by name and not a byte of it changes."""
    store = await opened(tmp_path / "a.db")
    await poke(store, "UPDATE meta SET value = '9999' WHERE key = 'schema'")
    await store.close()
    before = (tmp_path / "a.db").read_bytes()
    with pytest.raises(StoreTooNew, match="9999"):
        await opened(tmp_path / "a.db")
    assert (tmp_path / "a.db").read_bytes() == before


async def test_a_second_store_on_the_file_is_refused(tmp_path: Path):
    """Exactly one store holds a file; after it closes, crashes or fails to open, the next may."""
    store = await opened(tmp_path / "a.db")
    with pytest.raises(StoreInUse, match=r"a\.db is in use by process \d+"):
        await opened(tmp_path / "a.db")
    assert MASTER not in (tmp_path / "a.db.lock").read_bytes()
    await store.abandon()
    await (await opened(tmp_path / "a.db")).close()


@pytest.mark.parametrize("url", ["", "sqlite:", "sqlite://", "mysql://user:secret@host/db", "interlude.db"])
def test_a_url_of_no_store_is_refused(url: str):
    """A url this program cannot open is one clear error without the password in it."""
    with pytest.raises(BadStoreUrl) as refusal:
        path_of(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "path"),
    [("sqlite:a.db", "a.db"), ("sqlite:/x/a.db", "/x/a.db"), ("sqlite:///x/a.db", "/x/a.db")],
)
def test_a_sqlite_url_names_a_file(url: str, path: str):
    """Relative and absolute paths are read as written."""
    assert path_of(url) == Path(path)


async def test_a_full_disk_leaves_the_rows_whole(sam: Store):
    """When no page is left the turn fails by name, nothing of it is kept, and a small one goes on."""
    await poke(sam, "PRAGMA max_page_count = 1")  # SQLite raises it to what the file has now
    big = turn("sam", 1, person=Person("x" * 200_000), outbox=[text()], seen="e")
    small = turn("sam", 1, person=Person("small"))
    with pytest.raises(StoreUnavailable, match="full"):
        await sam.commit(big)
    assert (await sam.load("here", ["sam"]))["sam"].doc == Person("sam")
    assert [await count(sam, table) for table in ("outbox", "seen")] == [0, 0]
    assert await sam.commit(small) is CommitResult.COMMITTED


async def test_a_disk_that_breaks_while_opening_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whichever call fails while a store is opened, the error is the store's, and the next opening works."""
    await (await opened(tmp_path / "a.db")).close()
    really, left, named = aiosqlite.Connection._execute, [0], 0

    async def fails(connection: aiosqlite.Connection, *args: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise sqlite3.OperationalError("disk I/O error")
        return await really(connection, *args, **more)

    for at in range(1, 200):
        left[0] = at
        with monkeypatch.context() as patch:
            patch.setattr(aiosqlite.Connection, "_execute", fails)
            try:
                store = await opened(tmp_path / "a.db")
            except StoreUnavailable:
                named += 1
                continue
        await store.close()
        if left[0] > 0:
            break
    assert left[0] > 0
    assert named > 15
