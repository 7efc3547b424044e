"""Local times and instants. Instants are epoch milliseconds UTC; windows are two "HH:MM".

One rule for the hours a clock change skips or repeats: a gap moves later (02:30 becomes 03:30), a
fold takes the first. A window's ends both belong to it, and it never runs over midnight.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from handlers.answers_clock import Clock, read_clock
from handlers.answers_words import brief, fold, numbers
from handlers.dates import read_date

Window = Sequence[str]

DAY_WINDOW: Window = ("09:00", "20:00")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MIDNIGHT_MINUTES = 24 * 60
_zone = lru_cache(maxsize=1024)(ZoneInfo)
_clock = lru_cache(maxsize=2048)(time.fromisoformat)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A time that could be meant two ways, both inside the window: in the morning, or later."""

    readings: tuple[time, time]


@lru_cache(maxsize=4096)  # instants and zones, nobody's words: a turn asks for the same few over and over
def local(at_ms: int, zone: str) -> datetime:
    """The aware local time of an instant. Raises `ZoneInfoNotFoundError` for an unknown zone."""
    return (_EPOCH + at_ms * _MILLISECOND).astimezone(_zone(zone))


def instant(day: date, at: time | str, zone: str) -> int:
    """The instant a local clock shows `at` on `day`: a gap moves later, a fold takes the first."""
    return _instant(day, at, 0 if isinstance(at, str) else at.fold, zone)


@lru_cache(maxsize=8192)  # as above; two times that differ in their fold alone are equal, so it stands apart
def _instant(day: date, at: time | str, fold: int, zone: str) -> int:
    # fold=0 is both rules at once: in a gap Python then counts with the offset before the change.
    return to_ms(datetime.combine(day, to_time(at), tzinfo=_zone(zone)))


def to_ms(moment: datetime) -> int:
    """The instant of an aware datetime."""
    return (moment - _EPOCH) // _MILLISECOND


def to_time(at: time | str) -> time:
    """A time from "HH:MM". Raises ValueError on anything else."""
    return at if isinstance(at, time) else _clock(at)


def hhmm(at: time) -> str:
    """How a time is kept: "HH:MM"."""
    return at.strftime("%H:%M")


def next_at(zone: str, after_ms: int, at: time | str) -> int:
    """The next instant strictly after `after_ms` at which it is `at` locally, once per date."""
    # Start a day early: a gap just before midnight carries a date's time into the next date.
    day = local(after_ms, zone).date() - timedelta(days=1)
    while (ms := instant(day, at, zone)) <= after_ms:
        day += timedelta(days=1)
    return ms


def inside(at: time, window: Window) -> bool:
    """Whether a local time lies in the window; both ends do."""
    start, end = _ends(window)
    return start <= at.replace(second=0, microsecond=0) <= end


def clamp_to_window(at: time, window: Window) -> time:
    """The time itself, or the nearest end of the window round the clock (midnight: the evening)."""
    if inside(at, window):
        return at
    start, end = _ends(window)
    early = (_minutes(start) - _minutes(at)) % _MIDNIGHT_MINUTES
    late = (_minutes(at) - _minutes(end)) % _MIDNIGHT_MINUTES
    return start if early <= late else end


def next_inside(zone: str, at_ms: int, window: Window) -> int:
    """The instant itself when it lies in the window, else the window's next start."""
    if inside(local(at_ms, zone).time(), window):
        return at_ms
    return next_at(zone, at_ms, window[0])


def read_time(text: str, language: str = "en", window: Window = DAY_WINDOW) -> time | Ambiguous | None:
    """A time from "19:00", "half 8" (8:30), "quarter to 9", "a las 7 de la tarde" …, or None.

    Without morning or evening in it, the reading inside the window is meant; when none is, the
    later one; when both are, nobody guesses. `19:00`, `07:30`, `0730` and `12:15` are as written.
    Inside a sentence only an unmistakable time counts, and only a single one.
    """
    clock = read_clock(brief(text), language)
    return None if clock is None else _resolve(clock, window)


def _resolve(clock: Clock, window: Window) -> time | Ambiguous:
    """Choose between the two readings of a clock without morning or evening."""
    early = time(clock.hour, clock.minute)
    if clock.settled:
        return early
    late = time(clock.hour + 12, clock.minute)
    match inside(early, window), inside(late, window):
        case True, True:
            return Ambiguous((early, late))
        case True, False:
            return early
        case _:
            return late


def read_window(text: str, language: str = "en") -> tuple[str, str] | None:
    """Two hours from "10-22", "10:00 to 22:00", "9am till 8", "de 10 a 22"; the first is earlier.

    "9 to 5" ends in the afternoon. Nights ("22 to 6") are None: a window stays within one date.
    """
    for mark in (" to ", " till ", " until ", " and ", " a ", " hasta ", " y ", "-"):
        start, found, end = f" {brief(text)} ".partition(mark)
        if found and (ends := _window_ends(start, end, language)):
            return ends
    return None


