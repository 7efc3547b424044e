"""The configuration: what it may say, and the one line it answers when it says something else."""

import re
import tomllib
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import ConfigError, Hours, default_config, load_config
from bot.config_values import is_id, is_number, is_store, is_url, is_word, is_zone
from tests.configs import (
    AUTH,
    PRACTICE,
    SERVER,
    SID,
    TELEGRAM,
    TOKEN,
    TWILIO,
    load,
    one_of_several,
    refusal,
    telegram_of,
    twilio_of,
)

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _secrets(monkeypatch):
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", AUTH)


def test_the_smallest_configuration(tmp_path):
    """One practice with one channel is enough; everything else has a default."""
    config = load(tmp_path, PRACTICE + TELEGRAM)
    assert telegram_of(config).token == TOKEN
    assert config.practices[0].twilio is None
    assert config.practices[0].hours == Hours((time(9), time(20)))
    assert (config.server.host, config.server.port) == ("127.0.0.1", 8080)
    assert config.practices[0].work_word == "practice"


def test_the_contract_configuration(tmp_path, monkeypatch):
    """Both channels, webhooks, hours and a store of one's own are read as written."""
    monkeypatch.setenv("HOOK", "hook-secret")
    hook = 'mode = "webhook"\nwebhook_secret = "env:HOOK"\nbase_url = "http://127.0.0.1:9065/"\n'
    rest = '[storage]\nurl = "sqlite:/data/x.db"\nkey = "env:KEY"\n[hours]\nclient = ["08:30", "21:00"]\n'
    config = load(tmp_path, PRACTICE + TELEGRAM + hook + TWILIO + SERVER + rest)
    telegram, twilio = telegram_of(config), twilio_of(config)
    assert (telegram.mode, telegram.webhook_secret) == ("webhook", "hook-secret")
    assert telegram.base_url == "http://127.0.0.1:9065"
    assert (twilio.sender, twilio.auth_token) == ("+15017122661", AUTH)
    assert config.storage.path == Path("/data/x.db")
    assert config.practices[0].hours.client == (time(8, 30), time(21))


def test_the_example_is_a_configuration(monkeypatch):
    """config.example.toml loads as it stands, once its secrets are set."""
    config = load_config(ROOT / "config.example.toml")
    assert telegram_of(config).token == TOKEN
    assert config.server.public_url == "https://bot.example.org"


def test_the_example_shows_every_key():
    """Every key the program reads stands in config.example.toml, commented out or not, with its default."""
    from bot import config_read as read

    text = (ROOT / "config.example.toml").read_text("utf-8")
    known = {*read._PRACTICE, *read._CHANNELS, *read._TELEGRAM, *read._TWILIO, *read._ROOT}
    known |= {"id", "host", "port", "public_url", "url", "key", "client"}
    shown = set(re.findall(r"^(?:# )?([a-z_]+) = ", text, re.M)) | set(
        re.findall(r"\[+(?:\w+\.)?(\w+)\]", text)
    )
    assert known - shown - {"messaging_service_sid"} == set()
    assert 'messaging_service_sid = "MG' in text


def test_the_example_with_every_default_written_out_changes_nothing(tmp_path):
    """The commented keys of config.example.toml show the true defaults."""
    text = (ROOT / "config.example.toml").read_text("utf-8").partition("# Several practices")[0]
    lines = [
        line.removeprefix("# ")
        if re.match(r"# [a-z_]+ = ", line) and not line.startswith("# webhook")
        else line
        for line in text.splitlines()
    ]
    (tmp_path / "written.toml").write_text("\n".join(lines), "utf-8")
    (tmp_path / "example.toml").write_text(text, "utf-8")
    written, example = load_config(tmp_path / "written.toml"), load_config(tmp_path / "example.toml")
    assert written.practices == example.practices
    assert written.server == example.server
    assert (written.storage.url, written.storage.key) == (example.storage.url, example.storage.key)


