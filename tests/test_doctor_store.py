"""What the doctor says of a real PostgreSQL, of the spool's folder, and of what waits in the store."""

import json
from pathlib import Path

import pytest

from bot import records
from bot.clock import SystemClock, VirtualClock
from bot.config import Config
from bot.doctor_safety import safety_notes
from bot.doctor_store import standing, standing_notes, store_notes
from bot.errors import CommandError, NoAnswer
from bot.records import operate
from storage.errors import (
    StoreInUse,
    StoreMoved,
    StoreTooNew,
    StoreTooOld,
    StoreUnavailable,
    UnsafeStore,
)
from storage.gauges import Levels
from storage.probe import probe
from tests.configs import PRACTICE, TELEGRAM, TOKEN, load
from tests.postgres import fresh_database

NOTHING = Levels(0, 0, 0, 0, 0, 0, None, None, None, None, None, None)
HOUR = 3_600_000


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """A practice on SQLite, with its key."""
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    (tmp_path / "interlude.key").write_text("ab" * 32, "utf-8")
    (tmp_path / "interlude.key").chmod(0o600)
    return load(tmp_path, PRACTICE + TELEGRAM)


def _on(folder: Path, url: str) -> Config:
    return load(folder, PRACTICE + TELEGRAM + f'[storage]\nurl = "{url}"\n')


async def _levels(config: Config, now: int | None = None) -> dict[str, str]:
    clock = SystemClock() if now is None else VirtualClock(now)
    return {note.what: note.level async for note in store_notes(config, clock)}


async def test_a_server_is_asked(config: Config, tmp_path: Path) -> None:
    """A server that answers is well, an hour's difference of clocks is not, and asking makes no store."""
    url = await fresh_database()
    on = _on(tmp_path, url)
    # The tests' server syncs nothing, and the doctor sees it.
    assert await _levels(on) == {"spool": "ok", "PostgreSQL": "ok", "PostgreSQL disk": "problem"}
    assert (await _levels(on, SystemClock().now() - HOUR))["PostgreSQL clock"] == "problem"
    assert not (await probe(url)).has_store


async def test_a_store_on_a_server(config: Config, tmp_path: Path) -> None:
    """Once a store stands there, what waits in it is told too."""
    url = await fresh_database()
    on = _on(tmp_path, url)
    await operate(on, "therapist add", {"name": "Ada"})
    found = await probe(url)
    assert (found.has_store, found.may_make_tables) == (True, True)
    (line,) = await operate(on, "standing", {})
    assert json.loads(line)["queued"] == 0


async def test_a_server_that_is_away(config: Config, tmp_path: Path) -> None:
    """An unreachable server is a problem, told without its address or password."""
    on = _on(tmp_path, "postgresql://ada:hunter2@127.0.0.1:1/x")
    notes = [note async for note in store_notes(on, SystemClock())]
    assert {note.what: note.level for note in notes}["PostgreSQL"] == "problem"
    assert not [note for note in notes if "hunter2" in str(note) or "127.0.0.1" in str(note)]
    with pytest.raises((StoreUnavailable, OSError)):
        await probe("postgresql://ada:hunter2@127.0.0.1:1/x")


async def test_the_spool_is_looked_at(config: Config) -> None:
    """An empty folder is well, waiting events a warning, unreadable ones a problem."""
    folder = config.storage.spool
    assert (await _levels(config))["spool"] == "ok"
    folder.mkdir()
    (folder / "1-0.event").write_bytes(b"x")
    assert (await _levels(config))["spool"] == "warning"
    (folder / "quarantine").mkdir()
    (folder / "quarantine" / "1-0.event").write_bytes(b"x")
    assert (await _levels(config))["spool"] == "problem"


