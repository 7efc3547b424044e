"""A person who begins as a client: invited, or cast for a rehearsal."""

from handlers.sessions import Session
from handlers.state import Bond, Client, Person
from handlers.turn import House
from handlers.week_parts import Consent


def new_client(house: House, id: str, name: str, zone: str, channel: str) -> Person:
    """A client before anything is agreed."""
    practice = house.practice
    client = Client(hours=list(practice.client_hours), work_word=practice.work_word)
    return Person(id, practice.id, name, zone, practice.language, channel, client=client)


def cast_client(
    house: House,
    id: str,
    name: str,
    zone: str,
    channel: str,
    now: int,
    therapist: Person,
    session: Session | None,
) -> Person:
    """A client who has joined, consented and been welcomed."""
    person = new_client(house, id, name, zone, channel)
    assert person.client is not None
    person.client.stage, person.client.joined_at, person.client.discreet = "joined", now, False
    person.client.last_reply_at = now
    person.client.consents = [Consent("texts", now, "rehearsal", channel, therapist.id)]
    person.client.bonds = [Bond(therapist.id, therapist.name, session, now)]
    return person
