"""A person who begins as a client: invited, or cast for a rehearsal."""

from typing import Any

from handlers.client.agreed import FULL, TEXTS
from handlers.sessions import Session
from handlers.state import Bond, Client, Person
from handlers.turn import House, Relate, Turn
from handlers.week_parts import Consent


def new_client(house: House, id: str, name: str, zone: str, channel: str) -> Person:
    """A client before anything is agreed."""
    practice = house.practice
    client = Client(hours=list(practice.client_hours), work_word=practice.work_word)
    return Person(id, practice.id, name, zone, practice.language, channel, client=client)


def joined_client(house: House, now: int) -> Client:
    """Somebody's side as a client who has joined and reads full texts."""
    practice = house.practice
    client = Client(hours=list(practice.client_hours), work_word=practice.work_word)
    client.stage, client.joined_at, client.discreet, client.last_reply_at = "joined", now, False, now
    return client


def consents(now: int, channel: str, by: str, *, discreet: bool) -> list[Consent]:
    """What somebody cast for a rehearsal has agreed to."""
    agreed = (TEXTS,) if discreet else (TEXTS, FULL)
    return [Consent(what, now, "rehearsal", channel, by) for what in agreed]


def told_cast(turn: Turn, data: dict[str, Any]) -> None:
    """A rehearsal casts somebody once more: as a client too, or of one more therapist."""
    person = turn.person
    if person.client is None:
        person.client = joined_client(turn.house, turn.now)
        person.client.discreet = data["discreet"]
    therapist = data["therapist"]
    if any(bond.therapist == therapist and not bond.ended_at for bond in person.client.bonds):
        return
    if not person.client.consents:
        person.client.consents = consents(turn.now, person.channel, therapist, discreet=data["discreet"])
    person.client.bonds.append(Bond(therapist, data["name"], data["session"], turn.now))
    turn.relates.append(Relate(therapist, person.id, "open"))


def cast_client(
    house: House,
    id: str,
    name: str,
    zone: str,
    channel: str,
    now: int,
    therapist: Person,
    session: Session | None,
    *,
    discreet: bool = False,
) -> Person:
    """A client who has joined, consented and been welcomed."""
    person = new_client(house, id, name, zone, channel)
    person.client = joined_client(house, now)
    person.client.discreet = discreet
    person.client.consents = consents(now, channel, therapist.id, discreet=discreet)
    person.client.bonds = [Bond(therapist.id, therapist.name, session, now)]
    return person
