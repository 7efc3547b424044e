"""A client in the states a message can find them in."""

from functools import cache

from handlers.events import Due
from tests.desk import Desk, Said, client

ITEM = {
    "id": "a1",
    "therapist": "ada",
    "activity": "cbt-record",
    "title": "Thought record",
    "rhythm": "3x",
    "at": "19:00",
    "minutes": 8,
}


def due(desk: Desk, kind: str) -> list[Said]:
    """Take the agenda row of this kind at its time."""
    row = next(r for r in desk.person.agenda if r.kind == kind)
    desk.now = max(desk.now, row.due_at)
    return desk.take(Due(row.kind, row.scope, row.version, row.due_at))


def assigned() -> Desk:
    """A client with one assignment whose delivery was left alone."""
    desk = client()
    desk.told("assign", assignment=ITEM)
    due(desk, "deliver")
    desk.talks = []
    return desk


def started() -> Desk:
    """In the first question of the activity, which takes any words."""
    desk = client()
    desk.told("assign", assignment=ITEM)
    due(desk, "deliver")
    desk.say("1")
    assert desk.asked().kind == "text"
    return desk


def at_scale() -> Desk:
    """In the activity, at a number."""
    desk = started()
    for words in ("at work", "i am useless"):
        desk.say(words)
        row = next((r for r in desk.person.agenda if r.kind == "gather"), None)
        if row is not None:
            due(desk, "gather")
    assert desk.asked().kind == "scale"
    return desk


def cued() -> Desk:
    """At a cue nobody has answered."""
    desk = assigned()
    due(desk, "cue")
    assert desk.open_talk() is not None
    return desk


def paused() -> Desk:
    """Resting."""
    desk = assigned()
    desk.say("pause 10d")
    return desk


def joining() -> Desk:
    """Invited, and at the first question of the welcome."""
    desk = client()
    desk.client.stage = "invited"
    desk.told("invited", **INVITED)
    desk.say("yes")
    return desk


INVITED = {
    "name": "Sam",
    "zone": "Europe/London",
    "channel": "sms",
    "phone": "+447700900001",
    "word": "heron",
    "therapist": "ada",
    "therapist_name": "Ada Okafor",
    "session": None,
}
STATES = {f.__name__: cache(f) for f in (client, assigned, cued, started, at_scale, paused, joining)}


def in_state(name: str) -> Desk:
    """A fresh copy of this state."""
    return STATES[name]().copy()


def told_words(desk: Desk) -> list[str]:
    """The kinds of records that hold a person's words."""
    return [e.kind for e in desk.records if e.doc.get("words")]