def _window_ends(start: str, end: str, language: str) -> tuple[str, str] | None:
    opening = _without(start, ("from", "between", "de", "desde", "entre"))
    first, last = read_clock(opening, language), read_clock(end.strip(), language)
    if first is None or last is None:
        return None
    # Nobody means 2 to 6 in the night: an hour before six without "am" is the afternoon's.
    later = 12 if not first.settled and first.hour < 6 else 0
    begins, ends = time(first.hour + later, first.minute), time(last.hour, last.minute)
    if not last.settled and ends <= begins:
        ends = time(last.hour + 12, last.minute)
    if ends == time(0):
        ends = time(23, 59)
    return (hhmm(begins), hhmm(ends)) if begins < ends else None


def read_span(text: str, today: date, language: str = "en") -> timedelta | date | None:
    """How long: "2d4h30m", "10 days", "2 weeks", "a week"; or until which later day: "till 12 march"."""
    folded = brief(text)
    first, _, rest = folded.partition(" ")
    if first in ("till", "until", "til", "to", "hasta"):
        day = read_date(rest, today, language)
        return day if day and day > today else None
    return _length(folded.removeprefix("for ").removeprefix("durante "), language)


def _length(text: str, language: str) -> timedelta | None:
    known = {**numbers(language), "a": 1, "an": 1}
    words = [str(known.get(word, word)) for word in _SPAN_TOKEN.findall(text) if word not in _JOINING]
    counts, units = words[::2], words[1::2]
    if not words or len(counts) != len(units) or any(unit not in _UNITS for unit in units):
        return None
    if any(not count.isdigit() or len(count) > 5 for count in counts):
        return None
    total = sum(int(count) * _UNITS[unit] for count, unit in zip(counts, units, strict=True))
    return timedelta(minutes=total) if 0 < total <= _LONGEST_SPAN else None


def read_zone(text: str, zones: Sequence[str] | frozenset[str] | set[str]) -> str | None:
    """A zone's name from "Europe/London", "london", "new york time", "uk"; None when unsure.

    `zones` are the names the machine knows (`zoneinfo.available_timezones()` reads files).
    """
    wanted = _without(fold(brief(text)), ("time", "in", "hora", "de"))
    wanted = _PLACES.get(wanted, wanted)
    found = [zone for zone in zones if wanted in _zone_names(zone)]
    # The shortest is the canonical one: America/Louisville before America/Kentucky/Louisville.
    return min(found, key=lambda zone: (len(zone), zone)) if found else None


@lru_cache(maxsize=2048)  # of the zones the machine knows
def _zone_names(zone: str) -> tuple[str, str]:
    return fold(zone), fold(zone.rpartition("/")[2])


def _without(text: str, words: tuple[str, ...]) -> str:
    return " ".join(word for word in text.split() if word not in words)


def _ends(window: Window) -> tuple[time, time]:
    return to_time(window[0]), to_time(window[1])


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


_LONGEST_SPAN = 3660 * 24 * 60  # minutes
_SPAN_TOKEN = re.compile(r"[0-9]+|[a-z]+|[^\s0-9a-z,]")
_JOINING = frozenset(("and", "y"))
_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuto", "minutos"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "hora", "horas"), 60),
    **dict.fromkeys(("d", "day", "days", "dia", "dias"), 24 * 60),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "semana", "semanas"), 7 * 24 * 60),
    **dict.fromkeys(("month", "months", "mes", "meses"), 30 * 24 * 60),
}

# Places people name that are no city of the zone database.
_PLACES = {
    **dict.fromkeys(("uk", "gb", "england", "britain", "scotland", "wales", "manchester"), "london"),
    **dict.fromkeys(("ireland", "irlanda"), "dublin"),
    **dict.fromkeys(("spain", "espana", "barcelona", "valencia", "sevilla", "seville"), "madrid"),
    **dict.fromkeys(("germany", "alemania"), "berlin"),
    **dict.fromkeys(("france", "francia"), "paris"),
    **dict.fromkeys(("canaries", "canarias"), "canary"),
    **dict.fromkeys(("eastern", "boston", "washington"), "new york"),
    **dict.fromkeys(("pacific", "san francisco", "seattle"), "los angeles"),
    "nueva york": "new york",
    "central": "chicago",
    "mountain": "denver",
    "londres": "london",
    **dict.fromkeys(("mexico", "ciudad mexico", "cdmx", "puebla"), "mexico city"),
    **dict.fromkeys(("argentina", "rosario"), "buenos aires"),
    **dict.fromkeys(("colombia", "medellin", "cali"), "bogota"),
    **dict.fromkeys(("peru", "arequipa"), "lima"),
    "chile": "santiago",
    "la habana": "havana",
    "reino unido": "london",
    **dict.fromkeys(("roma", "italia", "italy", "milan"), "rome"),
    **dict.fromkeys(("lisboa", "portugal"), "lisbon"),
    "bruselas": "brussels",
    "ginebra": "zurich",  # the zone database has no Geneva
    "geneva": "zurich",
    **dict.fromkeys(("tokio", "japon", "japan"), "tokyo"),
    "atenas": "athens",
    "viena": "vienna",
    "praga": "prague",
    "varsovia": "warsaw",
    "copenhague": "copenhagen",
    "estocolmo": "stockholm",
    "estambul": "istanbul",
}
