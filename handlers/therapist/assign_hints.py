"""What the assignment card hints at beside what goes out: gaps, load, stage (CONTENT I-17 to I-19, G-26)."""

from typing import Any

from handlers import shelf
from handlers.content import Activity
from handlers.state import Case
from handlers.therapist.assign import Draft
from handlers.therapist.assign_lint import hints
from handlers.therapist.insights_load import load, reflective, unfitting
from handlers.therapist.whom import client_side
from handlers.turn import Turn
from handlers.week_parts import Assignment

LITTLE = 3
"""Capacity from which down the smaller version is named."""

NO_HINTS: dict[str, Any] = {"gaps": [], "vague": "", "load": {}, "stage": "", "instead": [], "capacity": None}
"""A card that hints at nothing."""


def is_sensitive(draft: Draft, activity: Activity) -> bool:
    """Whether avoiding is the problem here: as the therapist said, else as the activity says."""
    said = draft["avoidance_sensitive"]
    return activity.avoidance_sensitive if said is None else bool(said)


def hints_of(turn: Turn, case: Case, draft: Draft, *, for_two: bool = False) -> dict[str, Any]:
    """What may be worth a look before Send; nothing here holds it back."""
    activity = shelf.activity(turn, draft["activity"])
    before = [a.activity for a in client_side(turn, case).assignments if a.therapist == turn.person.id]
    early = unfitting(case, activity)
    others = shelf.library(turn).values()
    small = draft["small"] or is_sensitive(draft, activity)
    little = case.capacity is not None and case.capacity <= LITTLE and not small
    return {
        **hints(draft, activity, before, for_two=for_two),
        "load": _load(turn, case, draft, activity),
        "stage": case.stage if early else "",
        "instead": [a.title for a in reflective(others, activity)] if early else [],
        "capacity": case.capacity if little else None,
    }


def _load(turn: Turn, case: Case, draft: Draft, activity: Activity) -> dict[str, Any]:
    """I-17 as it would be with this one; {} where it says nothing."""
    mine = [a for a in client_side(turn, case).assignments if a.therapist == turn.person.id]
    others = [a for a in mine if a.activity != activity.id or a.state == "ended"]
    found = load([*others, _as_sent(turn, draft, activity)], case, turn.now)
    if draft["optional"] or not found.speaks:
        return {}
    return load_words(found)


def load_words(found: Any) -> dict[str, Any]:
    """The numbers of I-17 a line may need."""
    names = ("items", "minutes", "agreed", "before", "many", "over", "rising")
    return {name: getattr(found, name) for name in names}


def _as_sent(turn: Turn, draft: Draft, activity: Activity) -> Assignment:
    made = Assignment(
        "", turn.person.id, activity.id, "", draft["rhythm"] or activity.rhythm, draft["at"], turn.now
    )
    made.minutes, made.small_minutes = draft["minutes"] or activity.minutes, activity.tiny_minutes
    made.small, made.optional = draft["small"], draft["optional"]
    return made
