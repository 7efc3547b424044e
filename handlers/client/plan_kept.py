"""What a plan changes, answer by answer: nothing of it waits for the last question (CONTENT A-07)."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from handlers.client import agreement_changes, week
from handlers.client.asking import private_part
from handlers.client.changes import item_of, keep_rating
from handlers.client.people import bond_with, client_of
from handlers.client.plan_words import SURE_ENOUGH
from handlers.state import Person
from handlers.times import instant, local
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment, Plan

changes = Changes()


@changes.change(undo="unkeep_plan")
def keep_plan(turn: Turn, assignment: str, **given: Any) -> dict[str, Any]:
    """Keep what was just answered, and plan the week by it.

    `given`: any of `moment`, `day`, `at`, `confidence`, `small`, `obstacle`, `importance`.
    """
    item, client = item_of(turn, assignment), client_of(turn.person)
    was = {"at": item.at, "small": item.small, "plan": asdict(item.plan), "rated_at": turn.now}
    item.at, item.small = given.get("at", item.at), given.get("small", item.small)
    parts: dict[str, Any] = {n: private_part(given[n])[0] for n in ("moment", "obstacle") if n in given}
    parts.update({name: given[name] for name in ("day", "confidence") if name in given})
    item.plan = replace(item.plan, **parts, at=turn.now)
    item.plan.size_open = _size_open(item, given)
    keep_rating(client.confidence, turn.now, item.id, given.get("confidence"))
    keep_rating(client.importance, turn.now, item.id, given.get("importance"))
    if {"day", "at"} & set(given):
        week.plan(turn.person, item, turn.now)
    return {"assignment": assignment, **was}


def _size_open(item: Assignment, given: Mapping[str, Any]) -> bool:
    """Whether the smaller version is still to be offered: somebody is not so sure, and was not asked yet."""
    if "small" in given:
        return False
    if "confidence" not in given:
        return item.plan.size_open
    return given["confidence"] < SURE_ENOUGH and not item.avoidance_sensitive and not item.small


@changes.change()
def unkeep_plan(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: the plan is what it was."""
    item, client = item_of(turn, result["assignment"]), client_of(turn.person)
    item.at, item.small, item.plan = result["at"], result["small"], Plan(**result["plan"])
    for kept in (client.confidence, client.importance):
        kept[:] = [one for one in kept if one[:2] != [result["rated_at"], item.id]]
    week.plan(turn.person, item, turn.now)


@changes.change()
def set_plan(
    turn: Turn,
    assignment: str,
    moment: str,
    at: str,
    confidence: int | None,
    small: bool,
    obstacle: str,
    importance: int | None = None,
    day: str = "",
    was: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The plan is whole: it counts as agreed to; gives its first moment, and where its own day falls.

    `was`: the time and size before it; what the plan changed of them is an edit, which both see.
    """
    item = item_of(turn, assignment)
    (moment, own), (obstacle, also) = private_part(moment), private_part(obstacle)
    before = item.plan  # what the two agreed in the room holds until the client says something else
    sure = before.confidence if confidence is None else confidence
    item.small_at = turn.now if small and not item.small else item.small_at
    item.at, item.small = at, small
    item.plan = Plan(moment, obstacle or before.obstacle, sure, turn.now, day)
    item.confirmed_at = turn.now
    week.plan(turn.person, item, turn.now)
    kept = {"title": item.title, "moment": moment, "at": at, "obstacle": obstacle}
    turn.keep("plan", assignment=assignment, **kept, private=own or also)
    before_it = was or {"at": at, "small": small}
    sizes = [("small" if one else "full") for one in (before_it["small"], small)]
    agreement_changes.note(turn, item, [("at", before_it["at"], at), ("size", sizes[0], sizes[1])], sure)
    first_at = week.first_cue_at(turn.person, item, turn.now)
    return {"first_at": first_at, **falls(turn.person, item, first_at, turn.now)}


def falls(person: Person, item: Assignment, first_at: int, now: int) -> dict[str, Any]:
    """Whether the day the client named is another than that of the first reminder, and why.

    `after`: it comes after the next meeting. `no_cue`: none comes that day. `day_at` is its noon.
    """
    day, zone = item.plan.day, person.zone
    today = local(now, zone).date().isoformat()
    if day < today or (first_at and local(first_at, zone).date().isoformat() == day):
        return {"falls": "", "day_at": 0}
    noon = instant(date.fromisoformat(day), "12:00", zone)
    bond = bond_with(client_of(person), item.therapist)
    closes = local(week.week_end(bond, item, zone, now), zone).date().isoformat()
    return {"falls": "after" if bond.session and day > closes else "no_cue", "day_at": noon}
