"""What a week's doing shows, as numbers and the client's own words: no conclusions (CONTENT E2).

Every insight is a pure function of a `Week`; those over several weeks stand in `insights_pattern`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.answers_words import fold
from handlers.client import week as weeks
from handlers.client.people import agreed
from handlers.client.prompted import is_silent
from handlers.content import Activity
from handlers.sessions import next_session
from handlers.state import Case
from handlers.therapist.insights_compared import is_facing, rung, text_before
from handlers.therapist.summary_week import Week
from handlers.times import local
from handlers.turn import DAY
from handlers.week_parts import Assignment, Occurrence

ENOUGH_TO_SEE = 3
"""Fewer doings than this show no pattern."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """I-1. `of` is what was agreed, `asked` what was cued or done, `ahead` what is still to come.

    `rested`: its moment lay in a rest or a hold; `beside`: offered with another, and that one was done.
    """

    done: int
    part: int
    of: int
    asked: int
    ahead: int
    rested: int = 0
    beside: int = 0

    @property
    def never_cued(self) -> int:
        """Agreed, but the moment never came: not counted as missed."""
        return max(0, self.of - self.asked - self.ahead - self.rested - self.beside)

    @property
    def all_rest(self) -> bool:
        """Whether the whole week of it was at rest: then there is nothing to count."""
        return self.rested > 0 and not (self.asked or self.ahead or self.beside)

    @property
    def missed(self) -> int:
        """Cued and not begun."""
        return self.asked - self.done - self.part


def quantity(week: Week, item: Assignment) -> Quantity:
    """I-1 for one assignment: partial doing apart; uncued, at rest or beside another is not missed."""
    these = week.of(item)
    done, part = _states(these, "done"), _states(these, "part")
    asked = done + part + _states(these, "cued", "not_today")
    of = agreed(item.rhythm, len(these), done + part)
    rested = sum(_rests(week, o) for o in these)
    ahead = sum(_comes(week, o) for o in these)
    return Quantity(done, part, of, asked, ahead, rested, _states(these, "beside"))


def _rests(week: Week, one: Occurrence) -> bool:
    """Whether its moment fell, or falls, into a rest or a hold."""
    client = week.client
    rest_ends = max(client.paused_until, client.rested_until)
    return one.state == "planned" and (client.held or bool(client.pace_at) or one.planned_at < rest_ends)


def _comes(week: Week, one: Occurrence) -> bool:
    """Whether its cue is still to come: not one whose moment passed, nor after cues have ended."""
    ended = week.over or bool(week.person.stopped_at) or is_silent(week.client, week.now)
    late = one.planned_at + weeks.CUE_LATE <= week.now
    return one.state == "planned" and not (ended or late or _rests(week, one))


def _states(these: Sequence[Occurrence], *states: str) -> int:
    return sum(o.state in states for o in these)


def left(much: Quantity) -> int:
    """What was asked for and is not done: what lies ahead or was never put to them is no part of it."""
    return max(0, much.of - much.done - much.ahead - much.never_cued - much.rested - much.beside)


def least_done(week: Week) -> Assignment | None:
    """The required assignment with something left and the smallest share done, the one with less begun first.

    What was never cued has nothing left: it comes after all that was asked for and not done.
    """
    required = [a for a in week.mine() if not a.optional]
    asked = [a for a in required if quantity(week, a).asked]
    return min(asked or required, key=lambda a: _share(quantity(week, a)), default=None)


def _share(much: Quantity) -> tuple[bool, float, int]:
    return not left(much), much.done / max(1, much.of), much.part


def adherence(week: Week) -> float | None:
    """I-1 over the required items: done, and half of what was begun, of what was asked; None: nothing was."""
    required = [quantity(week, a) for a in week.mine() if not a.optional]
    asked = sum(q.asked for q in required)
    return sum(q.done + q.part / 2 for q in required) / asked if asked else None


@dataclass(frozen=True, slots=True)
class Quality:
    """I-2, apart from quantity and never from word counts: the client's ratings and the therapist's."""

    helpful: tuple[float, ...]
    difficulty: tuple[float, ...]
    engagement: tuple[float, ...]
    therapist: int | None


def quality(week: Week, item: Assignment, case: Case) -> Quality:
    """The ratings given after doing (0 to 10), and the therapist's own (0 to 4) of this item."""
    given = [int(q[1]) for q in case.quality if week.has(int(q[0])) and _is_about(q, item)]
    rated = {name: _numbers(week, item, f"post/{name}") for name in ("helpful", "difficulty", "engagement")}
    return Quality(**rated, therapist=given[-1] if given else None)


def _is_about(rating: Sequence[Any], item: Assignment) -> bool:
    """A rating is kept as [an instant of the week rated, number, assignment]; "" is the week as a whole."""
    return len(rating) > 2 and rating[2] == item.id


