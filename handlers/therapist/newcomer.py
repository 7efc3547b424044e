"""A person who begins as a therapist."""

from typing import Any

from handlers.lock_parts import Lock
from handlers.state import Person, Therapist
from handlers.turn import House, Turn


def cast_therapist(house: House, id: str, name: str, zone: str, channel: str, now: int) -> Person:
    """A therapist who has joined."""
    person = Person(id, house.practice.id, name, zone, house.practice.language, channel, role="therapist")
    person.therapist = Therapist(joined_at=now, lock=Lock(excused=True))
    return person


def told_cast(turn: Turn, data: dict[str, Any]) -> None:
    """A rehearsal casts a client as a therapist too."""
    if turn.person.therapist is None:
        turn.person.therapist = Therapist(joined_at=turn.now, lock=Lock(excused=True))
