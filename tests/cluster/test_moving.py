"""`interlude migrate-store`: a practice moves from its file to PostgreSQL, whole or not at all."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.__main__ import main
from handlers.state import Person
from handlers.talk import Talk
from storage import moved, moving
from storage.connection import Connection
from storage.errors import StoreInUse, StoreMoved, StoreNotEmpty, StoreUnavailable
from storage.lock import StoreLock
from storage.moving import TABLES, give_up, move
from storage.stores import open_store
from storage.vault import Vault
from tests.cluster.practice import populated, written
from tests.configs import PRACTICE, key_in
from tests.postgres import ask, fresh_database

KEY = "ab" * 32


def vault() -> Vault:
    return Vault(bytes.fromhex(KEY))


@pytest.fixture
async def source(tmp_path: Path) -> Path:
    """A practice of four on SQLite."""
    path = tmp_path / "a.db"
    await populated(f"sqlite:{path}", 3)
    return path


@pytest.fixture
async def target() -> str:
    return await fresh_database()


async def test_everything_is_there_and_opens(source: Path, target: str) -> None:
    """People, texts and the audit trail read the same from the new store, under the same key."""
    before = await _looked(f"sqlite:{source}")
    sums = await move(source, target, vault(), "m1", 7)
    assert sums["person"][0] == 4
    assert await _looked(target) == before
    assert await written(target) == {"1": [], "100000": [], "100001": [], "100002": []}


async def test_the_server_knows_its_tables(source: Path, target: str) -> None:
    """Every table was looked through, so that the first questions are answered as the later ones are."""
    await move(source, target, vault(), "m1", 7)
    rows = dict(await ask(target, "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'"))
    assert {table: rows[table] for table in TABLES if rows[table] < 0} == {}
    assert rows["person"] == 4


async def test_the_old_store_is_not_run_again(source: Path, target: str) -> None:
    """After a move the file refuses to be opened, also for another move."""
    await move(source, target, vault(), "m1", 7)
    for again in (_looked(f"sqlite:{source}"), move(source, await fresh_database(), vault(), "m2", 8)):
        with pytest.raises(StoreMoved):
            await again
    with pytest.raises(StoreMoved):
        await give_up(source, target, vault())


async def test_a_target_that_holds_a_store_is_left_alone(source: Path, target: str) -> None:
    """Nobody's rows are mixed with anybody else's."""
    await populated(target, 1)
    with pytest.raises(StoreNotEmpty):
        await move(source, target, vault(), "m1", 7)
    assert len(await ask(target, "SELECT id FROM person")) == 2


async def test_a_running_bot_is_not_moved(source: Path, target: str) -> None:
    """While the source's lock is held, nothing is moved."""
    lock = StoreLock(source)
    with pytest.raises(StoreInUse):
        await move(source, target, vault(), "m1", 7)
    lock.release()


