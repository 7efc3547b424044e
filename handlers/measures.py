"""Measures as plain data, and what their answers come to (CONTENT F13). Exact, and no conclusions.

A sum screens, it does not diagnose: bands and cuts are for a therapist's eyes, a client reads numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Repeat = Literal["once", "weekly", "fortnightly"]

DAYS: Mapping[str, int] = {"weekly": 7, "fortnightly": 14}
"""Days from one asking to the next."""

POINTS, PERCENT = 5, 20
"""A change of so many points, or of so much of the first sum, is marked; the therapist may set others.

Five points is a common rule of thumb for PHQ-9; people notice about a fifth from a moderate start (EXT-15).
"""

BLOCKS = "▁▂▃▄▅▆▇█"

Values = Sequence[int | None]
"""One answer for each item, in their order; None where it was passed over."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked. `label` is its short name where items are shown one by one."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What is read of a measure in one language; without `items` the practice loads them itself.

    `stem` stands before each item, `again` in its place on SMS from the second item on. `options` are the
    answers from `low` up; none means a scale. `difficulty` is the question that is not scored. `bands` and
    `cuts` name those of the measure in order, for the therapist alone.
    """

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

    def read(self, language: str) -> MeasureWords:
        """Its words in this language, English where it is missing there."""
        return self.words.get(language) or self.words.get("en") or MeasureWords()

    def has_text(self, language: str = "en") -> bool:
        """Whether it can be asked at all: a slot has no text until the practice loads it."""
        return bool(self.read(language).items)


@dataclass(frozen=True, slots=True)
class Band:
    """Where a sum lies in the published table: from, to, and the table's own word."""

    low: int
    high: int
    word: str


@dataclass(frozen=True, slots=True)
class Change:
    """From the first sum to the latest: how much, and which of the two marks it reaches."""

    difference: float
    points: bool
    percent: bool


def score(measure: Measure, values: Values) -> int | None:
    """The sum of all items; None for a measure without one, or when an item is missing.

    What is missing is never guessed. Raises ValueError for a number of answers, or an answer, that the
    measure does not have.
    """
    given = [value for value in values if value is not None]
    if len(values) != measure.asked or any(not measure.low <= value <= measure.high for value in given):
        raise ValueError("these are no answers to this measure")
    if not measure.total or len(given) < measure.asked:
        return None
    return sum(given) * measure.factor


def band(measure: Measure, total: float, language: str = "en") -> Band | None:
    """The band of a sum, None for a measure without bands. Raises ValueError for a sum it cannot have."""
    if not measure.lowest <= total <= measure.highest:
        raise ValueError("this measure has no such sum")
    names = measure.read(language).bands
    ends = (*(start - 1 for start in measure.bands[1:]), measure.highest)
    found = [Band(*one) for one in zip(measure.bands, ends, names, strict=True) if one[0] <= total]
    return found[-1] if found else None


def cuts(measure: Measure, total: float, language: str = "en") -> list[str]:
    """The names of the cut-offs this sum reaches."""
    named = zip(measure.cuts, measure.read(language).cuts, strict=True)
    return [name for cut, name in named if cut.reached(total)]


def change(first: float, latest: float, points: int = POINTS, percent: int = PERCENT) -> Change:
    """How far the latest is from the first; neither mark says better or worse.

    A percentage of nothing is none: from a first sum of 0 only points count.
    """
    difference = round(latest - first, 1)
    far = abs(difference)
    return Change(difference, far >= points, bool(first) and far * 100 >= percent * abs(first))


def spark(totals: Sequence[float], low: float, high: float) -> str:
    """A row of blocks, one for each sum, over the measure's whole range; "" for fewer than two."""
    if len(totals) < 2 or high <= low:
        return ""
    top = len(BLOCKS) - 1
    return "".join(BLOCKS[round(min(max((one - low) / (high - low), 0), 1) * top)] for one in totals)


def mean(values: Sequence[float]) -> float:
    """The mean to one decimal. Raises ZeroDivisionError for nothing."""
    return round(sum(values) / len(values), 1)
