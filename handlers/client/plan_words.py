"""Reading a client's own plan: the day in it, and which of its lines a cue repeats."""

import re
from collections.abc import Sequence
from datetime import date, time

from handlers.answers_words import brief
from handlers.dates import read_date
from handlers.times import local, read_time
from handlers.week_parts import Plan

SURE_ENOUGH = 7
"""From this on (0 to 10) no smaller version is offered."""

_HOUR = re.compile(r"\b(?:at|a las?) ([0-9]{1,2})\b")
"""Beside a day a bare figure is an hour where this stands before it: "friday at 3 in the garden"."""

_ANSWERED = re.compile(r"[?,;:]|->|\b(?:then|so|ill|i will|entonces|pues|hare|hago|voy a)\b")
"""What stands between an obstacle and the answer to it, in one line."""


def named_day(words: str, at: int, zone: str, language: str) -> str:
    """The day these words name, as an ISO date, seen from when they were written; "" for none ahead."""
    today = local(at, zone).date()
    day: date | None = read_date(words, today, language)
    return day.isoformat() if day is not None and day >= today else ""


def named_time(words: str, language: str, hours: Sequence[str], day: str) -> time | None:
    """The one time of day in these words; beside a day a bare figure after "at" is one as well."""
    found = read_time(words, language, hours)
    if found is None and day and (hour := _HOUR.search(brief(words))):
        found = read_time(hour[1], language, hours)
    return found if isinstance(found, time) else None


def line_of(plan: Plan, today: str) -> str:
    """The one line a cue repeats: the obstacle with its answer, else when and where, on the day it names."""
    own_day = not plan.day or plan.day == today
    if plan.obstacle and (_ANSWERED.search(_bare(plan.obstacle)) or not (plan.moment and own_day)):
        return plan.obstacle
    return plan.moment if own_day else ""


def _bare(words: str) -> str:
    return words.casefold().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
