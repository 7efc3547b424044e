"""An assignment arrives from a therapist's turn, with what the two agreed about it in the room."""

from typing import Any

from handlers.client import given_both, shared_card
from handlers.client.changes import keep_rating
from handlers.client.courses import step_with
from handlers.client.people import client_of
from handlers.state import Client
from handlers.turn import Turn
from handlers.week_parts import Assignment, Plan


def assign(turn: Turn, data: dict[str, Any]) -> None:
    """Kept until it can be handed over, by its title in the client's language; its like that runs ends."""
    client, item = client_of(turn.person), received(data["assignment"], turn.now)
    item.title = turn.house.title(item.title, turn.person)
    keep_rating(client.confidence, turn.now, item.id, item.plan.confidence)
    instead = _end_same(client, item, turn.now)
    client.assignments.append(item)
    if data.get("couple"):
        given_both.note(turn, data["couple"], item.id)
    if data.get("card"):
        shared_card.opened(turn, data["card"], item.id, item.title, instead)


def received(given: dict[str, Any], now: int) -> Assignment:
    """What came from the therapist's turn, with what was settled in the room as its plan."""
    about = dict(given)
    obstacle, confidence = about.pop("obstacle", ""), about.pop("confidence", None)
    moment = about.pop("moment", "")
    item = Assignment(sent_at=now, **about)
    if moment or obstacle or confidence is not None:
        item.plan = Plan(moment, obstacle, confidence, now)
    return item


GIVEN = (
    *("id", "therapist", "activity", "title", "minutes", "small_minutes", "avoidance_sensitive", "rhythm"),
    *("at", "note", "optional", "visibility", "small", "why", "act", "sign", "urge", "fill", "own"),
)


def given_again(item: Assignment) -> dict[str, Any]:
    """What was assigned as `assign` takes it, for whoever it goes to instead."""
    about = {"moment": item.plan.moment, "obstacle": item.plan.obstacle, "confidence": item.plan.confidence}
    return {**{part: getattr(item, part) for part in GIVEN}, **about}


def _end_same(client: Client, item: Assignment, now: int) -> list[str]:
    ended: list[str] = []
    for old in client.assignments:
        same = (old.therapist, old.activity) == (item.therapist, item.activity)
        if same and old.state != "ended":
            old.state, old.ended_at = "ended", now
            ended.append(old.id)
            _follow(client, old, item)
    return ended


def _follow(client: Client, old: Assignment, new: Assignment) -> None:
    """A step of a pathway whose activity is given anew, before it was done, goes by the new one."""
    found = step_with(client, old.id)
    if found is not None and not old.doings:
        found[1].assignment, new.gate = new.id, old.gate


TABLE = {"assign": assign}
