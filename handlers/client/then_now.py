"""Then and now: the first and the latest number for the same thing (CONTENT G-16); and what is asked once.

Two numbers stand side by side only where the question and everything the client had named before it are the
same; what moves from one thing to another has no card.
"""

from dataclasses import asdict
from typing import Any

from handlers.answers_words import fold
from handlers.client.measures_seen import whole
from handlers.client.people import assignment as assigned
from handlers.client.people import client_of
from handlers.own_parts import Rating
from handlers.state import Client
from handlers.turn import DAY, Changes, Turn

APART = 21 * DAY
"""Sooner than this a number is no "then"."""

MOST = 40
SHOWN = 2
LONGEST_WHY = 200  # characters

changes = Changes()


def _same(client: Client, assignment: str, asked: str, about: str) -> Rating | None:
    """Also where the activity was given again since: an assignment ends after four weeks."""
    activity = _activity(client, assignment)
    fits = (one for one in client.own.ratings if (one.asked, fold(one.about)) == (asked, fold(about)))
    return next(
        (o for o in fits if o.assignment == assignment or (activity and o.activity == activity)), None
    )


def _activity(client: Client, assignment: str) -> str:
    item = assigned(client, assignment)
    return item.activity if item else ""


@changes.change(undo="unnote_rating")
def note_rating(turn: Turn, assignment: str, asked: str, about: str, value: float) -> dict[str, Any]:
    """Remember a number as the latest for what it is about, and as the first where there was none."""
    if not assignment:
        return {}
    client, value = client_of(turn.person), float(value)  # as it comes back from the store
    found = _same(client, assignment, asked, about)
    before = asdict(found) if found else None
    if found is None:
        both = (value, turn.now, value, turn.now)
        new = Rating(assignment, asked, about, *both, activity=_activity(client, assignment))
        client.own.ratings = [*client.own.ratings, new][-MOST:]
    else:
        found.last, found.last_at = value, turn.now
    return {"of": [assignment, asked, about], "before": before}


@changes.change()
def unnote_rating(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: the number before it is the latest again."""
    if not result:
        return
    client = client_of(turn.person)
    found = _same(client, *result["of"])
    if found is not None:
        client.own.ratings.remove(found)
        if result["before"]:
            client.own.ratings.append(Rating(**result["before"]))


def cards(client: Client) -> list[dict[str, Any]]:
    """The newest pairs that are far enough apart."""
    apart = [one for one in client.own.ratings if one.last_at - one.first_at >= APART]
    newest = sorted(apart, key=lambda one: -one.last_at)[:SHOWN]
    return [
        {"asked": one.asked, "about": one.about, "then": whole(one.first), "then_at": one.first_at}
        | {"now": whole(one.last)}
        for one in newest
    ]


@changes.change(undo="unasked_once")
def asked_once(turn: Turn, assignment: str, name: str, words: str) -> dict[str, Any]:
    """This question is not put again for this assignment; a why in the client's words is for the cues."""
    item = assigned(client_of(turn.person), assignment) if assignment else None
    if item is None:
        return {}
    before = {"assignment": assignment, "asked": list(item.asked_once), "why": item.my_why}
    item.asked_once = [*item.asked_once, name]
    if name == "own_why":
        item.my_why = words[:LONGEST_WHY]
    return before


@changes.change()
def unasked_once(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: as before the question."""
    item = assigned(client_of(turn.person), result["assignment"]) if result else None
    if item is not None:
        item.asked_once, item.my_why = list(result["asked"]), result["why"]
