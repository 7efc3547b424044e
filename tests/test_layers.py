"""The rules of the house, executed over the tree, and each shown to find what breaks it."""

import json
import re
import tomllib

import pytest

from tests.house import ROOT, RULES, Source, comments, declared, layers, purity, said, size, sources, sql

ALL = list(sources())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(rule):
    """No file of the five folders breaks this rule."""
    assert [str(finding) for source in ALL for finding in rule(source)] == []


def test_the_tree_is_not_empty():
    """The rules run over real files of every folder, so an empty tree cannot pass."""
    assert {source.path.split("/")[0] for source in ALL} == {"bot", "handlers", "prompts", "storage", "tests"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("handlers/x.py", "import asyncio"),
        ("handlers/x.py", "import time"),
        ("handlers/x.py", "from random import choice"),
        ("handlers/x.py", "def f():\n    import os"),
        ("handlers/x.py", "import logging.handlers"),
        ("handlers/x.py", "import sqlite3"),
        ("handlers/x.py", "from storage.rows import TalkRow"),
        ("handlers/x.py", "from . import talk"),
        ("prompts/x.py", "from handlers.state import Person"),
        ("prompts/x.py", "from bot.config import Config"),
        ("prompts/x.py", "import sqlite3"),
        ("storage/x.py", "from handlers.talk import advance"),
        ("storage/x.py", "import handlers.talk"),
        ("storage/x.py", "from bot.clock import Clock"),
        ("storage/x.py", "import sqlalchemy"),
        ("bot/channels/x.py", "from bot.config import Config"),
        ("bot/channels/x.py", "from handlers.talk import Talk"),
        ("bot/channels/sms.py", "from bot.channels.telegram import TelegramChannel"),
        ("bot/channels/telegram.py", "import twilio"),
        ("bot/channels/sms.py", "from telegram import Bot"),
        ("bot/app.py", "from telegram import Bot"),
        ("bot/app.py", "def f():\n    from twilio.rest import Client"),
        ("bot/app.py", "import apscheduler"),
        ("bot/app.py", "import sqlalchemy"),
        ("storage/x.py", "import apscheduler"),
    ],
)
def test_a_forbidden_import_is_found(path, text):
    """An import the table forbids is found, at the top of a file or inside a function."""
    assert [finding.path for finding in layers(Source(path, text))] == [path]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("handlers/x.py", "from handlers.talk import advance\nfrom zoneinfo import ZoneInfo\nimport re"),
        ("prompts/x.py", "import jinja2, tomllib\nfrom handlers.content import Activity"),
        ("storage/x.py", "import aiosqlite, asyncio, os\nfrom handlers.talk import Talk"),
        ("bot/channels/telegram.py", "import telegram, httpx\nfrom bot.channels.base import Inbound"),
        ("bot/channels/sms.py", "import twilio, aiohttp\nfrom bot.channels.text import clean"),
        ("bot/channels/telegram.py", "from bot.channels.telegram_updates import read"),
        ("bot/agenda.py", "from apscheduler.schedulers.asyncio import AsyncIOScheduler"),
        (
            "bot/app.py",
            "import structlog\nfrom bot.channels.telegram import TelegramChannel\nimport storage.sqlite",
        ),
        ("tests/x.py", "import telegram, twilio, apscheduler, anything"),
    ],
)
def test_an_allowed_import_passes(path, text):
    """What the table allows is not found."""
    assert list(layers(Source(path, text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "async def f(): pass",
        "x = open('file')",
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.datetime.now(datetime.UTC)",
        "from datetime import date\nx = date.today()",
        "print('hello')",
        "m = __import__('os')",
        "h = hash('text')",
    ],
)
def test_impurity_in_a_conversation_is_found(text):
    """A conversation that waits, reads the world or differs from run to run is found; elsewhere it may."""
    assert len(list(purity(Source("handlers/x.py", text)))) == 1
    assert list(purity(Source("bot/x.py", text))) == []


@pytest.mark.parametrize(
    "text",
    [
        'q = f"SELECT * FROM {table}"',
        'q = "SELECT * FROM " + table',
        "q = \"DELETE FROM person WHERE id = '%s'\" % who",
        'q = "UPDATE {} SET x = 1".format(table)',
        'q = ("INSERT INTO a VALUES (" + "?," * n) + ")"',
        'q = f"  PRAGMA user_version = {n}"',
    ],
)
def test_sql_from_pieces_is_found(text):
    """A statement built with f-string, plus, percent or format is found."""
    assert list(sql(Source("storage/x.py", text))) != []


@pytest.mark.parametrize(
    "text",
    [
        'q = "SELECT * FROM person WHERE id = ?"',
        'q = ("SELECT id "\n     "FROM person")',
        'm = f"SELECTED {n} people"',
        'm = "Update " + name',
    ],
)
def test_plain_sql_and_plain_text_pass(text):
    """A literal statement, in one piece or several lines, and ordinary sentences are not found."""
    assert list(sql(Source("storage/x.py", text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "x = 1  # TODO: later",
        "x = 1  # FIXME",
        "x = 1  # type: ignore[arg-type]",
        "x = 1  # noqa: E501",
        "x = 1  # pragma: no cover",
    ],
)
def test_loose_ends_are_found(text):
    """A note for later, or a waived check without a reason beside it, is found."""
    assert len(list(comments(Source("bot/x.py", text + "\n")))) == 1


@pytest.mark.parametrize(
    "text",
    [
        'label = "TODO"',
        "x = 1  # type: ignore[arg-type]  # the stub is wrong here",
        "x = 1  # noqa: S608 - no value of a person's in it",
    ],
)
def test_text_and_reasoned_waivers_pass(text):
    """A word inside a string, and a waiver that says why, are not found."""
    assert list(comments(Source("bot/x.py", text + "\n"))) == []


def test_a_long_file_is_found():
    """A file of 301 lines is found, one of 300 is not."""
    assert [len(list(size(Source("bot/x.py", "x = 1\n" * lines)))) for lines in (300, 301)] == [0, 1]


def test_a_silent_test_is_found():
    """A test without a docstring is found."""
    silent, speaking = "def test_a():\n    assert f()", 'def test_a():\n    """It holds."""\n    assert f()'
    assert [len(list(said(Source("tests/test_x.py", text)))) for text in (silent, speaking)] == [1, 0]


def test_dependencies_are_listed_alike():
    """pyproject.toml, requirements.in and docs/dependencies.md name the same packages to run."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    built = {re.split(r"[=<>\[ ]", line)[0] for line in project["dependencies"]}
    documented = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    assert declared() == built
    assert _listed(documented, "## To run\n") == built
    cluster = {re.split(r"[=<>\[ ]", line)[0] for line in project["optional-dependencies"]["cluster"]}
    assert _listed(documented, "## To run on PostgreSQL\n") == cluster


def _listed(documented: str, heading: str) -> set[str]:
    section = documented.partition(heading)[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([\w-]+)`", section, re.MULTILINE))


@pytest.mark.parametrize(
    "name", ["requirements", *(f"requirements-{use}" for use in ("cluster", "dev", "tools", "mutants"))]
)
def test_every_requirement_is_pinned_and_hashed(name):
    """Each line of a requirements file is an exact version with hashes, and no address stands in it."""
    text = (ROOT / f"{name}.txt").read_text("utf-8")
    entries = re.findall(
        r"^([a-z0-9][\w.-]*)(==\S+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.M
    )
    wanted = re.findall(r"^([a-z0-9][\w.-]*)", text, re.M)
    assert [entry[0] for entry in entries if entry[1]] == wanted
    assert json.dumps(text).count("://") == 0
    assert not re.search(r"^\s*--(?!hash)", text, re.M)
