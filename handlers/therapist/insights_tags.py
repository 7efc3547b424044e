"""The therapist's tags C1 to C4 of CONTENT B3: what reasons and measures of four weeks show together.

Hypotheses for the therapist alone, never shown or suggested to a client, and no conclusions. C5 is the flag
itself (`handlers/safety`), told at once and never here; C6 is I-20 (`insights_signs.drift`).
"""

from collections import Counter
from collections.abc import Iterator

from handlers.measure_parts import Given
from handlers.scores import change
from handlers.state import Case
from handlers.therapist.insights_pattern import FOUR_WEEKS
from handlers.therapist.insights_signs import A_WEEK, reports_of
from handlers.therapist.measure_trends import marks_of
from handlers.therapist.summary_week import Week
from handlers.week_parts import Report

SLOWED = frozenset(("P1", "P3", "E6"))
UNTIMELY = frozenset(("P1", "P2"))
STIRRED = frozenset(("E9", "E1"))
DESIGN = frozenset(("U1", "S1"))
"""Slipped, no time, drained; slipped, at a bad moment; stirred, afraid; not sure what to do, too big."""

LOWER_WITH = {"mood": -1, "who-5": -1, "phq-2": 1, "phq-8": 1, "phq-9": 1}
"""Measures of mood, and which way their sum goes when mood goes down."""

WEEKS, IN_WEEKS = 4, 3
AGAIN = 2


def tags(week: Week, case: Case) -> list[str]:
    """The tags whose rule holds now, by their codes; [] where there is nothing to say."""
    told = [r for r in reports_of(week) if r.codes]
    rules = {
        "C1": _with(told, SLOWED) and any(_falls(week, case, given) for given in _moods(week)),
        "C2": _in_many_weeks(week, [r for r in told if _with([r], UNTIMELY)]),
        "C3": _of_one(told, STIRRED),
        "C4": _of_one(told, DESIGN),
    }
    return [tag for tag, holds in rules.items() if holds]


def _with(told: list[Report], codes: frozenset[str]) -> bool:
    return any(codes.intersection(r.codes) for r in told)


def _moods(week: Week) -> Iterator[Given]:
    """This therapist's measures of mood."""
    theirs = (g for g in week.client.measures if g.therapist == week.bond.therapist)
    return (g for g in theirs if g.measure in LOWER_WITH)


def _falls(week: Week, case: Case, given: Given) -> bool:
    """C1: the latest of four weeks against the first of them, by the therapist's own marks of change."""
    recent = [r for r in given.results if r.at < week.until and week.seen_at - r.at <= FOUR_WEEKS]
    sums = [r.total for r in recent if r.total is not None]
    if len(sums) < AGAIN:
        return False
    found = change(sums[0], sums[-1], *marks_of(case))
    return (found.points or found.percent) and found.difference * LOWER_WITH[given.measure] > 0


def _in_many_weeks(week: Week, told: list[Report]) -> bool:
    """C2: three of the last four weeks, and more than one task among them."""
    weeks = {(week.seen_at - r.at) // A_WEEK for r in told}
    many = len({n for n in weeks if n < WEEKS}) >= IN_WEEKS
    return many and len({r.assignment for r in told}) > 1


def _of_one(told: list[Report], codes: frozenset[str]) -> bool:
    """C3, C4: twice about one and the same thing; whatever else a theme may be is not known here."""
    counted = Counter(r.title for r in told if codes.intersection(r.codes))
    return any(times >= AGAIN for times in counted.values())
