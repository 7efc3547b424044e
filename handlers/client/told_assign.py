"""An assignment arrives from a therapist's turn, or is made smaller, or was looked at in the room."""

from typing import Any

from handlers.client.people import client_of
from handlers.state import Client
from handlers.turn import Turn
from handlers.week_parts import Assignment


def assign(turn: Turn, data: dict[str, Any]) -> None:
    """Kept until it can be handed over, by its title in the client's language; its like that runs ends."""
    client = client_of(turn.person)
    item = Assignment(sent_at=turn.now, **data["assignment"])
    item.title = turn.house.title(item.title, turn.person)
    _end_same(client, item, turn.now)
    client.assignments.append(item)


def _end_same(client: Client, item: Assignment, now: int) -> None:
    for old in client.assignments:
        same = (old.therapist, old.activity) == (item.therapist, item.activity)
        if same and old.state != "ended":
            old.state, old.ended_at = "ended", now


TABLE = {"assign": assign}
