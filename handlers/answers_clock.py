"""Clock times in people's words, English and Spanish: "half 8", "quarter to 9", "7 de la tarde".

Only what was written is read here; which half of the day is meant without a word for it is decided
by the window in `handlers.times`.
"""

import re
from dataclasses import dataclass, replace

from handlers.answers_words import LONGEST, numbers, word_set


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as written. Unless `settled`, `hour` is 0–11 and twelve hours later fits as well.

    `explicit` says that it can be nothing but a time ("7pm", "19:00"), also inside a sentence.
    """

    hour: int
    minute: int
    settled: bool
    explicit: bool


# A stroke or a dash before a figure stays a token of its own: 7/10 and 10-11 are no times.
_TOKEN = re.compile(r"[0-9]{1,2}[:.h][0-9]{2}(?![0-9])|[0-9]+|[a-z]+|[/+%£$€]|-(?= ?[0-9])")
_DOTTED = re.compile(r"\b([ap])\s?\.\s?m\b\.?")
_OCLOCK = re.compile(r"\bo ?'? ?clock\b")
_FIGURES = re.compile(r"([0-9]{1,2})[:.h]?([0-9]{2})")

_FILLER = word_set(
    "at around about roughly maybe approx approximately by the say like sharp ish in on of h hrs hours "
    "hour a las la los sobre hacia eso como de del por hora horas clock manana"
)
_EARLY = word_set("am morning madrugada")
_LATE = word_set("pm afternoon evening tonight tarde")
_NIGHT = word_set("night noche")
_PARTS = _EARLY | _LATE | _NIGHT
_NAMED = {"noon": 12, "midday": 12, "mediodia": 12, "midnight": 0, "medianoche": 0}
_PAST = word_set("past after")
_TO = word_set("to before till")
_PIECES = {"half": 30, "quarter": 15, "media": 30, "cuarto": 15}
_LONGEST_TIME = 8  # words: "a las siete y media de la tarde"


def read_clock(text: str, language: str = "en", *, whole: bool = False) -> Clock | None:
    """The one time in a `plain` text; None when there is none, or more than one.

    With `whole`, the text must be the time and nothing else.
    """
    if len(text) > LONGEST:
        return None
    words = _words(text, language)
    clock = _phrase(words) if len(words) <= _LONGEST_TIME else None
    return clock if clock or whole else _within(words)


def _words(text: str, language: str) -> list[str]:
    """Tokens with spelled hours as figures; "7pm" and "7ish" come apart, "p.m." together."""
    closed = _OCLOCK.sub("clock", _DOTTED.sub(r"\1m", text))
    # "la manana" is the morning, "manana" alone tomorrow.
    closed = closed.replace("la manana", "morning")
    words = _TOKEN.findall(closed)
    # "a" and "p" straight after an hour are am and pm, but not in Spanish, where "a" is "at".
    if not language.startswith("es") and len(words) == 2 and words[1] in ("a", "p"):
        words[1] += "m"
    known = numbers(language)
    return [str(known[word]) if word in known else word for word in words]


def _within(words: list[str]) -> Clock | None:
    """The only unmistakable time inside a sentence: the longest reading at each place."""
    found: list[Clock] = []
    at = 0
    while at < len(words):
        length, clock = _longest(words, at)
        if clock is not None:
            found.append(clock)
        at += max(length, 1)
    return found[0] if len(set(found)) == 1 else None


def _longest(words: list[str], at: int) -> tuple[int, Clock | None]:
    for length in range(min(_LONGEST_TIME, len(words) - at), 0, -1):
        clock = _phrase(words[at : at + length])
        if clock is not None and clock.explicit:
            return length, clock
    return 0, None


def _phrase(words: list[str]) -> Clock | None:
    """A time made of exactly these words."""
    part = next((word for word in words if word in _PARTS), "")
    rest = [word for word in words if word not in _FILLER and word not in _PARTS]
    if named := _named(rest):
        return named
    clock = _spoken(rest) or _figures(rest)
    if clock is None:
        return None
    if "clock" in words:
        clock = replace(clock, explicit=True)
    return _settle(clock, part) if part else clock


def _named(rest: list[str]) -> Clock | None:
    if rest and rest[0] == "12":
        rest = rest[1:]
    if len(rest) == 1 and rest[0] in _NAMED:
        return Clock(_NAMED[rest[0]], 0, settled=True, explicit=True)
    return None


def _spoken(rest: list[str]) -> Clock | None:
    """Half 8, half past 8, 10 to 9, y media, menos cuarto."""
    match rest:
        case ["half", hour]:
            return _turned(hour, 30)
        case [piece, word, *_, hour] if len(rest) <= 4 and word in (*_PAST, *_TO, "minutes", "mins", "min"):
            sign = rest[-2]
            minutes = _piece(piece)
            return _turned(hour, -minutes if sign in _TO else minutes) if sign in _PAST | _TO else None
        case [hour, ("y" | "menos") as sign, piece]:
            minutes = _piece(piece)
            return _turned(hour, -minutes if sign == "menos" else minutes)
    return None


def _piece(word: str) -> int:
    """Minutes in "half", "cuarto", "20"; 0 stands for none, which no such phrase has."""
    if word in _PIECES:
        return _PIECES[word]
    return int(word) if word.isdigit() and len(word) <= 2 and int(word) < 60 else 0


def _turned(hour: str, minutes: int) -> Clock | None:
    """An hour moved by so many minutes: 9 and -15 is 8:45."""
    if not minutes or not hour.isdigit() or len(hour) > 2 or int(hour) > 23:
        return None
    total = (int(hour) * 60 + minutes) % (24 * 60)
    return _bare(total // 60, total % 60, explicit=True, written=int(hour) > 12 or hour.startswith("0"))


def _figures(rest: list[str]) -> Clock | None:
    """7, 19, 7:30, 19.00, 1900, 7 30."""
    text = ":".join(rest)
    if len(text) <= 2 and text.isdigit() and text != "0":
        return _checked(text, "00", explicit=False, written=False)
    figures = _FIGURES.fullmatch(text)
    if not figures:
        return None
    hour, minute = figures.groups()
    # A colon is unmistakable; 7.30 may be money and 1900 a year when other words stand around.
    return _checked(hour, minute, explicit=":" in rest[0], written=len(hour) == 2)


def _checked(hour: str, minute: str, *, explicit: bool, written: bool) -> Clock | None:
    if int(minute) > 59 or int(hour) > 24 or (int(hour) == 24 and int(minute)):
        return None
    settled = written or hour.startswith("0") or int(hour) > 12
    return _bare(int(hour) % 24, int(minute), explicit=explicit, written=settled)


def _bare(hour: int, minute: int, *, explicit: bool, written: bool) -> Clock:
    """Without morning or evening: 12 becomes 0, so that both readings are `hour` and 12 later."""
    if written or hour > 12:
        return Clock(hour, minute, settled=True, explicit=explicit)
    return Clock(hour % 12, minute, settled=False, explicit=explicit)


def _settle(clock: Clock, part: str) -> Clock | None:
    """Apply morning, evening or night; 13 to 23 stay as they are. "12 at night" is midnight."""
    if clock.hour > 12 and part in _EARLY:
        return None
    if clock.hour == 12 and part not in _LATE:
        return Clock(0, clock.minute, settled=True, explicit=True)
    if clock.hour >= 12:
        return replace(clock, explicit=True)
    late = part in _LATE or (part in _NIGHT and clock.hour > 5)
    return Clock(clock.hour + 12 if late else clock.hour, clock.minute, settled=True, explicit=True)
