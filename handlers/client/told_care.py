"""What a therapist decides about the load: smaller, looked at together, a rest, an ending."""

from typing import Any

from handlers.client import beside, lost, measures_told, notices, own_side, told_pathway, week
from handlers.client.people import assignment, bonds, client_of
from handlers.turn import Turn

RESTS = frozenset(("invited", "joining", "joined"))
"""Stages in which a rest a therapist sets is kept."""


def shrink(turn: Turn, data: dict[str, Any]) -> None:
    """The smaller version from now on; one short notice, no question."""
    item = assignment(client_of(turn.person), data["assignment"])
    if item is None or item.state == "ended" or item.small:
        return
    item.small = item.small_offered = True
    item.small_at = turn.now
    if item.state == "active":
        small_words = turn.house.assigned(item, turn.person).tiny_words
        words = {"title": item.title, "small_words": small_words, "minutes": item.small_minutes}
        notices.put(turn, "care/shrunk", therapist=data["therapist"], **words)


def unshrink(turn: Turn, data: dict[str, Any]) -> None:
    """The therapist took it back: the full version, as before. A notice that has not gone out never does."""
    client = client_of(turn.person)
    item = assignment(client, data["assignment"])
    if item is None or item.state == "ended" or not item.small:
        return
    item.small = item.small_offered = False
    waiting = [n for n in client.notices if n["prompt"] == "care/shrunk" and n["args"]["title"] == item.title]
    client.notices = [n for n in client.notices if n not in waiting]
    if item.state == "active" and not waiting:
        notices.put(turn, "care/full_again", therapist=data["therapist"], title=item.title)


def insession(turn: Turn, data: dict[str, Any]) -> None:
    """It is looked at in the room: nothing about it counts as unexplored any more."""
    item = assignment(client_of(turn.person), data["assignment"])
    if item is not None:
        item.explored_at = turn.now


def pause(turn: Turn, data: dict[str, Any]) -> None:
    """A rest until then; a longer one of their own stays. Who has not joined hears of it on joining."""
    client = client_of(turn.person)
    if client.stage not in RESTS or data["until"] <= client.paused_until:
        return
    client.paused_until = data["until"]
    lost.call_off(turn)
    notices.put(turn, "care/paused", therapist=data["therapist"], until_at=data["until"])


def discharged(turn: Turn, data: dict[str, Any]) -> None:
    """The relation ends: assignments stop, one closing text is said, nothing unprompted comes after it."""
    client = client_of(turn.person)
    bond = next((b for b in bonds(client) if b.therapist == data["therapist"]), None)
    if bond is None:
        return
    bond.ended_at = turn.now
    told_pathway.end_all(turn, bond.therapist)
    beside.end_all(turn, bond.therapist)
    for item in client.assignments:
        if item.therapist == bond.therapist and item.state != "ended":
            item.state, item.ended_at = "ended", turn.now
    measures_told.end_all(turn, bond.therapist)
    if not bonds(client):
        client.ended_at, client.notices = turn.now, []
        beside.end_all(turn)
        own_side.close_all(turn)
    week.plan_all(turn.person, turn.now)
    notices.put(turn, "care/closing", therapist=bond.name, own=data["own"])
    turn.audit("discharged")


TABLE = {
    "shrink": shrink,
    "unshrink": unshrink,
    "insession": insession,
    "pause": pause,
    "discharged": discharged,
}