async def test_a_practice_that_just_began(config: Config) -> None:
    """Before the first start nothing is said of the store; then a missing backup is, until one is made."""
    assert await _levels(config) == {"spool": "ok"}
    await operate(config, "therapist add", {"name": "Ada"})
    assert (await _levels(config))["backup"] == "warning"
    await operate(config, "backup", {"path": str(config.storage.path.with_name("copy.db"))})
    assert (await _levels(config))["backup"] == "ok"


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (NOTHING, {"backup"}),
        (NOTHING._replace(backed_up=99 * HOUR), set()),
        (NOTHING._replace(backed_up=70 * HOUR), {"backup"}),
        (NOTHING._replace(backed_up=99 * HOUR, held_since=1), {"texts"}),
        (NOTHING._replace(backed_up=99 * HOUR, next_due=100 * HOUR + 1), set()),
        (NOTHING._replace(backed_up=99 * HOUR, next_due=99 * HOUR), {"agenda"}),
        (NOTHING._replace(backed_up=99 * HOUR, tells_lost=1, inbox_aside=1), {"events"}),
        (NOTHING._replace(backed_up=99 * HOUR, audited=1, audit_faults=0), set()),
        (NOTHING._replace(backed_up=99 * HOUR, audited=1, audit_faults=2), {"audit trail"}),
    ],
)
def test_what_waits_is_told(levels: Levels, said: set[str]) -> None:
    """An old copy, held texts, a late agenda and what was given up are told with advice; nothing else."""
    notes = list(standing_notes(levels._asdict(), True, 100 * HOUR))
    assert {note.what for note in notes if note.level != "ok"} == said
    assert all(note.do for note in notes if note.level != "ok")


def test_own_activities_that_do_not_open_are_counted() -> None:
    """They are left out of every list, so the operator hears how many."""
    levels = NOTHING._replace(backed_up=99 * HOUR)
    whole, spoilt = (json.loads(standing(levels, shut)) for shut in (0, 2))
    assert not [n for n in standing_notes(whole, True, 100 * HOUR) if n.level != "ok"]
    (note,) = [n for n in standing_notes(spoilt, True, 100 * HOUR) if n.level != "ok"]
    assert (note.what, note.words) == ("own activities", "2 do not open and are left out of every list")


async def test_the_wrong_key_is_a_problem(config: Config) -> None:
    """What `run` would refuse to start with the doctor calls a problem, in the words of `run`."""
    await operate(config, "therapist add", {"name": "Ada"})
    (config.storage.path.parent / "interlude.key").write_text("cd" * 32, "utf-8")
    notes = [note async for note in store_notes(config, SystemClock()) if note.what == "store"]
    assert [note.level for note in notes] == ["problem"]
    assert "key" in notes[0].words
    assert notes[0].do


@pytest.mark.parametrize(
    ("refusal", "level", "said"),
    [
        (StoreUnavailable("at 127.0.0.1"), "warning", "StoreUnavailable"),
        (StoreInUse("by process 7"), "warning", "StoreInUse"),
        (StoreTooOld("start the bot first"), "warning", "start the bot first"),
        (CommandError("not that"), "warning", "not that"),
        (NoAnswer("it does not answer"), "problem", "it does not answer"),
        (StoreTooNew("schema 99"), "problem", "schema 99"),
        (StoreMoved("it was moved"), "problem", "it was moved"),
        (UnsafeStore("pages are damaged"), "problem", "pages are damaged"),
    ],
)
async def test_why_it_could_not_look(
    config: Config, monkeypatch: pytest.MonkeyPatch, refusal: Exception, level: str, said: str
) -> None:
    """What may pass is a warning, what stays so a problem: in the store's line and in that of the flags."""

    async def refuses(*_: object) -> list[str]:
        raise refusal

    config.storage.path.touch()
    monkeypatch.setattr(records, "operate", refuses)
    (store,) = [note async for note in store_notes(config, SystemClock()) if note.what == "store"]
    (flags,) = [note async for note in safety_notes(config)]
    for note in (store, flags):
        assert (note.level, said in note.words, "127.0.0.1" in note.words) == (level, True, False)
