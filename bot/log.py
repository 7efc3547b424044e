"""The log: JSON lines with an allow-list of keys. No free text, no names, no addresses, no tokens.

Whatever another library logs keeps only its logger's name, its level and its place.
"""

import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO

import structlog

from bot.faults import describe, places

IDS = {"practice", "person", "turn", "talk", "tell", "outbox", "row", "key_id", "job", "head"}
WORDS = {
    "channel",
    "kind",
    "state",
    "result",
    "failure",
    "error",
    "code",
    "command",
    "path",
    "mode",
    "engine",
}
FIGURES = {
    "count",
    "tries",
    "ms",
    "status",
    "bytes",
    "queued",
    "late_ms",
    "retry_ms",
    "port",
    "process",
    "version",
}
OWN = {"event", "level", "at", "logger", "where", "fault", "frames"}
ALLOWED = IDS | WORDS | FIGURES | OWN

# Chatty below this, and their messages carry addresses that hold tokens.
_GUESTS = ("httpx", "httpcore", "telegram", "twilio", "apscheduler", "aiohttp", "asyncio", "aiosqlite")
_ID = re.compile(r"(?![0-9]+$)[A-Za-z0-9-]{1,40}")
# A code: no spaces, so no sentence; no run of seven digits, so no telephone number or chat id.
_CODE = re.compile(r"(?!.*[0-9]{7})[A-Za-z0-9_.:/<>+-]{1,80}")
_HIDDEN = "hidden"
_OURS = ("bot.", "handlers.", "prompts.", "storage.")

Event = MutableMapping[str, Any]


def start_log(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send everything logged in this process, by us or by libraries, through the allow-list to `stream`."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _fault,
            only_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lossy(stream if stream is not None else sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Guests()]
    root.setLevel(max(level, logging.INFO))
    for name in _GUESTS:
        guest = logging.getLogger(name)
        guest.setLevel(logging.WARNING)
        guest.handlers.clear()
        guest.propagate = True
    logging.captureWarnings(True)
    sys.excepthook = lambda _kind, fault, _trace: _uncaught(fault)
    sys.unraisablehook = lambda lost: _uncaught(lost.exc_value)
    threading.excepthook = lambda lost: _uncaught(lost.exc_value)


def only_allowed(_logger: object, _method: str, event: Event) -> Event:
    """Drop every key that is not on the list; hide every value that is not a code, a figure or an id."""
    return {key: _safe(key, value) for key, value in event.items() if key in ALLOWED}


def _safe(key: str, value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if key in FIGURES else _HIDDEN  # elsewhere it may be a chat id
    if isinstance(value, list | tuple):
        return [_safe(key, part) for part in value[:10]]
    if not isinstance(value, str):
        return _HIDDEN
    return value if (_ID.fullmatch(value) if key in IDS else _CODE.fullmatch(value)) else _HIDDEN


def _fault(_logger: object, _method: str, event: Event) -> Event:
    """An exception as its type names and places, never its message."""
    given = event.pop("exc_info", None)
    fault = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(fault, BaseException):
        event["fault"], event["frames"] = describe(fault), places(fault)
    return event


def _uncaught(fault: BaseException | None) -> None:
    structlog.get_logger().critical("uncaught", exc_info=fault)


class _Lossy(structlog.PrintLogger):
    """A line that cannot be written (disk full, reader gone) is lost, and stops nothing else."""

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


class _Guests(logging.Handler):
    """What comes by the standard library's loggers: who, how grave and where; of guests no words."""

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        told: Event = {"logger": record.name, "where": f"{record.module}:{record.lineno}"}
        event = "library"
        if record.name.startswith(_OURS):
            event = _slug(record.msg)
            told["code"] = list(record.args) if isinstance(record.args, tuple) else None
        structlog.get_logger().log(max(record.levelno, 10) // 10 * 10, event, exc_info=fault, **told)


def _slug(template: object) -> str:
    """An event's name from a literal of ours: `polling failed: %s` becomes `polling_failed`."""
    return "_".join(re.findall(r"[a-z]+", re.sub(r"%.", "", str(template)).lower()))