def test_several_practices(tmp_path, monkeypatch):
    """A network lists its practices, each with its own channels and hours."""
    monkeypatch.setenv("T1", "1:AAA")
    monkeypatch.setenv("T2", "2:AAA")
    madrid = one_of_several("p2", "Europe/Madrid", "T2", first="12:00")
    config = load(tmp_path, one_of_several("p1", "Europe/London", "T1") + madrid)
    assert [telegram_of(config, nth).token for nth in (0, 1)] == ["1:AAA", "2:AAA"]
    assert config.practice("p2").zone == "Europe/Madrid"
    assert config.practice("p2").hours.client[0] == time(12)
    with pytest.raises(KeyError):
        config.practice("p3")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PRACTICE, "config.toml:1: practice: found no channel; allowed: [telegram], [twilio] or both"),
        (
            PRACTICE.replace("London", "Londn") + TELEGRAM,
            'config.toml:3: practice.zone: found "Europe/Londn"; allowed: a time zone such as "Europe/London"'
            ' (did you mean "Europe/London"?)',
        ),
        (
            PRACTICE + TELEGRAM + "tokn = 1\n",
            "config.toml:7: telegram.tokn: found an unknown key; allowed: base_url, messages_per_second,"
            ' mode, token, webhook_secret (did you mean "token"?)',
        ),
        (
            PRACTICE + TELEGRAM + "[serverr]\n",
            "config.toml:7: serverr: found an unknown key; allowed: hours, practice, practices, server,"
            ' storage, telegram, twilio (did you mean "server"?)',
        ),
        (
            PRACTICE + '[telegram]\ntoken = "111222:AAbb-cc_dd"\n',
            "config.toml:6: telegram.token: found a value that is not a reference;"
            ' allowed: "env:NAME" or "file:PATH"',
        ),
        (
            PRACTICE + '[telegram]\ntoken = "env:NOT_SET"\n',
            "config.toml:6: telegram.token: found the environment variable NOT_SET not set;"
            " allowed: a variable with the secret",
        ),
        (
            PRACTICE + TELEGRAM + 'mode = "webhooks"\n',
            'config.toml:7: telegram.mode: found "webhooks"; allowed: one of "polling", "webhook"'
            ' (did you mean "webhook"?)',
        ),
        (
            PRACTICE + TWILIO,
            "config.toml: server.public_url: found nothing; allowed: the address webhooks come to",
        ),
        (
            PRACTICE + TELEGRAM + '[hours]\nclient = ["20:00", "09:00"]\n',
            'config.toml:8: hours.client: found ["20:00", "09:00"]; allowed: ["HH:MM", "HH:MM"],'
            " the first before the second, at least an hour apart",
        ),
        (
            PRACTICE + TELEGRAM + '[storage]\nurl = "mysql://root:hunter2@db/x"\n',
            'config.toml:8: storage.url: found a value of another form; allowed: "sqlite:PATH" or'
            ' "postgresql://…" (also by "env:NAME" or "file:PATH")',
        ),
        (
            '[practice]\nname = "Riverside"\nzone = "Europe/London"\n' + TELEGRAM,
            "config.toml:1: practice.region: found nothing; allowed: one of ",
        ),
        ("[practice\n", "config.toml: found text that is not TOML at line 1, column "),
    ],
)
def test_a_wrong_value_is_answered_in_one_line(tmp_path, text, line):
    """The line names file, place, key, what was found and what is allowed, and repeats no secret."""
    assert refusal(tmp_path, text)[: len(line)] == line


@pytest.mark.parametrize(
    "text",
    [
        PRACTICE + TELEGRAM + "[server]\nport = true\n",
        PRACTICE + TELEGRAM + "[server]\nport = 70000\n",
        PRACTICE + TELEGRAM + '[server]\nport = "8080"\n',
        PRACTICE + TELEGRAM + "messages_per_second = nan\n",
        PRACTICE + TELEGRAM + "messages_per_second = 0\n",
        PRACTICE + "[telegram]\ntoken = 7\n",
        PRACTICE + TELEGRAM + 'base_url = "ftp://x"\n',
        PRACTICE + TELEGRAM + 'base_url = "https://user:pw@x?y"\n',
        PRACTICE + TELEGRAM + "[server]\nhost = 1\n",
        PRACTICE + TELEGRAM + '[hours]\nclient = "09:00"\n',
        PRACTICE + TELEGRAM + '[hours]\nclient = ["09:00", "24:00"]\n',
        PRACTICE + TELEGRAM + "[hours]\nclient = [900, 2000]\n",
        PRACTICE + "telegram = 3\n",
        PRACTICE + TELEGRAM + '[storage]\nkey = "interlude.key"\n',
        PRACTICE + TELEGRAM + '[storage]\nkey = "env:"\n',
        PRACTICE.replace('"GB"', '"XX"') + TELEGRAM,
        PRACTICE.replace('"Riverside Practice"', '"two\\nlines"') + TELEGRAM,
        PRACTICE + 'language = "xx"\n' + TELEGRAM,
        PRACTICE + 'work_word = "home.work"\n' + TELEGRAM,
        PRACTICE + 'id = "Telegram"\n' + TELEGRAM,
        PRACTICE + 'minors = "no"\n' + TELEGRAM,
        PRACTICE + TWILIO.replace("from", "frm") + SERVER,
        PRACTICE + TWILIO + 'messaging_service_sid = "MG' + "c" * 32 + '"\n' + SERVER,
        PRACTICE + TWILIO.replace("+1501", "1501") + SERVER,
        PRACTICE + TWILIO.replace(SID, "AC12") + SERVER,
        PRACTICE + TELEGRAM + 'mode = "webhook"\n' + SERVER,
        PRACTICE + TELEGRAM + "[[practices]]\n",
        "practices = []\n",
        "practices = [1]\n",
        '"a\\nb" = 1\n',
        "\ufeff\ufeff",
    ],
)
def test_every_kind_of_wrong_value_is_refused(tmp_path, text):
    """Wrong types, bounds, shapes and combinations are all answered with the one line."""
    assert "; allowed: " in refusal(tmp_path, text)


