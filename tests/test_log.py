"""The log lets codes, figures and ids through, and nothing anybody wrote."""

import errno
import io
import json
import logging
import sys
import threading

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.log import ALLOWED, FIGURES, only_allowed, start_log

CANARY = "Canary 7f3a cried"


@pytest.fixture
def lines(monkeypatch):
    """Start the log on a stream; what it wrote so far, as dictionaries. All hooks are put back."""
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    for owner, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(owner, hook, getattr(owner, hook))
    start_log(stream)

    def _lines():
        assert CANARY not in stream.getvalue()
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield _lines
    root.handlers[:], root.level = before
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.mark.parametrize("level", ["info", "warning", "error", "critical"])
def test_a_log_that_cannot_be_written_stops_nothing(lines, level):
    """The disk is full or the reader has gone: the line is lost, and whoever wrote it goes on."""
    tried = []

    class Full(io.StringIO):
        def write(self, text):
            tried.append(text)
            raise OSError(errno.ENOSPC, "No space left on device")

    start_log(Full())
    getattr(structlog.get_logger(), level)("turn_done")
    logging.getLogger("library").error("it broke")
    assert len(tried) == 2


def test_allowed_keys_pass_and_others_are_dropped(lines):
    """Ids, figures and codes are written; a key that is not on the list is not."""
    log = structlog.get_logger()
    log.info("turn_done", person="01kb2", ms=3, count=0, failure="blocked", text=CANARY, name="Sam", answer=4)
    (line,) = lines()
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "turn_done", "level": "info", "person": "01kb2", "ms": 3, "count": 0, "failure": "blocked",
    }  # fmt: skip


@pytest.mark.parametrize(
    "bound",
    [
        {"code": CANARY},
        {"person": "Sam Okafor"},
        {"person": "447700900123"},
        {"person": 447700900123},
        {"kind": "+447700900123"},
        {"path": "/x/447700900123/y"},
        {"state": {"text": CANARY}},
        {"state": [CANARY]},
        {"code": "x" * 81},
        {"code": "a\nb"},
    ],
)
def test_a_value_that_is_no_code_is_hidden(lines, bound):
    """A sentence, a name, a telephone number or a structure under an allowed key is hidden."""
    structlog.get_logger().info("turn_done", **bound)
    (line,) = lines()
    key = next(iter(bound))
    assert line[key] in ("hidden", ["hidden"])


def test_an_event_is_a_name(lines):
    """Free text where an event's name should be is hidden too."""
    structlog.get_logger().warning(CANARY)
    assert lines()[0]["event"] == "hidden"


def test_bound_context_is_filtered_as_well(lines):
    """What was bound once for a whole turn passes the same list."""
    structlog.contextvars.bind_contextvars(person="01kb2", words=CANARY)
    structlog.get_logger().info("turn_done")
    assert (lines()[0]["person"], "words" in lines()[0]) == ("01kb2", False)


def test_an_exception_is_its_types_and_places(lines):
    """A logged exception keeps its types and frames, never its message."""
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise ValueError(CANARY) from cause
    except ValueError:
        structlog.get_logger().exception("turn_failed")
    (line,) = lines()
    assert line["fault"] == "ValueError<KeyError"
    assert line["frames"][-1].startswith("tests/test_log.py:")


@pytest.mark.parametrize(
    "name", ["httpx", "telegram.ext", "twilio.http_client", "apscheduler", "asyncio", "root"]
)
def test_libraries_keep_only_who_and_where(lines, name):
    """A library's warning is a line without its words; what it says below that is dropped."""
    library = logging.getLogger(name)
    library.warning("GET https://api.example/bot111:%s", CANARY, exc_info=ValueError(CANARY))
    library.debug(CANARY)
    (line,) = lines()
    assert (line["event"], line["logger"], line["level"]) == ("library", name, "warning")
    assert line["where"].startswith("test_log:")


def test_our_own_plain_loggers_name_the_event(lines):
    """A module of ours that logs the standard way has its literal as the event, and only codes pass."""
    logging.getLogger("bot.web").error("webhook %s failed: %s", "/telegram", "ValueError")
    logging.getLogger("bot.web").error("turn failed: %s", CANARY)
    first, second = lines()
    assert (first["event"], first["code"]) == ("webhook_failed", ["/telegram", "ValueError"])
    assert (second["event"], second["code"]) == ("turn_failed", ["hidden"])


def test_httpx_requests_are_not_logged(lines):
    """Httpx and httpcore tell every address at INFO, tokens included: not even that they did is kept."""
    logging.getLogger("httpx").info("HTTP Request: %s", CANARY)
    logging.getLogger("httpcore.http11").info(CANARY)
    assert lines() == []


def test_what_nobody_caught_is_filtered(lines):
    """An exception that reaches the top, of a thread or of the process, is logged without its message."""
    for hook in (sys.excepthook, sys.unraisablehook):
        assert hook.__module__ == "bot.log"
    sys.excepthook(ValueError, ValueError(CANARY), None)
    thread = threading.Thread(target=lambda: int(CANARY))
    thread.start()
    thread.join()
    assert [line["fault"] for line in lines()] == ["ValueError", "ValueError"]


_ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(), max_size=3)


@given(st.dictionaries(st.sampled_from(sorted(ALLOWED)) | st.text(max_size=8), _ANY, max_size=6))
def test_no_space_ever_passes(event):
    """Whatever is logged: only allowed keys, no value with a space, figures only where figures belong."""
    kept = only_allowed(None, "info", dict(event))
    assert set(kept) <= ALLOWED
    texts = [part for value in kept.values() for part in (value if isinstance(value, list) else [value])]
    assert not [
        text for text in texts if isinstance(text, str) and (not text or any(c.isspace() for c in text))
    ]
    plain = {
        key for key, value in kept.items() if isinstance(value, int | float) and not isinstance(value, bool)
    }
    assert plain <= FIGURES
