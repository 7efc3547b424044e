"""`interlude check`: silent about what is right, one line with file and line for what is not."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.check import faults
from prompts.library_said import sentences
from prompts.style_rules import table
from tests.configs import PRACTICE, TELEGRAM, TOKEN

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 12, 1)


@pytest.fixture
def library(tmp_path):
    """A copy of everything in prompts/, to break."""
    return Path(
        shutil.copytree(ROOT / "prompts", tmp_path / "prompts", ignore=shutil.ignore_patterns("*.py*"))
    )


def test_what_ships_has_no_fault():
    """The prompts, the library and the crisis numbers of this tree pass."""
    assert list(faults(ROOT / "prompts", TODAY)) == []


def test_old_crisis_numbers_are_found(library):
    """A crisis line nobody has verified within 180 days is a fault of its line, and nothing else is."""
    before, later = set(faults(library, TODAY)), set(faults(library, date(2027, 12, 1)))
    assert later > before
    assert all(re.match(r".*regions\.toml:[1-9][0-9]*: .*last verified", fault) for fault in later - before)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("regions.toml", "[GB]", "[GB"),
        ("activities/cbt-record.toml", "[[steps]]", "[[stepps]]"),
        ("en/barrier.toml", "[check]", "[check"),
    ],
)
def test_a_broken_file_is_found_by_name(library, file, old, new):
    """A file that cannot be read is named, with the line where there is one."""
    text = (library / file).read_text("utf-8")
    assert old in text
    (library / file).write_text(text.replace(old, new, 1), "utf-8")
    assert any(re.search(re.escape(file) + r":[0-9]+", fault) for fault in faults(library, TODAY))


def test_a_fault_is_printed_and_exits_1(monkeypatch, tmp_path, capsys):
    """Each fault is a line of the output, and the exit code is 1."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.check.faults", lambda _root, _today: ["prompts/en/x.toml:3: wrong"])
    assert main(["check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "prompts/en/x.toml:3: wrong",
        "prompts, library and regions: 1 fault",
    ]


def test_a_broken_rule_is_explained(monkeypatch, tmp_path, capsys):
    """A rule's name is followed by what it is about; anything else is printed as it is."""
    monkeypatch.chdir(tmp_path)
    lines = ["a.toml:3: PRV-1: 'depress'", "en/b.toml:9 [card] sms: LENGTH '480 characters'", "c.toml:1: x"]
    monkeypatch.setattr("bot.check.faults", lambda _root, _today: lines)
    main(["check"])
    assert capsys.readouterr().out.splitlines()[:3] == [
        "a.toml:3: PRV-1: 'depress' could tell a locked screen what it is about",
        "en/b.toml:9 [card] sms: LENGTH '480 characters' is too long for this kind of text",
        "c.toml:1: x",
    ]


def test_every_rule_has_words():
    """No family of language rules is a bare code."""
    rules = sentences("en")["rules"]
    named = [
        p["rule"] for part in table().values() if isinstance(part, dict) for p in part.get("patterns", ())
    ]
    assert {rule.partition("-")[0] for rule in named} <= rules.keys()
    found = re.findall(r'Finding\(f?"([A-Z]+)', (ROOT / "prompts/style.py").read_text("utf-8"))
    assert found
    assert set(found) <= rules.keys()


def test_a_good_configuration_exits_0(monkeypatch, tmp_path, capsys):
    """config.toml is read when there is one, without being named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setattr("bot.check.faults", lambda _root, _today: [])
    (tmp_path / "config.toml").write_text(PRACTICE + TELEGRAM)
    assert main(["check"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "config.toml: no fault",
        "prompts, library and regions: no fault",
    ]


def test_a_bad_configuration_exits_2(monkeypatch, tmp_path, capsys):
    """A configuration that cannot be used is one line on the error stream."""
    monkeypatch.setattr("bot.check.faults", lambda _root, _today: [])
    (tmp_path / "bad.toml").write_text(PRACTICE + "[telegramm]\n")
    assert main(["check", "-c", str(tmp_path / "bad.toml")]) == 2
    err = capsys.readouterr().err
    assert "bad.toml:5: telegramm: found an unknown key" in err
    assert err.count("\n") == 1