def test_the_line_is_that_of_the_right_practice(tmp_path):
    """In a list of practices the line number is that of the one that is wrong."""
    good = one_of_several("p1", "Europe/London", "TELEGRAM_TOKEN")
    wrong = one_of_several("p2", "Europe/London", "TELEGRAM_TOKEN", region="QQ")
    assert refusal(tmp_path, good + wrong).startswith('config.toml:14: practices[2].region: found "QQ"')


@pytest.mark.parametrize("name", ["missing.toml", "folder", "latin.toml", "deep.toml", "big.toml"])
def test_an_unreadable_file_is_one_line(tmp_path, name):
    """No file, a folder, other bytes, bottomless nesting and a huge file are answered with the one line."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.toml").write_bytes(b'name = "caf\xe9"')
    (tmp_path / "deep.toml").write_text("a = " + "[" * 100_000)
    (tmp_path / "big.toml").write_text("# " + "x" * 1_100_000)
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: found ")
    assert "\n" not in str(caught.value)


def test_the_made_up_practice():
    """Demo and rehearsal run on Riverside Practice in London, in English."""
    practice = default_config().practices[0]
    assert (practice.name, practice.zone, practice.language) == ("Riverside Practice", "Europe/London", "en")
    assert (practice.region, practice.work_word, practice.telegram) == ("GB", "practice", None)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(["practice", "telegram", "twilio", "server", "storage", "hours"]), data=st.data())
def test_any_value_anywhere_is_a_configuration_or_one_line(path, data):
    """Whatever stands where a value should be, loading ends in a Config or in a ConfigError of one line."""
    from bot.config_read import read_config
    from bot.config_table import Document

    tables = tomllib.loads(PRACTICE + TELEGRAM + TWILIO + SERVER + "[storage]\n[hours]\n")
    keys = st.sampled_from(["token", "zone", "port", "url", "client", "from", "region", "key"]) | st.text(
        max_size=9
    )
    tables[path] = data.draw(st.just(tables[path]) | _VALUES)
    if isinstance(tables[path], dict):
        tables[path] |= data.draw(st.dictionaries(keys, _VALUES, max_size=3))
    tables = {key: table for key, table in tables.items() if table is not None}
    try:
        read = repr(read_config(Document(Path("config.toml"), "", True), tables))
    except ConfigError as refused:
        read = str(refused)
    assert read.isprintable()
    assert TOKEN not in read


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (
            is_zone,
            ["UTC", "America/Argentina/Buenos_Aires"],
            ["", "Europe", "../UTC", "/etc", "localtime", "\0"],
        ),
        (is_number, ["+447700900123"], ["447700900123", "+0123456789", "+44 7700", "+4477009001234567"]),
        (
            is_url,
            ["https://x", "http://[::1]:80/p"],
            ["x", "https://", "http://x:0", "http://x:99999"],
        ),
        (is_id, ["riverside-2"], ["", "2x", "telegram", "health", "A", "a" * 31]),
        (is_word, ["practice", "to do", "tarea"], ["", "a  b", " a", "a1", "x" * 31]),
        (is_store, ["sqlite:a.db", "postgresql://h/d"], ["sqlite:", "sqlite://x", "a.db", "sqlite::memory:"]),
    ],
)
def test_single_values(check, good, bad):
    """What a value may be, at its edges."""
    assert [value for value in good if not check(value)] == []
    assert [value for value in bad if check(value)] == []
