"""The operator's commands on a store in PostgreSQL, through the program itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.config import default_config
from bot.rehearsal import START
from bot.stage import REHEARSAL_KEY, Stage
from handlers.state import Person
from handlers.talk import Talk
from storage import schema
from storage.keys import read_key
from storage.stores import open_store
from storage.vault import Vault
from tests.configs import PRACTICE
from tests.core_stage import Play
from tests.postgres import ask, fresh_database
from tests.world import ADA, Line, client

LINES: tuple[Line, ...] = (
    ADA,
    client("sam", "sms"),
    client("kim", "sms", "wed 10:00"),
    {"who": "ada", "text": "/assign sam thought record daily at 19:00"},
    {"who": "ada", "tap": "Send"},
    {"who": "sam", "text": "note the bus was late"},
)


@pytest.fixture
async def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A practice's folder, and its database with three people in it."""
    url = await fresh_database()
    monkeypatch.chdir(tmp_path)
    configured(tmp_path, url)
    (tmp_path / "interlude.key").write_text(REHEARSAL_KEY.hex())
    (tmp_path / "interlude.key").chmod(0o600)
    async with lived(url) as play:
        await play(*LINES)
    return url


def configured(folder: Path, url: str) -> None:
    """The configuration with this database."""
    (folder / "config.toml").write_text(f'{PRACTICE}[storage]\nurl = "{url}"\n')


@asynccontextmanager
async def lived(url: str) -> AsyncIterator[Play]:
    """The stage of this database."""
    printed: list[Line] = []
    async with Stage(default_config(), printed.append, url, datetime.fromisoformat(START)) as stage:
        yield Play(stage, printed)


async def run(*words: str) -> int:
    """Run the program with these words."""
    return await asyncio.to_thread(main, list(words))


async def test_a_person_is_exported_and_erased(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`export` gives out what is kept, `erase` leaves nobody, `audit verify` finds the trail whole."""
    assert await run("export", "sam") == 0
    assert "the bus was late" in capsys.readouterr().out
    assert await run("erase", "sam") == 0
    said = capsys.readouterr().out
    assert "erased: the key, and" in said
    assert "other machines: what their spools still hold" in said
    assert await run("export", "sam") == 1
    capsys.readouterr()
    assert await run("purge", "--dry-run") == 0
    assert await run("audit", "verify") == 0
    assert "5 entries, whole." in capsys.readouterr().out


async def test_a_copy_from_before_holds_its_texts_and_brings_nobody_back(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After the database was restored, `restore` erases again who was erased since and holds every send."""
    copy = await fresh_database(url)
    assert await run("erase", "sam") == 0
    assert (tmp_path / "config.toml.erased").stat().st_mode & 0o777 == 0o600
    configured(tmp_path, copy)
    assert await run("restore", "copy.db") == 1
    assert "restore it with its own tools" in capsys.readouterr().err
    assert await run("restore", "config.toml.erased") == 0
    assert "1 people who were erased since then were erased again." in capsys.readouterr().out
    async with lived(copy) as play:
        store = play.stage.engine.store
        assert len(await store.people(play.stage.practice)) == 2
        assert store.held
    assert await run("release") == 0
    async with lived(copy) as play:
        assert not play.stage.engine.store.held


async def test_a_copy_is_brought_up_where_nobody_was_ever_erased(url: str, tmp_path: Path) -> None:
    """The list of who was erased is there from the first start, and `restore` takes it with nobody in it."""
    erased = tmp_path / "config.toml.erased"
    assert await run("restore", str(erased)) == 1
    store = await open_store(
        url, Vault(REHEARSAL_KEY), person_type=Person, talk_type=Talk, clock=lambda: 5, erased=erased
    )
    await store.remember_erased()
    await store.close()
    assert await run("restore", str(erased)) == 0
    async with lived(url) as play:
        assert play.stage.engine.store.held
        assert len(await play.stage.engine.store.people(play.stage.practice)) == 3


async def test_a_backup_names_the_tool(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`backup` refuses in one line that says what to use."""
    assert await run("backup", "copy.db") == 2
    assert "pg_dump" in capsys.readouterr().err


async def test_commands_of_a_newer_program_wait_for_its_bot(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """While bots of the old program may run, what an operator types changes nothing under them.

    A restored copy has no bots: `restore` brings it up to date.
    """
    newest, steps = schema.migrations()[-1][0], schema.migrations()
    monkeypatch.setattr(schema, "migrations", lambda: [*steps, (9000, ["CREATE TABLE extra (id TEXT)"])])
    for words in (["therapist", "list"], ["export", "sam"], ["purge", "--dry-run"], ["audit", "verify"]):
        assert await run(*words) == 2
        assert "start the bot first" in capsys.readouterr().err
    assert await _schema(url) == newest
    (tmp_path / "config.toml.erased").write_bytes(b"")
    assert await run("restore", "config.toml.erased") == 0
    assert await _schema(url) == 9000
    assert await run("therapist", "list") == 0


async def _schema(url: str) -> int:
    return int((await ask(url, "SELECT value FROM meta WHERE key = 'schema'"))[0][0])


async def test_the_key_is_replaced_when_nobody_has_the_store_open(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`keys rotate` refuses while a process has the store open; then everything opens with the new key."""
    async with lived(url):
        assert await run("keys", "rotate") == 75
        assert "in use" in capsys.readouterr().err
    assert await run("keys", "rotate") == 0
    assert "Only this machine was looked at." in capsys.readouterr().out
    assert read_key(tmp_path / "interlude.key") != REHEARSAL_KEY
    assert await run("export", "sam") == 0
    assert "the bus was late" in capsys.readouterr().out
