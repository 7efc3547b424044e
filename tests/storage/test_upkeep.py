"""Schema, lock, audit trail, erasure."""

import sqlite3
from pathlib import Path

import pytest

from storage import schema
from storage.errors import BadStoreUrl, StoreInUse, StoreTooNew
from storage.opening import path_of
from storage.rows import (
    AuditRow,
    RelationRow,
)
from tests.storage.kit import MASTER, Store, born, opened, poke, turn

TABLES = (
    "practice", "person", "address", "relation", "invite", "talk", "record", "agenda",
    "tell", "outbox", "inbox", "seen", "audit", "meta", "leftover",
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
    with pytest.raises(sqlite3.OperationalError):
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


async def test_the_store_can_say_that_it_commits(store: Store):
    """`ping` writes the clock's time."""
    await store.ping()
    assert await store._pump.read("SELECT value FROM meta WHERE key = 'ping'") == [("5",)]


async def audited(store: Store) -> None:
    """Three entries here, one there."""
    await born(store, "sam", audits=[AuditRow("sam", "join", "sam"), AuditRow("sam", "consent", "sam")])
    await born(store, "kim", practice="there", audits=[AuditRow("kim", "join", "kim")])
    await store.note("here", AuditRow("operator", "export", "sam"))


async def test_an_untouched_trail_verifies(store: Store):
    """Each practice has its own unbroken chain, in the order of the commits."""
    await audited(store)
    report = await store.audit_verify()
    assert (report.entries, report.broken) == (4, None)
    assert {practice: number for practice, (number, _) in report.heads.items()} == {"here": 3, "there": 1}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET actor = 'ada' WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET action = 'consenu' WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET subject = 'san' WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET at = at + 1 WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET actor = 'samc', action = 'onsent' WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET prev = zeroblob(32) WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET hash = zeroblob(32) WHERE practice_id = 'here' AND number = 2",
    ],
)
async def test_a_changed_entry_is_found_at_its_row(store: Store, change: str):
    """Whatever column is changed, verifying names that entry."""
    await audited(store)
    await poke(store, change)
    assert (await store.audit_verify()).broken == ("here", 2)


@pytest.mark.parametrize("number", [1, 2])
async def test_a_removed_entry_is_found(store: Store, number: int):
    """A missing entry is named itself, not the one after it."""
    await audited(store)
    await poke(store, "DELETE FROM audit WHERE practice_id = 'here' AND number = ?", number)
    assert (await store.audit_verify()).broken == ("here", number)


async def test_the_trail_goes_on_after_a_restart_and_a_failed_turn(tmp_path: Path):
    """A turn that was rolled back leaves no gap, and the next process continues the chain."""
    store = await opened(tmp_path / "a.db")
    await audited(store)
    relation = RelationRow("nobody", "sam", "open", 1)
    bad = turn("sam", 1, audits=[AuditRow("sam", "x", "sam")], relations=[relation])
    with pytest.raises(sqlite3.IntegrityError):
        await store.commit(bad)
    await store.close()
    store = await opened(tmp_path / "a.db")
    await store.commit(turn("sam", 1, audits=[AuditRow("sam", "y", "sam")]))
    report = await store.audit_verify()
    assert (report.entries, report.broken) == (5, None)
    await store.close()


async def test_people_of_a_practice_are_listed(store: Store):
    """Only those of the practice who are not erased."""
    await born(store, "sam")
    await born(store, "kim", practice="there")
    await born(store, "ada")
    await store.erase_person("here", "ada", 1)
    assert await store.people("here") == ["sam"]
    assert MASTER not in (store._lock.path.read_bytes())