@pytest.mark.parametrize("table", ["person", "outbox", "meta"])
async def test_a_stop_in_the_middle_leaves_the_target_empty(
    source: Path, target: str, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at any table nothing is in the target; the source waits for the move to be done again."""
    monkeypatch.setattr(moving, "TABLES", dict(TABLES, **{table: "SELECT nothing FROM nowhere"}))
    with pytest.raises(sqlite3.OperationalError):
        await move(source, target, vault(), "m1", 7)
    monkeypatch.undo()
    assert await ask(target, "SELECT 1 FROM person UNION ALL SELECT 1 FROM practice") == []
    with pytest.raises(StoreMoved, match="is being moved"):
        await _looked(f"sqlite:{source}")
    assert (await move(source, target, vault(), "m2", 8))["person"][0] == 4


async def test_a_stop_after_the_target_was_filled_is_finished(
    source: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped between filling the target and marking the source, the next run only marks it."""
    say = moved.say

    async def stops_at_the_mark(connection: Connection, key: str, value: str) -> None:
        if key == "moved":
            raise OSError("on request")
        await say(connection, key, value)

    monkeypatch.setattr(moving, "say", stops_at_the_mark)
    with pytest.raises(OSError, match="on request"):
        await move(source, target, vault(), "m1", 7)
    monkeypatch.undo()
    with pytest.raises(StoreMoved, match="has everything"):  # nor is it given up: both could be run then
        await give_up(source, target, vault())
    await _looked(target)  # the bot was started meanwhile, and wrote
    assert (await move(source, target, vault(), "m2", 8))["person"][0] == 4
    with pytest.raises(StoreMoved, match="was moved"):
        await _looked(f"sqlite:{source}")


async def test_a_move_can_be_given_up(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A move that never filled its target leaves the file as it was."""
    target = await fresh_database()
    monkeypatch.setattr(moving, "TABLES", {"person": "SELECT nothing FROM nowhere"})
    with pytest.raises(sqlite3.OperationalError):
        await move(source, target, vault(), "m1", 7)
    await give_up(source, target, vault())
    assert (await _looked(f"sqlite:{source}"))[0] == 4


async def test_a_target_that_is_gone_for_good_can_be_given_up(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only on an explicit word is a move given up whose target cannot be asked; its texts are held then."""
    target = await _stopped_in_the_middle(source, monkeypatch)
    gone = target.rpartition("/")[0] + "/there_is_no_such_database"
    with pytest.raises(StoreUnavailable):
        await give_up(source, gone, vault())
    with pytest.raises(StoreMoved, match="is being moved"):
        await _looked(f"sqlite:{source}")
    assert await give_up(source, gone, vault(), 9)
    store = await open_store(f"sqlite:{source}", vault(), person_type=Person, talk_type=Talk, clock=lambda: 5)
    assert (len(await store.people("practice")), store.held) == (4, True)
    await store.close()


async def test_what_can_be_asked_is_asked_whatever_was_said(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A target called destroyed that answers is looked at: filled, it counts; empty, nothing is held."""
    target = await _stopped_in_the_middle(source, monkeypatch)
    assert not await give_up(source, target, vault(), 9)
    filled = await fresh_database()
    await move(source, filled, vault(), "m3", 9)
    gone = filled.rpartition("/")[0] + "/there_is_no_such_database"
    for where in (filled, gone):
        with pytest.raises(StoreMoved):
            await give_up(source, where, vault(), 9)


async def _stopped_in_the_middle(source: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    target = await fresh_database()
    with monkeypatch.context() as patched:
        patched.setattr(moving, "TABLES", {"person": "SELECT nothing FROM nowhere"})
        with pytest.raises(sqlite3.OperationalError):
            await move(source, target, vault(), "m1", 7)
    return target


async def test_every_table_is_moved(source: Path) -> None:
    """No table of the schema is forgotten."""
    with sqlite3.connect(source) as db:
        there = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    db.close()
    assert set(TABLES) == there


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`interlude migrate-store` refuses what is no target before it touches anything."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(PRACTICE)
    (tmp_path / "interlude.key").write_text(KEY)
    (tmp_path / "interlude.key").chmod(0o600)
    assert main(["migrate-store", "sqlite:a.db", "mysql://x"]) == 1
    assert main(["migrate-store", "sqlite:a.db", "env:NOT_SET"]) == 1
    assert main(["migrate-store", "sqlite:a.db", "postgresql://x", "--target-is-destroyed"]) == 1
    said = capsys.readouterr().err
    assert "postgresql://" in said
    assert "NOT_SET" in said


async def test_the_command_moves_what_the_configuration_means(
    source: Path,
    target: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A path is meant from the configuration's folder, wherever it is typed; what was set aside is named."""
    (tmp_path / "config.toml").write_text(PRACTICE)
    key_in(tmp_path, KEY)
    aside = tmp_path / "a.db.spool" / "quarantine"
    aside.mkdir(parents=True)
    (aside / "1-1.event").write_bytes(b"what does not open")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("TARGET", target)
    words = ["migrate-store", "sqlite:a.db", "env:TARGET", "-c", "../config.toml"]
    assert await asyncio.to_thread(main, words) == 0
    said = capsys.readouterr().out
    assert "4 person" in said
    assert "1 events that did not open stay in ../a.db.spool/quarantine." in said
    assert "../config.toml.spool/quarantine" in said
    assert (await _looked(target))[0] == 4


async def _looked(url: str) -> tuple[int, object]:
    """How many people a store holds, and its audit trail; opening it is part of it."""
    store = await open_store(url, vault(), person_type=Person, talk_type=Talk, clock=lambda: 5)
    try:
        people = await store.people("practice")
        assert len(await store.load("practice", people)) == len(people)
        return len(people), await store.audit_verify()
    finally:
        await store.close()
