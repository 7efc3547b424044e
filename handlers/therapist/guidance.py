"""One line of guidance at most, beside the data that calls for it, and not the same one twice (CONTENT E3).

About the work, never about the client: what it says stands in `guide_line` (prompts/en/insights.j2).
"""

from collections.abc import Callable, Sequence

from handlers.state import Case
from handlers.therapist import insights_pattern
from handlers.therapist.insights import Quantity, quantity
from handlers.therapist.summary_week import Week
from handlers.turn import DAY
from handlers.week_parts import Assignment

NOT_AGAIN = 28 * DAY
"""A line that was shown is not shown again so soon, but in the same week."""

KEPT = 24
DEPENDS_ON_SOMEBODY = "P9"
HARD_ON_SELF = frozenset(("T7", "E4", "E5"))
NOT_TALKED_ABOUT = "R1"


def guidance(week: Week, case: Case) -> str:
    """Which line fits this week, if any: the first whose rule holds and that was not shown lately.

    None beside a flag or a hold, and none beside the card of I-6, which asks enough.
    """
    if _other_things_first(week) or insights_pattern.goals_card(week, case):
        return ""
    shown = {str(code) for at, code in case.guided if week.now - int(at) < NOT_AGAIN and int(at) < week.since}
    fitting = (code for code, rule in RULES if rule(week, case))
    return next((code for code in fitting if code not in shown), "")


def note_guidance(case: Case, code: str, at: int) -> None:
    """It was shown."""
    case.guided = [*case.guided, [at, code]][-KEPT:]


def _other_things_first(week: Week) -> bool:
    flagged = any(not f.released_at or week.has(f.at) for f in week.client.flags)
    return flagged or week.client.held


def _codes(week: Week) -> set[str]:
    return {code for report in week.reports() for code in report.codes}


def _required(week: Week) -> Sequence[tuple[Assignment, Quantity]]:
    return [(a, quantity(week, a)) for a in week.mine() if not a.optional]


def _unexplored(week: Week) -> bool:
    """Something was missed, and nobody has looked at what was in the way."""
    looked = any(a.explored_at and week.has(a.explored_at) for a in week.mine())
    return any(much.missed > 0 for _, much in _required(week)) and not looked and not week.reports()


def _third_party(week: Week, case: Case) -> bool:
    return DEPENDS_ON_SOMEBODY in _codes(week)


def _exposure(week: Week, case: Case) -> bool:
    return any(item.avoidance_sensitive and much.missed > 0 for item, much in _required(week))


def _goals(week: Week, case: Case) -> bool:
    """The card of I-6 says it once; this is for the weeks after it."""
    return insights_pattern.two_empty_weeks(week)


def _understood(week: Week, case: Case) -> bool:
    return _unexplored(week) and insights_pattern.new_after_unexplored(case, week.now) > 0


def _opening(week: Week, case: Case) -> bool:
    nothing = not any(much.done or much.part for _, much in _required(week))
    return nothing and _unexplored(week)


def _taken(week: Week, case: Case) -> bool:
    return bool(_codes(week) & HARD_ON_SELF)


def _shared(week: Week, case: Case) -> bool:
    return NOT_TALKED_ABOUT in _codes(week) or insights_pattern.not_reviewed_twice(case)


RULES: Sequence[tuple[str, Callable[[Week, Case], bool]]] = (
    ("third_party", _third_party),
    ("exposure", _exposure),
    ("goals", _goals),
    ("understood", _understood),
    ("opening", _opening),
    ("taken", _taken),
    ("shared", _shared),
)
"""What calls for each line, the weightier ones first."""