def of_the_week(week: Week, case: Case) -> int | None:
    """The therapist's latest rating of this week as a whole, where it is about no single item."""
    given = [int(q[1]) for q in case.quality if week.has(int(q[0])) and not any(q[2:])]
    return given[-1] if given else None


def rated_item(week: Week) -> str:
    """What a rating of this week is about: the one item of which something was done; "" for several."""
    begun = [a.id for a in week.mine() if (much := quantity(week, a)).done or much.part]
    return begun[0] if len(begun) == 1 else ""


def _numbers(week: Week, item: Assignment, step: str) -> tuple[float, ...]:
    answers = (e.doc["value"] for e in week.responses(item) if e.doc.get("step") == step)
    return tuple(v for v in answers if isinstance(v, int | float))


@dataclass(frozen=True, slots=True)
class When:
    """I-3. `band` is the part of the day it works in, `weekday_at` a doing on the day it works on (0: none).

    `days_to_begin`: whole days from delivery to the first doing, where that lies in this week; else 0.
    """

    band: str
    weekday_at: int
    days_to_begin: int
    last_evening: bool


def when(week: Week, item: Assignment) -> When:
    """I-3: over four weeks, where at least three doings fall together; whether all came at the end."""
    zone, since = week.person.zone, week.now - 28 * DAY
    done = [
        o.done_at for o in item.occurrences if o.state == "done" and not o.logged_late and o.done_at >= since
    ]
    days = [local(at, zone).weekday() for at in done]
    usual, first = _common(days), min((o.done_at for o in item.occurrences if o.done_at), default=0)
    return When(
        band=_common([_band(local(at, zone).hour) for at in done]) or "",
        weekday_at=max((at for at, day in zip(done, days, strict=True) if day == usual), default=0),
        days_to_begin=(first - item.delivered_at) // DAY if week.has(first) else 0,
        last_evening=_last_evening(week, item),
    )


def _band(hour: int) -> str:
    return "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"


def _common(found: Sequence[Any]) -> Any:
    """What at least three, and at least three in four of them, have in common."""
    if not found:
        return None
    value, times = Counter(found).most_common(1)[0]
    return value if times >= ENOUGH_TO_SEE and times * 4 >= len(found) * 3 else None


def _last_evening(week: Week, item: Assignment) -> bool:
    done = [o.done_at for o in week.of(item) if o.state == "done"]
    meets = next_session(week.bond.session, week.person.zone, week.seen_at - 1) if week.bond.session else None
    if len(done) < 2 or meets is None:
        return False
    return min(done) >= weeks.evening_at(week.person, meets)


def what_helped(week: Week, item: Assignment | None = None) -> list[tuple[str, int]]:
    """I-4: what made it happen, in the client's choice of words, most often first."""
    told = [
        e.doc["helped"] if e.kind == "helped" else e.doc["value"]
        for e in week.said("helped", "response")
        if (item is None or e.doc.get("assignment") == item.id)
        and (e.kind == "helped" or e.doc.get("step") == "post/helped")
    ]
    return Counter(str(one) for one in told).most_common()


@dataclass(frozen=True, slots=True)
class Ratings:
    """I-15 within a week: one scale over its doings. `same` is None where nothing says what was rated."""

    step: str
    values: tuple[tuple[int, float], ...]
    same: bool | None


def ratings(week: Week, item: Assignment, activity: Activity) -> list[Ratings]:
    """The scales of an activity as answered, with when; compared only where the rated words are the same."""
    scales = [s.key for s in activity.steps if s.kind in ("scale", "number")]
    texts = {s.key: text_before(activity, s.key) for s in activity.steps}
    found = []
    for step in scales:
        answers = [e for e in week.responses(item) if e.doc.get("step") == step]
        values = tuple((e.at, e.doc["value"]) for e in answers if isinstance(e.doc["value"], int | float))
        if values:
            same = (
                _same_rung(item, activity, answers)
                if is_facing(activity)
                else _same_words(week, item, answers, texts[step])
            )
            found.append(Ratings(step, values, same))
    return found


def _same_words(week: Week, item: Assignment, answers: Sequence[Any], text: str) -> bool | None:
    """Whether all these ratings are about the same words; None where they name nothing."""
    if len(answers) < 2 or not text:
        return None
    about = {
        e.doc.get("occurrence"): e.doc["words"] for e in week.responses(item) if e.doc.get("step") == text
    }
    words = [fold(str(about.get(e.doc.get("occurrence"), ""))) for e in answers]
    return len(set(words)) == 1 if all(words) else None


def _same_rung(item: Assignment, activity: Activity, answers: Sequence[Any]) -> bool | None:
    """One assignment is one rung or place, whatever was expected of it; None where none was named."""
    return True if len(answers) > 1 and rung(item, activity) else None
