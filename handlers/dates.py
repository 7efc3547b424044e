"""Days in people's words: ISO, "10 march", "10/3", "tue", "next tuesday", "tomorrow", "the 10th".

Rules where a date leaves something out:

- a day and month without a year is the first such day not more than 60 days ago, so that in March
  "20 january" looks back and "10 january" looks forward;
- a weekday is the coming one, and today counts; "next tuesday" is that of next calendar week;
- `10/3` is the 10th of March, in `en-US` the 3rd of October; when only one order is a date, that one;
- two different days in one text, or a weekday that contradicts its date, are no date: nobody guesses.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from handlers.answers_words import brief, numbers, word_set

LOOK_BACK_DAYS = 60

_WEEKDAYS = (
    "monday mon lunes lun",
    "tuesday tue tues martes",
    "wednesday wed weds miercoles mie",
    "thursday thu thur thurs jueves jue",
    "friday fri viernes vie",
    "saturday sat sabado sab",
    "sunday sun domingo dom",
)
_MONTHS = (
    "january jan enero ene",
    "february feb febrero",
    "march mar marzo",
    "april apr abril abr",
    "may mayo",
    "june jun junio",
    "july jul julio",
    "august aug agosto ago",
    "september sep sept septiembre setiembre",
    "october oct octubre",
    "november nov noviembre",
    "december dec diciembre dic",
)
WEEKDAYS = {name: n for n, names in enumerate(_WEEKDAYS) for name in names.split()}
MONTHS = {name: n for n, names in enumerate(_MONTHS, 1) for name in names.split()}
_RELATIVE = {"today": 0, "tonight": 0, "hoy": 0, "tomorrow": 1, "tmrw": 1, "manana": 1,
             "yesterday": -1, "ayer": -1}  # fmt: skip
_UNITS = {"day": 1, "days": 1, "dia": 1, "dias": 1, "week": 7, "weeks": 7, "semana": 7, "semanas": 7}
_ISO = re.compile(r"(?<![0-9])([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])")
_SLASHED = re.compile(r"(?<![0-9/.:-])([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?(?![0-9/:-])")
_TOKEN = re.compile(r"[0-9]+|[a-z]+")
_ORDINAL = word_set("st nd rd th")
_SMALL = word_set("of de del the el")
_SHORT_TEXT = 4  # words; in a longer text "sat" and "sun" are days only before a figure


def read_date(text: str, today: date, language: str = "en") -> date | None:
    """The one day a text names, seen from `today` (both in the person's zone), or None."""
    folded = brief(text)
    written = set(_written(folded, today, language))
    days = set(_named_weekdays(folded, today))
    if len(written) > 1 or len(days) > 1:
        return None
    if not written:
        return next(iter(days), None)
    day = written.pop()
    return day if day and all(day.weekday() == named.weekday() for named in days) else None


def coming(weekday: int, today: date) -> date:
    """The next such weekday (Monday is 0); today counts."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _written(text: str, today: date, language: str) -> Iterator[date | None]:
    """Every day given by number, by month, or as so far from today; None for one that cannot be."""
    iso = _ISO.search(text)
    if iso:
        yield _day(*(int(part) for part in iso.groups()))
        return
    slashed = _SLASHED.search(text)
    if slashed and (slashed[4] or slashed[2] == "/" or slashed.span() == (0, len(text.rstrip(".")))):
        yield _from_figures(int(slashed[1]), int(slashed[3]), slashed[4], today, language)
        return
    words = [word for word in _TOKEN.findall(_closed(text)) if word not in _SMALL]
    words = [word for n, word in enumerate(words) if not (n and word in _ORDINAL and words[n - 1].isdigit())]
    yield from _by_month(words, today)
    yield from _by_distance(words, today, language)
    yield from _by_ordinal(text, words, today)


def _closed(text: str) -> str:
    """Set phrases as one word; "la manana" is the morning, not tomorrow."""
    text = text.replace("la manana", "").replace("pasado manana", "overmorrow")
    return text.replace("the day after tomorrow", "overmorrow").replace("day after tomorrow", "overmorrow")


def _from_figures(first: int, second: int, year: str | None, today: date, language: str) -> date | None:
    month_first = language.lower().replace("_", "-") == "en-us"
    day, month = (second, first) if month_first else (first, second)
    if month > 12 >= day:
        day, month = month, day
    if year is None:
        return _without_year(day, month, today)
    return _day(int(year) if len(year) == 4 else 2000 + int(year), month, day)


def _by_month(words: list[str], today: date) -> Iterator[date | None]:
    """10 march, march 10, 10 march 2027."""
    for n, word in enumerate(words):
        if word not in MONTHS:
            continue
        before, after = _figure(words, n - 1), _figure(words, n + 1)
        if before is not None and before <= 31:
            year = after if after is not None and after >= 1000 else None
            yield _dated(before, MONTHS[word], year, today)
        elif after is not None and after <= 31:
            year = _figure(words, n + 2)
            yield _dated(after, MONTHS[word], year if year is not None and year >= 1000 else None, today)


def _by_distance(words: list[str], today: date, language: str) -> Iterator[date]:
    """Tomorrow, overmorrow, in 3 days, in a week, dentro de dos semanas."""
    known = {**numbers(language), "a": 1, "an": 1}
    for n, word in enumerate(words):
        if word in _RELATIVE or word == "overmorrow":
            yield today + timedelta(days=_RELATIVE.get(word, 2))
        if word in ("in", "en", "dentro") and n + 2 < len(words) and words[n + 2] in _UNITS:
            count = _figure(words, n + 1)
            count = known.get(words[n + 1]) if count is None else count
            if count is not None and count <= 400:
                yield today + timedelta(days=count * _UNITS[words[n + 2]])


def _by_ordinal(text: str, words: list[str], today: date) -> Iterator[date | None]:
    """The 10th: the next one, when no month stands with it."""
    if any(word in MONTHS for word in words):
        return
    for figure in re.findall(r"(?<![0-9])([0-9]{1,2}) ?(?:st|nd|rd|th)\b", text):
        days = (today + timedelta(days=n) for n in range(62))
        yield next((day for day in days if day.day == int(figure)), None)


def _named_weekdays(text: str, today: date) -> Iterator[date]:
    words = _TOKEN.findall(text)
    for n, word in enumerate(words):
        before = words[n - 1] if n else ""
        after = words[n + 1] if n + 1 < len(words) else ""
        abbreviated = len(word) <= 4 and len(words) > _SHORT_TEXT and not after.isdigit()
        if word not in WEEKDAYS or abbreviated:
            continue
        day = coming(WEEKDAYS[word], today)
        if before == "next" or "proximo" in (before, after):
            monday = today + timedelta(days=7 - today.weekday())
            day = monday + timedelta(days=WEEKDAYS[word])
        if before == "last" or "pasado" in (before, after):
            day = coming(WEEKDAYS[word], today) - timedelta(days=7)
        yield day


def _figure(words: list[str], at: int) -> int | None:
    if 0 <= at < len(words) and words[at].isdigit() and len(words[at]) <= 4:
        return int(words[at])
    return None


def _dated(day: int, month: int, year: int | None, today: date) -> date | None:
    return _without_year(day, month, today) if year is None else _day(year, month, day)


def _without_year(day: int, month: int, today: date) -> date | None:
    oldest = today - timedelta(days=LOOK_BACK_DAYS)
    found = (_day(today.year + years, month, day) for years in (-1, 0, 1))
    return next((one for one in found if one and one >= oldest), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
