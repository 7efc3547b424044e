"""What several weeks show: what was in the way, empty weeks, review, wins, questions, silence (CONTENT E2).

Thresholds are those of the table there; nothing here names a cause.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.client.prompted import quiet_from
from handlers.state import Case
from handlers.therapist.insights import adherence, quantity
from handlers.therapist.summary_week import Week
from handlers.times import local
from handlers.turn import DAY, HOUR
from handlers.week_parts import Assignment, Question, WeekCount

FOUR_WEEKS = 28 * DAY
SIX_WEEKS = 42 * DAY
A_REAL_WEEK = 5 * DAY
"""Meetings move: so many days between two are a week that can be empty."""

WAITS_LONG = 48 * HOUR
LOW_IMPORTANCE = 4
HIGH_IMPORTANCE = 7
SURE_ENOUGH = 7
HALF = 0.5
AFTER_DOING = "post/importance"
NO_REASON = "X"
"""The group of what names no kind of reason: left open, said in own words, done and logged late."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """I-5. `counts` are codes with how often in four weeks, `group` their commonest letter."""

    counts: tuple[tuple[str, int], ...]
    group: str
    across: bool


def barrier_pattern(week: Week) -> Pattern | None:
    """I-5: the same kind of reason more than once in four weeks; None otherwise.

    Own words are as many reasons as there are words: they are shown, and make no kind.
    """
    ids = {a.id for a in week.client.assignments if a.therapist == week.bond.therapist}
    recent = [
        r
        for r in week.client.reports
        if week.seen_at - r.at <= FOUR_WEEKS and r.assignment in ids and r.codes
    ]
    told = [(r.codes[0], r.assignment) for r in recent if r.codes[0][0] != NO_REASON and r.at < week.until]
    if len(told) < 2:
        return None
    groups = Counter(code[0] for code, _ in told)
    group, times = groups.most_common(1)[0]
    if times < 2:
        return None
    items = {item for code, item in told if code[0] == group}
    return Pattern(tuple(Counter(code for code, _ in told).most_common()), group, len(items) > 1)


def two_empty_weeks(week: Week) -> bool:
    """I-6: this week and the one before it without any attempt and without a word about it.

    What was added since has no week before: it hides nothing, and nothing of it may have been begun.
    """
    items = [a for a in week.mine() if not a.optional]
    older = [a for a in items if _week_before(week, a)]
    if not older or not all(_empty_now(week, a) and _empty_before(week, a) for a in older):
        return False
    begun = any(much.done or much.part for much in (quantity(week, a) for a in items))
    return not begun and not any(True for _ in week.responses()) and not week.reports()


def _empty_now(week: Week, item: Assignment) -> bool:
    now = quantity(week, item)
    return now.asked > 0 and not now.done and not now.part


def _week_before(week: Week, item: Assignment) -> WeekCount | None:
    before = [w for w in item.weeks if w.counted and w.ended_at <= week.since]
    return before[-1] if before else None


def _empty_before(week: Week, item: Assignment) -> bool:
    """Days before a first meeting, or between two that lie close, are no week."""
    last = _week_before(week, item)
    if last is None or (last.began_at and last.ended_at - last.began_at < A_REAL_WEEK):
        return False
    return last.planned > 0 and not (last.done or last.part or last.explored)


def goals_card(week: Week, case: Case) -> bool:
    """I-6, once: not again until something has been done since."""
    done = [o.done_at for a in week.mine() for o in a.occurrences if o.state in ("done", "part")]
    shown = case.goals_card_at and case.goals_card_at >= max(done, default=0)
    return two_empty_weeks(week) and not shown


def new_after_unexplored(case: Case, now: int) -> int:
    """I-7: how often something new followed an unexplored miss in six weeks."""
    return sum(now - at <= SIX_WEEKS for at in case.guard_news)


def not_reviewed_twice(case: Case) -> bool:
    """I-8: the last two answers after a session were no."""
    last = [answer for _, answer in case.discussed[-2:]]
    return last == ["no", "no"]


def waiting_questions(week: Week) -> list[tuple[Question, bool]]:
    """I-11: what nobody has answered, oldest first, and whether it has waited for more than 48 hours."""
    waiting = [q for q in week.client.questions if not q.answered_at]
    return [(q, week.now - q.at > WAITS_LONG) for q in sorted(waiting, key=lambda q: q.at)]


@dataclass(frozen=True, slots=True)
class Readiness:
    """I-12. Numbers as given, oldest first, when the latest came (0: none); the lines they may call for."""

    confidence: tuple[int, ...]
    importance: tuple[int, ...]
    another_target: bool
    what_would_help: bool
    smaller_first: bool
    sure_at: int = 0
    matters_at: int = 0


def readiness(week: Week) -> Readiness:
    """I-12: how sure and how important, before and now."""
    ids = {a.id for a in week.mine()}
    told = [(int(c[0]), int(c[2])) for c in week.client.confidence if c[1] in ids and int(c[0]) < week.until]
    given = _importance(week, ids)
    sure, matters = tuple(value for _, value in told), tuple(value for _, value in given)
    share = adherence(week)
    return Readiness(
        sure,
        matters,
        another_target=bool(matters) and matters[-1] <= LOW_IMPORTANCE,
        what_would_help=bool(matters)
        and matters[-1] >= HIGH_IMPORTANCE
        and share is not None
        and share < HALF,
        smaller_first=bool(sure) and sure[-1] < SURE_ENOUGH and not all(a.small for a in week.mine()),
        sure_at=told[-1][0] if told else 0,
        matters_at=given[-1][0] if given else 0,
    )


def _importance(week: Week, ids: set[str]) -> list[tuple[int, int]]:
    """When it was said how much it matters, with a plan or after doing, and the number; nothing private."""
    planned = ((int(at), int(value)) for at, item, value in week.client.importance if item in ids)
    answers = (e for e in week.records if e.kind == "response" and e.doc.get("step") == AFTER_DOING)
    shared = (e for e in answers if not e.doc.get("private") and e.doc.get("assignment") in ids)
    said = ((e.at, int(e.doc["value"])) for e in shared if isinstance(e.doc.get("value"), int | float))
    return [(at, value) for at, value in sorted((*planned, *said)) if at < week.until]


@dataclass(frozen=True, slots=True)
class Runs:
    """I-13. Days in a row with a dot, the most there were; dots in total; days away before coming back."""

    longest: int
    dots: int
    returned_after: int


def runs(week: Week) -> Runs:
    """I-13: runs only grow, and the first word after a week or more without one is named."""
    done = sorted(
        o.done_at for a in week.mine() for o in a.occurrences if o.state in ("done", "part") and o.done_at
    )
    days = sorted({local(at, week.person.zone).date().toordinal() for at in done})
    back = [int(gone) for at, gone in week.client.returns if week.has(int(at))]
    return Runs(_longest(days), week.client.dots, back[-1] if back else 0)


def _longest(days: Sequence[int]) -> int:
    best = run = 0
    before = None
    for day in days:
        run = run + 1 if before is not None and day == before + 1 else 1
        best, before = max(best, run), day
    return best


@dataclass(frozen=True, slots=True)
class Silence:
    """I-14. Whole days without a word, when the last cue went out (0: never), whether a rest came before.

    Days of a rest or a hold are no silence: after one the days count from its end.
    """

    days: int
    cued_at: int
    rested: bool = False


def silence(week: Week) -> Silence:
    """I-14: days since the last reply, whatever it was, or since the rest after it."""
    client = week.client
    since = quiet_from(client, week.now)
    cued_at = client.cue.at if client.cue else 0
    return Silence((week.now - since) // DAY if since else 0, cued_at, since > client.last_reply_at)
