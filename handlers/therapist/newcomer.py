"""A person who begins as a therapist."""

from handlers.state import Person, Therapist
from handlers.turn import House


def cast_therapist(house: House, id: str, name: str, zone: str, channel: str, now: int) -> Person:
    """A therapist who has joined."""
    person = Person(id, house.practice.id, name, zone, house.practice.language, channel, role="therapist")
    person.therapist = Therapist(joined_at=now)
    return person
