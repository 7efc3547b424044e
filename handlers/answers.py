"""Reading what people type as the answer to the question they are looking at.

Nothing raises and nothing is lost: an answer that does not fit comes back with its words and the
name of the reason. Values are what a talk stores: codes, numbers, text, "HH:MM", ISO dates, lists.
"""

import re
from collections.abc import Callable
from datetime import date

from handlers.answers_choice import read_choice, read_multi
from handlers.answers_number import read_minutes, read_number, read_scale
from handlers.answers_words import says_something
from handlers.ask import Asked, AskKind, Read, ReadResult, Unread
from handlers.dates import read_date
from handlers.times import DAY_WINDOW, Ambiguous, Window, hhmm, read_time

LONGEST_TEXT = 8000  # characters
MOST_ITEMS = 8

_LINES = re.compile(r"[\r\n]+")
_MARKS = re.compile(r"[,;]")
_BULLET = re.compile(r"(?:[-*•–]|[0-9]{1,2}[.)])\s+")


def read(
    asked: Asked,
    text: str,
    *,
    language: str = "en",
    today: date,
    window: Window = DAY_WINDOW,
) -> ReadResult:
    """What a text means as an answer. `today` and `window` are the person's own. Never raises.

    SKIP, BACK and other commands are taken out before; `words` are the text without its outer space.
    """
    words = text.strip()
    if asked.kind == "timer":
        return Read("went_on", words)
    if not says_something(words):
        return Unread("empty", words)
    if len(words) > LONGEST_TEXT:
        return Unread("too_long", words)
    if asked.kind == "time":
        return _time(words, language, window)
    if asked.kind == "date":
        return _date(words, today, language)
    return _READERS[asked.kind](asked, words, language)


def _time(words: str, language: str, window: Window) -> ReadResult:
    at = read_time(words, language, window)
    if at is None:
        return Unread("not_a_time", words)
    if isinstance(at, Ambiguous):
        return Unread("ambiguous_time", words, tuple(hhmm(one) for one in at.readings))
    return Read(hhmm(at), words)


def _date(words: str, today: date, language: str) -> ReadResult:
    day = read_date(words, today, language)
    return Unread("not_a_date", words) if day is None else Read(day.isoformat(), words)


def _text(_asked: Asked, words: str, _language: str) -> ReadResult:
    """Any words at all; for a photo they are the line that describes it."""
    return Read(words, words)


def _list(_asked: Asked, words: str, _language: str) -> ReadResult:
    """Items one per line; on a single line between commas or semicolons. Eight are kept as items."""
    lines = [line for line in _LINES.split(words) if line.strip()]
    found = lines if len(lines) > 1 else _MARKS.split(words)
    items = [_BULLET.sub("", item.strip(), count=1) for item in found]
    kept = [item for item in items if says_something(item)]
    return Read(kept[:MOST_ITEMS], words) if kept else Unread("empty", words)


_READERS: dict[AskKind, Callable[[Asked, str, str], ReadResult]] = {
    "choice": read_choice,
    "multi": read_multi,
    "scale": read_scale,
    "number": read_number,
    "minutes": read_minutes,
    "text": _text,
    "photo": _text,
    "media": _text,
    "list": _list,
}
