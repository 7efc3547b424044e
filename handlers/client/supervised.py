"""A therapist of the practice as a client of another one (DESIGN §2): one person, one chat, two roles.

By a link, the invitation was made for somebody new: their turn passes it on to who brought it, and ends. By
text it goes to the number's owner at once. Only this person's own turn opens the relation.
"""

from dataclasses import asdict
from typing import Any

from handlers import roles
from handlers.client.brought_along import given_by, take_over
from handlers.client.inviting import send_or_wait
from handlers.client.joining import begin_welcome
from handlers.client.own_side import close_all, works_here
from handlers.client.people import bonds, client_of
from handlers.sessions import Session
from handlers.state import Bond, Client, Person
from handlers.turn import Relate, Turn

CANNOT = ("frozen", "unsure")
"""Stages from which only a human who knows them leads on."""


def may_be_brought(invited: Person, by: Person) -> bool:
    """Whether this invitation is for somebody new, brought by a therapist who did not make it."""
    client = invited.client
    if client is None or client.stage != "invited" or client.joined_at or by.therapist is None:
        return False
    mine = by.client is None or by.client.stage not in CANNOT
    made_by = {bond.therapist for bond in bonds(client)}
    return bool(made_by and by.therapist.joined_at and mine and by.id not in made_by)


def told_brought(turn: Turn, data: dict[str, Any]) -> None:
    """Whoever opened this invitation is here already: it is theirs from now on, and nobody waits here."""
    client, by = client_of(turn.person), data["by"]
    for bond in bonds(client):
        session = asdict(bond.session) if bond.session else None
        made = {"therapist": bond.therapist, "therapist_name": bond.name, "session": session}
        given = given_by(client, bond.therapist)
        turn.tell(by, "supervised", **made, instead=turn.person.id, word="", given=given)
        turn.relates.append(Relate(bond.therapist, turn.person.id, "ended"))
        bond.ended_at = turn.now
    client.stage, client.assignments, client.measures, client.courses = "declined", [], [], []
    close_all(turn)
    turn.audit("brought_by", by)


def told_supervised(turn: Turn, data: dict[str, Any]) -> None:
    """The invitation: opening the link answered it; by text it asks for the word of the room."""
    person, therapist = turn.person, data["therapist"]
    if not works_here(person):  # not any more: they can be invited like anybody
        turn.tell(therapist, "declined", client=data["instead"] or person.id)
        return
    if person.client is None:
        hours = list(turn.house.practice.client_hours)
        person.client = Client(hours=hours, work_word=turn.house.practice.work_word)
    client, known = person.client, {bond.therapist for bond in bonds(person.client)}
    stopped = bool(known) and client.stage == "left"
    if stopped:
        turn.unprompted = False  # it answers the link
        turn.say("reply", "joining/start_first")
    if therapist in known and not stopped:
        take_over(turn, data.get("given", {}))
    if stopped or therapist in known or (_is_in(client) and data["word"]):
        turn.tell(therapist, "declined", client=data["instead"] or ("" if therapist in known else person.id))
        return
    turn.relates.append(Relate(therapist, person.id, "open"))
    session = Session(**data["session"]) if data["session"] else None
    client.bonds.append(Bond(therapist, data["therapist_name"], session, turn.now))
    take_over(turn, data.get("given", {}))
    if data["instead"]:
        turn.tell(therapist, "same_person", client=data["instead"], same=person.id)
    turn.audit("supervised", therapist)
    if _is_in(client):
        _one_more(turn, client, therapist)
    else:
        roles.speaking_to(turn, "client", lambda: _begins(turn, client, data["word"]))


def _is_in(client: Client) -> bool:
    """Whether they are somebody's client now; after an end everything is asked anew."""
    return client.stage == "joined" and not client.ended_at


def _one_more(turn: Turn, client: Client, therapist: str) -> None:
    """Somebody's client already: what was agreed about texts holds for this one too."""
    about = {"channel": turn.person.channel, "discreet": client.discreet, "zone": turn.person.zone}
    turn.tell(therapist, "joined", client=turn.person.id, hours=list(client.hours), **about)
    turn.say("welcome", "joining/one_more", therapist=client.bonds[-1].name)


def _begins(turn: Turn, client: Client, word: str) -> None:
    client.ended_at, client.let_go_at, client.word = 0, 0, word
    client.invited_at, client.zones = turn.now, []
    turn.unprompted = bool(word)
    if word:
        client.stage = "invited"
        send_or_wait(turn, client)
    else:
        client.stage = "joining"
        begin_welcome(turn, client)


TOLD = {"brought": told_brought, "supervised": told_supervised}
