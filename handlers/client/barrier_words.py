"""Reading a client's own words in the barrier talk: private ones, grief, hints, a long story.

Matching is by whole folded words. A hint only ever leads to a question; the client decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handlers.answers_words import fold

LONG_STORY = 80
"""Words from which a story without any hint counts as drifting from the task (CONTENT B1)."""

MOST_CODES = 3

_GRIEF = {
    "en": (
        "died",
        "dying",
        "death",
        "funeral",
        "passed away",
        "passed on",
        "bereaved",
        "bereavement",
        "miscarriage",
        "stillborn",
    ),
    "es": ("murio", "muriendo", "muerte", "funeral", "fallecio", "entierro", "duelo", "aborto espontaneo"),
}
# Machines die too, and people are bored to death; neither is hard news.
_NOT_GRIEF_AFTER = (
    "phone mobile battery laptop computer tablet car engine internet wifi router connection charger to "
    "telefono movil bateria portatil ordenador coche"
)


def is_grief(words: str, language: str = "en") -> bool:
    """Whether these words tell of a death (CONTENT C6: then nothing is asked of anybody)."""
    said = fold(words).split()
    return any(_is_news(said, phrase.split()) for phrase in _GRIEF.get(language, _GRIEF["en"]))


def _is_news(said: Sequence[str], phrase: Sequence[str]) -> bool:
    places = [i for i in range(len(said)) if list(said[i : i + len(phrase)]) == list(phrase)]
    return any(not set(_NOT_GRIEF_AFTER.split()).intersection(said[max(0, i - 2) : i]) for i in places)


def codes_in(words: str, hints: Iterable[Mapping[str, Any]]) -> list[str]:
    """The codes these words point at, in the order of the hints, at most three."""
    said = f" {fold(words)} "
    found: list[str] = []
    for hint in hints:
        with_words = hint.get("with_words") or ()
        if _any_in(said, hint["words"]) and (not with_words or _any_in(said, with_words)):
            found += [code for code in hint["codes"] if code not in found]
    return found[:MOST_CODES]


def _any_in(said: str, words: Iterable[str]) -> bool:
    return any(f" {fold(word)} " in said for word in words)


def is_long_story(words: str) -> bool:
    """Whether somebody has moved to telling something else at length."""
    return len(words.split()) >= LONG_STORY
