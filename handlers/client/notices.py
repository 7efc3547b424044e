"""Notices of a therapist's decisions, which need no answer: said inside the client's hours.

They wait for the end of a fresh talk, and for the end of a hold (SAFETY S4); a rest does not keep them,
since a meeting that is off is worth knowing.
"""

from collections.abc import Iterator
from typing import Any

from handlers.client.opened import closed
from handlers.client.people import client_of
from handlers.events import Due
from handlers.state import Client, Person, Timed
from handlers.talking import begin
from handlers.times import next_at, next_inside
from handlers.turn import DAY, HOUR, Turn

NOTICE_LATE = 48 * HOUR
AFTER_REST = (
    *("told_news/recap", "told_news/recap_unmet", "together"),
    *("couple/card", "couple/no_card_this_time", "couple/linked", "couple/not_now", "couple/ended"),
    *("couple_ask", "supporter/known", "supporter/gone", "supporter/cheer"),
)
"""What is no news of a meeting to come waits for the end of a rest."""

KEPT = ("couple/", "couple_ask", "together", "supporter/")
"""What was promised, asked once, or is somebody else's word is never stale."""

WHENEVER = 3650 * DAY


def put(turn: Turn, prompt: str, /, **args: Any) -> None:
    """Say this as soon as the client's hours allow."""
    put_by(turn, "", prompt, **args)


def put_tomorrow(turn: Turn, prompt: str, /) -> None:
    """Say this in the morning, so that its moment tells of nobody's doing."""
    put(turn, prompt)
    client = client_of(turn.person)
    client.notices[-1]["at"] = next_at(turn.person.zone, turn.now, client.hours[0])


def put_by(turn: Turn, about: str, prompt: str, /, *, beside: str = "", **args: Any) -> None:
    """The same for what holds somebody else's words: it stands under that person's key once it is said.

    `beside`: a talk that says it with a button, where one can be tapped.
    """
    one = {"id": next(turn.ids), "prompt": prompt, "args": args, "at": turn.now}
    one |= {"script": beside} if beside else {}
    client_of(turn.person).notices.append(one | ({"about": about} if about else {}))


def drop_about(turn: Turn, person: str) -> None:
    """What waits and holds this person's words is not said any more."""
    client = client_of(turn.person)
    client.notices = [one for one in client.notices if one.get("about") != person]


def ask(turn: Turn, script: str, args: dict[str, Any]) -> None:
    """Open this talk as soon as the client's hours allow."""
    client_of(turn.person).notices.append(
        {"id": next(turn.ids), "prompt": "", "args": args, "at": turn.now, "script": script}
    )


def rows(person: Person, client: Client) -> Iterator[Timed]:
    """One row for each notice; none during a hold."""
    if client.stage != "joined" or person.stopped_at or client.held:
        return
    for one in client.notices:
        what = one["prompt"] or one["script"]
        rested = max(client.paused_until, client.rested_until) if what in AFTER_REST else 0
        due = next_inside(person.zone, max(one["at"], rested), client.hours)
        late = WHENEVER if what.startswith(KEPT) else NOTICE_LATE
        yield Timed("decision", one["id"], due, due + late, 0)


def due(turn: Turn, due: Due) -> None:
    """The client's hours have come."""
    one = _taken(turn, due.scope)
    if one is None:
        return
    if one["prompt"] and one.get("script") and turn.person.channel != "sms" and not closed(turn):
        _beside(turn, one)
    elif not one["prompt"]:
        begin(turn, one["script"], one["args"], wait=closed(turn))
    else:
        turn.say("notice", one["prompt"], about=one.get("about", ""), **one["args"])


def _beside(turn: Turn, one: dict[str, Any]) -> None:
    """With its button, and nothing that is typed is an answer to it: what was asked before stays open."""
    before = turn.open_talk()
    talk = begin(turn, one["script"], one["args"], about=one.get("about", ""))
    talk.state = "suspended"
    if before is not None:
        before.state = "open"


def too_late(turn: Turn, due: Due) -> None:
    """Stale news is not said."""
    _taken(turn, due.scope)


def _taken(turn: Turn, id: str) -> dict[str, Any] | None:
    client = client_of(turn.person)
    found = next((one for one in client.notices if one["id"] == id), None)
    client.notices = [one for one in client.notices if one["id"] != id]
    return found
