"""Then and now, and what a step of facing something showed: only like with like (CONTENT I-15, I-16).

Numbers and the client's own words, never which way they ought to go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.answers_words import fold
from handlers.content import Activity
from handlers.filled import numbered
from handlers.therapist.summary_week import Week
from handlers.turn import Entry
from handlers.week_parts import Assignment

FACING = ("exposure", "ERP", "graded tasks")
"""Methods in which a step is faced on purpose; their steps are compared by the place or rung agreed."""

EXPECTED = ("expect",)
"""Steps in which the client says beforehand what will happen."""

BEFORE = ("before", "sight", "urge")
HIGHEST = ("highest", "during")
AFTER = ("now", "after")
"""Steps that rate the fear before, at its highest, and afterwards."""

HAPPENED = ("feared", "happened", "compared", "differed", "found", "noticed", "learned")


def is_facing(activity: Activity) -> bool:
    """Whether this activity is a step of facing something."""
    return any(method in activity.modality for method in FACING)


@dataclass(frozen=True, slots=True)
class ThenNow:
    """I-15. One scale or number about the same thing: what it was first and what it is now, with when."""

    step: str
    about: str
    first_at: int
    first: float
    last_at: int
    last: float


def then_and_now(week: Week, item: Assignment, activity: Activity) -> list[ThenNow]:
    """I-15: the earliest record at hand before this week against this week's latest, about the same words.

    Where nothing says what was rated, or no two records are about the same, there is no comparison.
    """
    known = _of_activity(week, item)
    found = []
    for step in (s.key for s in activity.steps if s.kind in ("scale", "number")):
        rated = [(e, _about(known, item, activity, e)) for e in known if _is_number(e, step)]
        now = [(e, about) for e, about in rated if week.has(e.at) and about]
        if not now:
            continue
        last, about = now[-1]
        before = [e for e, other in rated if fold(other) == fold(about) and e.at < week.since]
        if before:
            first = before[0]
            found.append(ThenNow(step, about, first.at, first.doc["value"], last.at, last.doc["value"]))
    return found


def _of_activity(week: Week, item: Assignment) -> list[Entry]:
    """The shared answers to this activity at hand, also of an earlier assignment of it, oldest first."""
    mine = (a for a in week.client.assignments if a.therapist == week.bond.therapist)
    ids = {a.id for a in mine if a.activity == item.activity}
    shared = (e for e in week.records if e.kind == "response" and not e.doc.get("private"))
    return sorted((e for e in shared if e.doc.get("assignment") in ids and e.at < week.until), key=_at)


def _at(entry: Entry) -> int:
    return entry.at


def _is_number(entry: Entry, step: str) -> bool:
    value = entry.doc.get("value")
    return entry.doc.get("step") == step and isinstance(value, int | float)


def _about(known: Sequence[Entry], item: Assignment, activity: Activity, entry: Entry) -> str:
    """What a rating is about: the rung or place agreed, else the words written just before it."""
    if is_facing(activity):
        return rung(item, activity) if entry.doc.get("assignment") == item.id else ""
    step = text_before(activity, str(entry.doc["step"]))
    doing = (entry.doc.get("assignment"), entry.doc.get("occurrence"))
    words = (
        str(e.doc.get("words", ""))
        for e in known
        if e.doc.get("step") == step and (e.doc.get("assignment"), e.doc.get("occurrence")) == doing
    )
    return next(words, "") if step else ""


def text_before(activity: Activity, step: str) -> str:
    """The key of the last thing put in words before this step; "" where there is none."""
    keys = [s.key for s in activity.steps]
    before = [s.key for s in activity.steps[: keys.index(step)] if s.kind == "text"]
    return before[-1] if before else ""


def rung(item: Assignment, activity: Activity) -> str:
    """The rung or place the two agreed on, as the assignment says it; lengths of time are not part of it."""
    places = (item.fill.get(blank.name, "") for blank in activity.fill if not numbered(activity, blank.name))
    return " · ".join(filter(None, (item.act, *places)))


@dataclass(frozen=True, slots=True)
class Learning:
    """I-16. One step faced: what was expected, the numbers (None: not asked), what came of it.

    `feared` is the client's own answer to whether it happened: `no`, `partly`, `it_did` or "" (not asked).
    """

    at: int
    rung: str
    expected: str
    before: float | None
    highest: float | None
    after: float | None
    feared: str
    found: str


def exposure_learning(week: Week, item: Assignment, activity: Activity) -> list[Learning]:
    """I-16: each step of this week in which a number or an expectation was given, oldest first."""
    if not is_facing(activity):
        return []
    by_doing: dict[Any, list[Entry]] = {}
    for entry in week.responses(item):
        by_doing.setdefault(entry.doc.get("occurrence"), []).append(entry)
    made = (_learning(entries, rung(item, activity)) for entries in by_doing.values())
    return [one for one in made if one.expected or one.before is not None or one.highest is not None]


def _learning(entries: Sequence[Entry], rung: str) -> Learning:
    answers = {str(e.doc.get("step")): e for e in entries}
    feared = answers.get("feared")
    return Learning(
        at=max(e.at for e in entries),
        rung=rung,
        expected=_words(answers, EXPECTED),
        before=_number(answers, BEFORE),
        highest=_number(answers, HIGHEST),
        after=_number(answers, AFTER),
        feared=str(feared.doc.get("value", "")) if feared else "",
        found=_words(answers, HAPPENED),
    )


def _words(answers: dict[str, Entry], steps: Sequence[str]) -> str:
    said = (str(answers[s].doc.get("words", "")) for s in steps if s in answers and s != "feared")
    return next(filter(None, said), "")


def _number(answers: dict[str, Entry], steps: Sequence[str]) -> float | None:
    given = (answers[s].doc["value"] for s in steps if s in answers and _is_number(answers[s], s))
    return next(given, None)
