"""What the doctor sees on its own machine."""

import sqlite3

import pytest

from bot.__main__ import main
from bot.clock import SystemClock
from bot.doctor_local import local_notes
from bot.registration import pack
from tests.configs import PRACTICE, TELEGRAM, TOKEN, load


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    return load(tmp_path, PRACTICE + TELEGRAM + '[hours]\nclient = ["07:00", "20:00"]\n')


def _local(config) -> dict[str, str]:
    return {note.what: note.level for note in local_notes(config, SystemClock().now())}


def test_what_is_seen_on_this_machine(config, tmp_path):
    """A missing key is a problem, early hours and an open database are warnings."""
    (tmp_path / "interlude.db").write_bytes(b"")
    (tmp_path / "interlude.db").chmod(0o644)
    levels = _local(config)
    assert (levels["master key"], levels["database"], levels["practice hours"]) == (
        "problem",
        "warning",
        "warning",
    )
    (tmp_path / "interlude.db").chmod(0o600)
    assert _local(config)["database"] == "ok"


def test_a_full_disk_is_a_problem(config, monkeypatch):
    """Little room is a warning, hardly any a problem, a folder that is not there too."""
    levels = []
    for free in (2**40, 2**29, 2**20):
        monkeypatch.setattr("bot.doctor_local.disk_usage", lambda _folder, free=free: _Usage(free))
        levels.append(_local(config)["disk"])
    monkeypatch.undo()
    assert levels == ["ok", "warning", "problem"]


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def test_old_crisis_numbers_are_a_problem(config):
    """Two years on, numbers nobody has looked at are a problem."""
    later = SystemClock().now() + 2 * 365 * 86_400_000
    assert {note.what: note.level for note in local_notes(config, later)}["crisis numbers"] == "problem"


def test_a_key_from_the_environment_is_warned_about(tmp_path, monkeypatch):
    """Environment variables are inherited by every child process, so a key there is not well kept."""
    monkeypatch.setenv("KEY", "ab" * 32)
    config = load(tmp_path, PRACTICE + '[storage]\nkey = "env:KEY"\n', live=False)
    assert _local(config)["master key"] == "warning"


def test_a_drill_without_channels(tmp_path, capsys):
    """Without a channel the doctor says so and goes on: a restored copy is looked at like this."""
    (tmp_path / "config.toml").write_text(PRACTICE)
    (tmp_path / "interlude.key").write_text("ab" * 32)
    (tmp_path / "interlude.key").chmod(0o600)
    assert main(["doctor", "-c", str(tmp_path / "config.toml")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "no channel" in line and line.startswith("warning")]
    assert [line for line in lines if line.startswith("ok") and "master key" in line]
    assert not [line for line in lines if "clock" in line]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path):
    """A store in a folder nobody made is a problem."""
    config = load(tmp_path, PRACTICE + '[storage]\nurl = "sqlite:nowhere/x.db"\n', live=False)
    assert _local(config)["disk"] == "problem"


def test_postgresql_has_no_file_to_look_at(tmp_path):
    """With PostgreSQL neither disk nor database file nor SQLite is spoken of."""
    config = load(tmp_path, PRACTICE + '[storage]\nurl = "postgresql://db/x"\n', live=False)
    assert not {"disk", "database", "SQLite"} & set(_local(config))


@pytest.mark.parametrize(("version", "words"), [((3, 51, 2), "one writing process"), ((3, 51, 3), "3.51.3")])
def test_the_sqlite_version(config, monkeypatch, version, words):
    """Before 3.51.3 the note says what keeps the store safe."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    monkeypatch.setattr(sqlite3, "sqlite_version", ".".join(map(str, version)))
    (note,) = [note for note in local_notes(config, SystemClock().now()) if note.what == "SQLite"]
    assert words in note.words
    assert ("lock file" in note.words) == (version < (3, 51, 3))


def test_the_registration_pack_shows_the_real_texts(config):
    """What carriers are given holds the real opt-in text, HELP and STOP answers."""
    words = dict(pack(config.practices[0]))
    assert all(part in words["opt-in request"] for part in ("YES", "STOP", "HELP", "1 a day", "rates"))
    assert "116 123" in words["answer to STOP"]
    assert "116 123" in words["answer to HELP"]
    assert {"STOP", "OPTOUT", "REVOKE"} <= set(words["words that stop"].split(", "))
