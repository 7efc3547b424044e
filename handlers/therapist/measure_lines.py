"""Reading `/measure NAME …`: which measure is meant, how often, at what time, or a number from paper."""

import re
from dataclasses import dataclass
from datetime import date

from handlers.answers_words import fold
from handlers.content import Content
from handlers.dates import read_date
from handlers.measures import Measure, Repeat
from handlers.names import nearest
from handlers.spoken_after import setting
from handlers.therapist.clock import read_clock_time

LONGEST_TITLE = 24  # characters
_SHORTEST_WORD = 5  # letters: "ánimo", but not "week" or "de"
LARGEST = 1000
"""No paper measure has a greater sum."""

_REPEATS: dict[str, Repeat] = {
    "once": "once",
    "weekly": "weekly",
    "fortnightly": "fortnightly",
    "biweekly": "fortnightly",
    "every week": "weekly",
    "every two weeks": "fortnightly",
    "every 2 weeks": "fortnightly",
}
_ENDS = frozenset(("end", "ends", "stop", "off", "none"))
_NUMBER = re.compile(r"([0-9]{1,4}(?:[.,][0-9])?)(?:\s+(?:(?:on|el)\s+)?(\S.*))?")
_NAMED = re.compile(r"(\S.{,59}?)[\s:=]{1,3}([0-9]{1,4}(?:[.,][0-9])?)(?:\s{1,3}(?:on|el)\s{1,3}(\S.*))?")
_AT = re.compile(r"(?:^|\s)(?:at|a\s+las?)\s+(\S.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed after the measure: `unread` are words that mean nothing here."""

    rhythm: Repeat | None = None
    at: str = ""
    ends: bool = False
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A sum from paper and its day; `day` is None where its words are no day."""

    total: float
    day: date | None
    title: str = ""


def find_measure(content: Content, words: str) -> Measure | None:
    """The measure of this id or title, in any language and however spaced: `phq8`, `PHQ 8`, `phq-8`."""
    wanted = squeezed(words)
    known = content.measures.values()
    return next((m for m in known if wanted and wanted in map(squeezed, m.titles())), None)


def leading(content: Content, text: str) -> tuple[Measure | None, str]:
    """The measure that the first words name, and the text left."""
    words = text.split()
    for length in range(min(len(words), 4), 0, -1):
        if found := find_measure(content, " ".join(words[:length])):
            return found, " ".join(words[length:])
    found = _by_a_word(content, fold(words[0])) if words else None
    return found, text if found is None else " ".join(words[1:])


def _by_a_word(content: Content, word: str) -> Measure | None:
    """The only measure with this word among several of a title: "ánimo" is "Estado de ánimo"."""
    titles = ((m, fold(title).split()) for m in content.measures.values() for title in m.titles())
    found = {m.id: m for m, said in titles if len(word) >= _SHORTEST_WORD and word in said}
    return next(iter(found.values())) if len(found) == 1 else None


def near(content: Content, words: str, shelf: str = "en") -> list[str]:
    """The titles a misspelt name may mean, as they are read here."""
    titles = {squeezed(m.called(shelf)): m.called(shelf) for m in content.measures.values()}
    return [titles[one] for one in nearest(squeezed(words), titles)]


def squeezed(words: str) -> str:
    """Letters and figures alone, folded."""
    return "".join(c for c in fold(words) if c.isalnum())


def read_line(text: str, language: str, hours: list[str]) -> Line:
    """How often and when, or that it ends."""
    if setting(text, language) in _ENDS:
        return Line(ends=True)
    found = _AT.search(text)
    at = read_clock_time(found[1], language, hours) if found else ""
    often = setting(text[: found.start()] if found and at else text, language)
    rhythm = _REPEATS.get(often)
    return Line(rhythm, at, unread="" if rhythm or not often else often)


def read_score(text: str, today: date, language: str) -> Score | None:
    """`11`, `11 on 3 march`."""
    found = _NUMBER.fullmatch(text)
    return _score(found[1], found[2], today, language) if found else None


def read_paper(text: str, today: date, language: str) -> Score | None:
    """`BDI-II 23`, `BDI-II 23 on 3 march`: a measure by the name the therapist gives it."""
    found = _NAMED.fullmatch(text)
    if found is None or len(found[1]) > LONGEST_TITLE or not any(c.isalpha() for c in found[1]):
        return None
    return _score(found[2], found[3], today, language, found[1])


def _score(number: str, day: str | None, today: date, language: str, title: str = "") -> Score | None:
    total = float(number.replace(",", "."))
    if total > LARGEST:
        return None
    return Score(total, read_date(day, today, language) if day else today, title)
