"""The plain-data arguments talks begin with: what was true when they opened."""

from typing import Any

from handlers.client import week
from handlers.client.activity import ONCE, activity_snapshot
from handlers.client.courses import place_of, step_with
from handlers.client.people import bond_with, client_of, counts, open_occurrence
from handlers.client.plan_words import line_of
from handlers.content import Activity
from handlers.state import Client
from handlers.times import local
from handlers.turn import DAY, Turn
from handlers.week_parts import Assignment

MONTH = 28 * DAY


def card(turn: Turn, item: Assignment) -> dict[str, Any]:
    """What a person reads about an assignment."""
    activity = turn.house.assigned(item, turn.person)
    bond = bond_with(client_of(turn.person), item.therapist)
    meeting = week.week_end(bond, item, turn.person.zone, turn.now) if bond.session else 0
    standing, small = counts(item), small_now(turn, item)
    return {
        "name": turn.person.name,
        "therapist": bond.name,
        "title": activity.client_title,
        "what": item.act or activity.what,
        "why": item.why or activity.why,
        "how": activity.how,
        "minutes": item.small_minutes if small else item.minutes,
        "full_minutes": item.minutes,
        "small_minutes": item.small_minutes,
        "small_words": activity.tiny_words,
        "rhythm": item.rhythm,
        "on_event": activity.on_event and item.rhythm == "once",
        "note": item.note,
        "optional": item.optional,
        "visibility": item.visibility,
        "small": small,
        "obstacle": "" if _why_this_time(item) else line_of(item.plan, today_of(turn)),
        "own_why": item.my_why if _why_this_time(item) else "",
        "moment": item.plan.moment,
        "sentence": sentence_of(activity, item),
        "avoidance_sensitive": item.avoidance_sensitive,
        "confirmed": bool(item.confirmed_at),
        "done": standing.done,
        "planned": standing.planned,
        "session_at": meeting,
        "pathway": place_of(client_of(turn.person), item.id),
        "passes": bool(item.passes) and week.passing(bond, item, turn.person.zone, turn.now),
        "goal": bond.goal,
        "work_word": client_of(turn.person).work_word or turn.house.practice.work_word,
        **with_partner(client_of(turn.person), item, needs_yes=activity.needs_yes),
    }


def sentence_of(activity: Activity, item: Assignment) -> str:
    """The client's own sentence that is to come back to them; "" while there is none (CONTENT A-70)."""
    keys = [step.key for step in activity.steps if step.keep == "intention"]
    return next((str(item.said[key]) for key in keys if item.said.get(key)), "")


def with_partner(client: Client, item: Assignment, *, needs_yes: bool) -> dict[str, Any]:
    """The other one of a couple: whose own yes it needs (A-76), with whom there is a shared card (G-34)."""
    pair = client.near.pair
    card = any(one.assignment == item.id for one in pair.cards) if pair else False
    name = item.fill.get("partner", "") or (pair.name if pair and card else "")
    return {"partner": name, "needs_yes": needs_yes, "shared_card": card}


def today_of(turn: Turn) -> str:
    """The person's own day, as an ISO date."""
    return local(turn.now, turn.person.zone).date().isoformat()


def small_now(turn: Turn, item: Assignment) -> bool:
    """Whether its small version is what is offered: agreed on, or because of a low day (CONTENT G-10).

    Where avoiding is the problem a low day changes no size: that is agreed on together (DESIGN §4.2).
    """
    low = today_of(turn) in client_of(turn.person).own.low_days
    return item.small or (low and not item.avoidance_sensitive)


def _why_this_time(item: Assignment) -> bool:
    """A cue has room for one line of the client's own: the plan and the why take turns."""
    return bool(item.my_why) and (not item.plan.obstacle or item.doings % 2 == 0)


def running(turn: Turn, item: Assignment, occurrence: str = "") -> dict[str, Any]:
    """What `run_activity` needs to run this assignment now."""
    bond = bond_with(client_of(turn.person), item.therapist)
    one, small = open_occurrence(item, turn.now), small_now(turn, item)
    larger = not small and item.small_minutes < item.minutes
    return {
        "assignment": item.id,
        "occurrence": occurrence or (one.id if one else ""),
        "activity": activity_snapshot(turn.house.assigned(item, turn.person)),
        "therapist": bond.name,
        "name": turn.person.name,
        "goal": bond.goal,
        "note": item.note,
        "visibility": item.visibility,
        "post": True,
        "nth": sum(o.state == "done" for o in item.occurrences),
        "daily": item.rhythm == "daily",
        "gate": item.gate,
        "small": small,
        "offer_small": larger and item.plan.size_open,
        "energy": larger and not item.avoidance_sensitive and client_of(turn.person).own.energy,
        "ask_once": () if item.rhythm == "once" else tuple(n for n in ONCE if n not in item.asked_once),
        "once_asked": len(item.asked_once),
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
        "zone": turn.person.zone,
        "avoidance_sensitive": item.avoidance_sensitive,
        "small": item.small,
        "small_steps": _small_steps(turn.house.assigned(item, turn.person)),
        "small_minutes": item.small_minutes,
        "several": item.rhythm != "once",
        "rulers": wants_rulers(client, turn.now),
        "agreed": _agreed(item),
    }
    may_pass = item.optional and step_with(client, item.id) is not None
    return running(turn, item) | {"plan": plan, "may_pass": may_pass}


def _agreed(item: Assignment) -> list[str]:
    """What was settled in the room and is not asked again (CONTENT F0)."""
    settled = {"likely": item.plan.confidence is not None, "obstacle": bool(item.plan.obstacle)}
    return [name for name, known in settled.items() if known]


def wants_rulers(client: Client, now: int) -> bool:
    """Whether to ask how important it is: from the second plan on, and not within four weeks of the last."""
    last = max((int(one[0]) for one in client.importance), default=0)
    return bool(client.confidence) and now - last >= MONTH


def _small_steps(activity: Activity) -> int:
    """How many questions the smaller version has."""
    return sum(
        step.key in activity.tiny and step.kind not in ("say", "media", "timer") for step in activity.steps
    )
