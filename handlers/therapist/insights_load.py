"""How much is on somebody's plate, and whether its form fits their stage (CONTENT I-17, I-19)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.client.people import minutes
from handlers.content import Activity
from handlers.state import Case
from handlers.therapist.summary_week import Week
from handlers.turn import DAY
from handlers.week_parts import Assignment

PLENTY = 2
"""More required items than this at once are worth a line (003-19 Mateer, Glynn)."""

BEFORE = 14 * DAY
"""Load that rises is held against what ran so long ago."""

TIMES: dict[str, int] = {"once": 1, "3x": 3, "daily": 7}
"""How often a week, for minutes a week."""

EARLY = ("precontemplation", "contemplation")
"""Stages in which thinking and noticing come before doing (CONTENT A-42)."""

DOING = ("timer", "photo")
"""Kinds of step that have something done then and there."""

REFLECTIVE = ("edu", "self")
"""Kinds of activity that ask for noticing or reading, not for doing something new."""

LIGHT = ("low-load", "light", "start")
"""Tags of what is suggested first in an early stage."""


@dataclass(frozen=True, slots=True)
class Load:
    """I-17. `items` required at once, minutes a week now, agreed (0: nothing was) and two weeks ago.

    `many`, `over` and `rising` say which of the three rules holds; optional items are in none of them.
    """

    items: int
    minutes: int
    agreed: int
    before: int
    many: bool
    over: bool
    rising: bool

    @property
    def speaks(self) -> bool:
        """Whether there is anything to say."""
        return self.many or self.over or self.rising


def load(items: Sequence[Assignment], case: Case, now: int) -> Load:
    """I-17 over these assignments; `rising` only in the ending phase."""
    required = [a for a in items if not a.optional]
    running = [a for a in required if a.state != "ended"]
    total, before = weekly(running), weekly(_ran_at(required, now - BEFORE))
    return Load(
        items=len(running),
        minutes=total,
        agreed=case.minutes_agreed,
        before=before,
        many=len(running) > PLENTY,
        over=0 < case.minutes_agreed < total,
        rising=case.ending and total > before,
    )


def load_of(week: Week, case: Case) -> Load:
    """I-17 of the week that is read."""
    items = (a for a in week.client.assignments if a.therapist == week.bond.therapist)
    return load(list(items), case, week.seen_at)


def weekly(items: Iterable[Assignment]) -> int:
    """Minutes a week that these take, in the version agreed."""
    return sum(minutes(a) * TIMES[a.rhythm] for a in items)


def _ran_at(items: Sequence[Assignment], at: int) -> list[Assignment]:
    """What was there to do at this instant: delivered by then, and not ended."""
    return [a for a in items if 0 < a.delivered_at <= at and (a.state != "ended" or a.ended_at > at)]


def unfitting(case: Case, activity: Activity) -> bool:
    """I-19: something to be done anew, in a stage in which noticing comes first."""
    return case.stage in EARLY and activity.type not in REFLECTIVE


def reflective(activities: Iterable[Activity], near: Activity, most: int = 2) -> list[Activity]:
    """I-19: noticing or reading that is nearest to this activity by its tags, the light ones first.

    What is read and then tried at once is doing, whatever it is filed under.
    """
    fitting = [a for a in activities if a.type in REFLECTIVE and not a.guard and not _tries(a)]
    return sorted(fitting, key=lambda a: _distance(a, near))[:most]


def _tries(activity: Activity) -> bool:
    return any(step.kind in DOING for step in activity.steps)


def _distance(activity: Activity, near: Activity) -> tuple[int, int, str]:
    return (
        -len(set(activity.tags) & set(near.tags)),
        -len(set(activity.tags) & set(LIGHT)),
        activity.id,
    )
