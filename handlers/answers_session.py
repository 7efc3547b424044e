"""Reading when a session takes place: "tue 15:00", "every other thursday 4pm from 10 march"."""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from handlers.answers_clock import read_clock
from handlers.answers_words import brief
from handlers.dates import WEEKDAYS, read_date
from handlers.times import hhmm

Rhythm = Literal["weekly", "fortnightly"]

TUESDAY = 1
EARLIEST_HOUR = 8  # "tue 8" is the morning, "tue 3" the afternoon

_NONE = frozenset(("none", "ninguna", "ninguno"))
_FILLER = frozenset(("on", "every", "each", "cada", "todos", "los", "el"))
_SINCE = re.compile(r"\b(?:from|starting|since|desde)\b")
_FORTNIGHTLY = re.compile(
    r"\b(?:fortnightly|biweekly|quincenal|every (?:other|second)|every (?:2|two) weeks|"
    r"cada (?:2|dos) semanas|cada (?:15|quince) dias)\b"
)
_WEEKLY = re.compile(r"\b(?:weekly|every week|semanal|cada semana)\b")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why words name no session; `words` is the part in question.

    Reasons: `no_weekday` (none, or two), `not_a_time`, `not_a_date`, `not_understood` (a time, but
    other words with it).
    """

    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class SessionWords:
    """What was said: a weekday (0 is Monday), "HH:MM", how often, and from which day, if any."""

    weekday: int
    at: str
    rhythm: Rhythm
    since: date | None


def read_session_words(text: str, today: date, language: str) -> SessionWords | Problem | None:
    """A weekday, a time, perhaps a rhythm and a first day; None for "none"."""
    found = _read(brief(text), today, language)
    return Problem(found.reason, _as_typed(found.words, text)) if isinstance(found, Problem) else found


def _as_typed(folded: str, text: str) -> str:
    """Folded words as they were written, accents and all; as they are where that is not plain."""
    said = folded.split()
    typed = [word for word in text.split() if brief(word) in said]
    return " ".join(typed) if [brief(word) for word in typed] == said else folded


def _read(folded: str, today: date, language: str) -> SessionWords | Problem | None:
    if folded in _NONE:
        return None
    folded, rhythm = _rhythm(folded)
    when, mark, start = (part.strip() for part in _SINCE.sub("|", folded, count=1).partition("|"))
    since = read_date(start, today, language) if mark else None
    if mark and since is None:
        return Problem("not_a_date", start)
    rest = [word for word in when.split() if word not in _FILLER]
    days = [word for word in rest if weekday_of(word, language) is not None]
    weekday = weekday_of(days[0], language) if len(days) == 1 else None
    if weekday is None:
        return Problem("no_weekday", when)
    at = _time(" ".join(word for word in rest if word != days[0]), language)
    return at if isinstance(at, Problem) else SessionWords(weekday, at, rhythm, since)


def weekday_of(word: str, language: str) -> int | None:
    """Tue, tues., tuesdays; in Spanish "mar" is a Tuesday where a weekday is meant, elsewhere it is March."""
    word = word.strip(".,")
    if word == "mar" and language.startswith("es"):
        return TUESDAY
    return WEEKDAYS.get(word, WEEKDAYS.get(word.removesuffix("s")))


def _time(text: str, language: str) -> str | Problem:
    clock = read_clock(text, language, whole=True)
    if clock is None:
        # A time among other words: those may matter ("monthly"), so they are asked about.
        return Problem("not_understood" if read_clock(text, language) else "not_a_time", text)
    later = 12 if not clock.settled and clock.hour < EARLIEST_HOUR else 0
    return hhmm(time(clock.hour + later, clock.minute))


def _rhythm(text: str) -> tuple[str, Rhythm]:
    """The text without its words for how often, and what they say; weekly when they say nothing."""
    without, found = _FORTNIGHTLY.subn(" ", text)
    return (without, "fortnightly") if found else (_WEEKLY.sub(" ", text), "weekly")
