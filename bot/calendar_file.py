"""Moments as a calendar file (iCalendar, RFC 5545): UTC times, one entry each, with an alert at its start."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

LONGEST_LINE = 75  # octets, after which a line is folded
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Interlude//Interlude//EN", "METHOD:PUBLISH")


def as_media(events: Iterable[Mapping[str, Any]], made_at: int) -> str:
    """The file as a channel takes it."""
    content = b64encode(as_ics(events, made_at).encode()).decode()
    return f"data:text/calendar;name=calendar.ics;base64,{content}"


def as_ics(events: Iterable[Mapping[str, Any]], made_at: int) -> str:
    """The file. Each event has `id`, `at` (epoch ms UTC), `minutes` (0: open end) and `title`.

    An entry keeps its identity from file to file, so that a later one moves it instead of adding a second.
    """
    lines = (line for event in events for line in _entry(event, made_at))
    return "".join(f"{fold(line)}\r\n" for line in (*_HEAD, *lines, "END:VCALENDAR"))


def _entry(event: Mapping[str, Any], made_at: int) -> Iterator[str]:
    title = escaped(str(event["title"]))
    yield from ("BEGIN:VEVENT", f"UID:{event['id']}@interlude", f"DTSTAMP:{_utc(made_at)}")
    yield f"DTSTART:{_utc(int(event['at']))}"
    if event["minutes"]:
        yield f"DURATION:PT{int(event['minutes'])}M"
    yield f"SUMMARY:{title}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0S", f"DESCRIPTION:{title}", "END:VALARM")
    yield "END:VEVENT"


def _utc(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(words: str) -> str:
    """Words as a value: nothing in them ends it or begins another property."""
    one_line = " ".join(words.split())
    return one_line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def fold(line: str) -> str:
    """A line in pieces of 75 octets, each but the first begun with a space; no character is cut."""
    pieces, piece = [], ""
    for char in line:
        if len((piece + char).encode()) > LONGEST_LINE:
            pieces.append(piece)
            piece = " "
        piece += char
    return "\r\n".join([*pieces, piece])
