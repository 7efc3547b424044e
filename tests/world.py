"""A small stage for conversation tests: play rehearsal lines, get back everything that was printed."""

import json
from datetime import datetime
from typing import Any

from bot.config import default_config
from bot.rehearsal import START, run

Line = dict[str, Any]

ADA: Line = {
    "cast": "ada",
    "role": "therapist",
    "channel": "telegram",
    "name": "Ada Okafor",
    "zone": "Europe/London",
}


def client(name: str, channel: str = "sms", session: str = "tue 15:00", **more: Any) -> Line:
    """A `cast` line for a client of Ada's."""
    line = {"cast": name, "role": "client", "of": "ada", "channel": channel, "name": name.capitalize()}
    return {**line, "zone": "Europe/London", "session": session, **more}


async def play(lines: list[Line], start: str = START, store: str | None = None) -> list[Line]:
    """Play the lines on a fresh stage; gives every printed object in order."""
    printed: list[Line] = []
    await run(map(json.dumps, lines), printed.append, default_config(), store, datetime.fromisoformat(start))
    return printed


def events(printed: list[Line], to: str = "", kind: str = "") -> list[Line]:
    """The texts people got, of one person or one kind if given."""
    return [e for e in printed if "kind" in e and to in ("", e["to"]) and kind in ("", e["kind"])]


def texts(printed: list[Line], to: str = "", kind: str = "") -> list[str]:
    """The words of those texts."""
    return [e["text"] for e in events(printed, to, kind)]
