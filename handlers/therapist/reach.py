"""Whether what is sent reaches a client now, later, or not at all, and what is said of that."""

from typing import Any

from handlers.state import Case, Client
from handlers.therapist.whom import client_side, wall_at
from handlers.times import inside, local, next_at
from handlers.turn import Turn


def what_happens_next(turn: Turn, case: Case) -> dict[str, Any]:
    """The name of what is said after Send, by how things stand with the client, and the moment it names."""
    person, client = turn.views[case.client].person, client_side(turn, case)
    if client.stage in ("invited", "joining"):
        return {"outcome": "kept"}
    if client.stage == "unsure":
        return {"outcome": "kept_word"}
    if client.stage != "joined":
        return {"outcome": "unreachable"}
    if person.stopped_at:
        return {"outcome": "stopped"}
    if client.held:
        return {"outcome": "held"}
    return when(turn, client, person.zone)


def when(turn: Turn, client: Client, zone: str, *, rests: bool = True) -> dict[str, Any]:
    """Whether a text reaches a client now (`sent`) or `later`; a rest counts (`paused`) if `rests`."""
    paused = rests and client.paused_until > turn.now
    opens = client.paused_until if paused else turn.now
    if not inside(local(opens, zone).time(), client.hours):
        opens = next_at(zone, opens, client.hours[0])
    if opens == turn.now:
        return {"outcome": "sent"}
    outcome = "paused" if paused else "later"
    return {"outcome": outcome, "until_at": wall_at(turn, opens, zone)}
