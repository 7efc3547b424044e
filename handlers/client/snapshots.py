"""The plain-data arguments talks begin with: what was true when they opened."""

from typing import Any

from handlers.client import week
from handlers.client.activity import activity_snapshot
from handlers.client.people import bond_with, client_of, counts, minutes, open_occurrence
from handlers.content import Activity
from handlers.turn import Turn
from handlers.week_parts import Assignment


def card(turn: Turn, item: Assignment) -> dict[str, Any]:
    """What a person reads about an assignment."""
    activity = turn.house.assigned(item, turn.person)
    bond = bond_with(client_of(turn.person), item.therapist)
    meeting = week.week_end(bond, item, turn.person.zone, turn.now) if bond.session else 0
    standing = counts(item)
    return {
        "name": turn.person.name,
        "therapist": bond.name,
        "title": activity.client_title,
        "what": item.act or activity.what,
        "why": item.why or activity.why,
        "how": activity.how,
        "minutes": minutes(item),
        "full_minutes": item.minutes,
        "small_minutes": item.small_minutes,
        "small_words": activity.tiny_words,
        "rhythm": item.rhythm,
        "note": item.note,
        "optional": item.optional,
        "visibility": item.visibility,
        "small": item.small,
        "obstacle": item.plan.obstacle,
        "moment": item.plan.moment,
        "avoidance_sensitive": item.avoidance_sensitive,
        "confirmed": bool(item.confirmed_at),
        "done": standing.done,
        "planned": standing.planned,
        "session_at": meeting,
        "passes": bool(item.passes) and week.passing(bond, item, turn.person.zone, turn.now),
        "goal": client_of(turn.person).goal,
        "work_word": client_of(turn.person).work_word or turn.house.practice.work_word,
    }


def running(turn: Turn, item: Assignment, occurrence: str = "") -> dict[str, Any]:
    """What `run_activity` needs to run this assignment now."""
    bond = bond_with(client_of(turn.person), item.therapist)
    one = open_occurrence(item, turn.now)
    return {
        "assignment": item.id,
        "occurrence": occurrence or (one.id if one else ""),
        "activity": activity_snapshot(turn.house.assigned(item, turn.person)),
        "therapist": bond.name,
        "name": turn.person.name,
        "goal": client_of(turn.person).goal,
        "note": item.note,
        "visibility": item.visibility,
        "post": True,
        "nth": sum(o.state == "done" for o in item.occurrences),
        "daily": item.rhythm == "daily",
        "small": item.small,
        "card": card(turn, item),
    }


def delivery(turn: Turn, item: Assignment) -> dict[str, Any]:
    """What the assignment talk begins with."""
    client = client_of(turn.person)
    plan = {
        "assignment": item.id,
        "therapist": bond_with(client, item.therapist).name,
        "at": week.cue_clock(turn.person, item),
        "hours": list(client.hours),
        "language": turn.person.language,
        "avoidance_sensitive": item.avoidance_sensitive,
        "small": item.small,
        "small_steps": _small_steps(turn.house.assigned(item, turn.person)),
        "small_minutes": item.small_minutes,
        "several": item.rhythm != "once",
    }
    return running(turn, item) | {"plan": plan}


def _small_steps(activity: Activity) -> int:
    """How many questions the smaller version has."""
    return sum(
        step.key in activity.tiny and step.kind not in ("say", "media", "timer") for step in activity.steps
    )
