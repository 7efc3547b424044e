"""What both of a couple were given: it ends on each side with the link, the other's name with it (G-34).

Nobody is asked to turn to somebody they have just left, and nothing keeps a name after the link.
"""

from typing import Any

from handlers.client.people import client_of
from handlers.link_parts import Pair
from handlers.talk import Talk
from handlers.talking import close
from handlers.turn import Turn
from handlers.week_parts import Assignment

PARTNER = "partner"
"""The blank of an activity that is the other one's name."""


def note(turn: Turn, couple: str, item: str) -> None:
    """This assignment came for both of this couple."""
    pair = client_of(turn.person).near.pair
    if pair is not None and pair.state == "linked" and pair.id == couple:
        pair.given.append(item)


def end(turn: Turn, pair: Pair) -> None:
    """What both were given ends here, and the other's name stands in nothing that goes on."""
    client = client_of(turn.person)
    both = {*pair.given, *(card.assignment for card in pair.cards)}
    named = {item.id for item in client.assignments if item.fill.pop(PARTNER, "")}
    for item in client.assignments:
        if item.id in both and item.state != "ended":
            _end(item, turn.now)
    for course in client.courses:
        for step in course.steps:
            step.fill.pop(PARTNER, "")
    for talk in turn.talks:
        if talk is not turn.talk and _is_about(talk, both | named):
            close(turn, talk)


def _end(item: Assignment, now: int) -> None:
    item.state, item.ended_at, item.rest = "ended", now, None
    item.occurrences = [one for one in item.occurrences if one.state != "planned"]


def _is_about(talk: Talk, items: set[str]) -> bool:
    """Whether it holds any of these, alone or beside others."""
    return not items.isdisjoint(_assignments(talk.args))


def _assignments(value: Any) -> set[str]:
    """The assignments named anywhere in what a talk began with."""
    if isinstance(value, dict):
        own = {one} if isinstance(one := value.get("assignment"), str) else set()
        return own.union(*map(_assignments, value.values()))
    if isinstance(value, list | tuple):
        return set[str]().union(*map(_assignments, value))
    return set()
