"""Measures as plain data: questionnaires and ratings, read from files (CONTENT F13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Repeat = Literal["once", "weekly", "fortnightly"]

DAYS: Mapping[str, int] = {"weekly": 7, "fortnightly": 14}
"""Days from one asking to the next."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked. `label` is its short name where items are shown one by one."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What is read of a measure in one language; without `items` the practice loads them itself.

    `title` is the therapist's name for it, where it is not the measure's own. `stem` stands before each item,
    `again` in its place on SMS from the second item on. `options` are the answers from `low` up; none means
    a scale. `difficulty` is the question that is not scored. `bands` and `cuts` name those of the measure in
    order, for the therapist alone.
    """

    title: str = ""
    client_title: str = ""
    asks: str = ""
    stem: str = ""
    again: str = ""
    options: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    difficulty: str = ""
    difficulty_options: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """A published cut-off: reached from `least` up, or from `most` down (where less is the low end)."""

    least: int | None = None
    most: int | None = None

    def reached(self, total: float) -> bool:
        """Whether this sum lies on the side that is looked at more closely."""
        return (self.least is None or total >= self.least) and (self.most is None or total <= self.most)


@dataclass(frozen=True, slots=True)
class Measure:
    """A questionnaire or a rating. `asked` items are answered `low` to `high`; `factor` multiplies the sum.

    `total`: whether there is a sum; without one each item stands by itself. `bands` are the lowest sums of
    each band. `every`: days between two askings at least, since a recall window must have passed. `risk` is
    the number (from 1) of the item weighed by SAFETY S3, 0 for none; `instead` the measure without it.
    """

    id: str
    title: str
    asked: int
    low: int
    high: int
    every: int
    minutes: int
    source: str
    licence: str
    version: int = 1
    factor: int = 1
    total: bool = True
    bands: tuple[int, ...] = ()
    cuts: tuple[Cut, ...] = ()
    risk: int = 0
    instead: str = ""
    credit: str = ""
    words: Mapping[str, MeasureWords] = field(default_factory=dict)

    @property
    def lowest(self) -> int:
        """The least sum there can be."""
        return self.asked * self.low * self.factor

    @property
    def highest(self) -> int:
        """The greatest sum there can be."""
        return self.asked * self.high * self.factor

    @property
    def repeats(self) -> tuple[Repeat, ...]:
        """How often it may be asked, the most usual first."""
        return ("weekly", "fortnightly", "once") if self.every <= DAYS["weekly"] else ("fortnightly", "once")

    def read(self, shelf: str) -> MeasureWords:
        """Its words in this language, English where there are none: never some of each.

        `shelf` is a language, or a language as a channel writes it (`handlers.reading.tongue`).
        """
        own = self.words.get(shelf) or self.words.get(shelf.partition(".")[0])
        return own or self.words.get("en") or MeasureWords()

    def has_text(self, language: str = "en") -> bool:
        """Whether it can be asked of somebody who reads this: only in words of that language.

        A slot has no text in any language until the practice loads it, and a form keeps its published words:
        where those of a language are missing, it is not asked half in one and half in the other.
        """
        return bool(self.words.get(language, MeasureWords()).items)

    def answered_in(self, shelf: str) -> MeasureWords:
        """Its words as they are asked: in this language, else as they were published, in English."""
        own = self.read(shelf)
        return own if own.items else self.read("en")

    def called(self, shelf: str) -> str:
        """The title for therapists who read this."""
        return self.read(shelf).title or self.title

    def titles(self) -> list[str]:
        """Its id and every title it has in any language: all of them find it."""
        return [self.id, self.title, *(words.title for words in self.words.values() if words.title)]


def same_form(measures: Mapping[str, Measure], id: str) -> frozenset[str]:
    """The ids of this form, with and without its item of risk: one of them at a time is enough."""
    without = {m.id for m in measures.values() if m.instead == id}
    known = measures.get(id)
    return frozenset({id, *without, *([known.instead] if known and known.instead else ())})
