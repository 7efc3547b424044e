"""What the answers to a measure come to (CONTENT F13). Exact, and no conclusions.

A sum screens, it does not diagnose: bands and cuts are for a therapist's eyes, a client reads numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.measures import Measure

POINTS, PERCENT = 5, 20
"""A change of so many points, or of so much of the first sum, is marked; the therapist may set others.

Five points is a common rule of thumb for PHQ-9; people notice about a fifth from a moderate start (EXT-15).
"""

BLOCKS = "▁▂▃▄▅▆▇█"

Values = Sequence[int | None]
"""One answer for each item, in their order; None where it was passed over."""


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
    if not measure.bands:
        return None
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
