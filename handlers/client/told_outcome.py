"""Whether a meeting took place, and a therapist's own notes, as the client's side keeps them."""

from typing import Any

from handlers.client.people import bonds, client_of
from handlers.records import THERAPIST_NOTE
from handlers.state import Bond
from handlers.turn import Turn


def outcome(turn: Turn, data: dict[str, Any]) -> None:
    """A meeting that did not take place: its week is not counted, and its list stands for the next."""
    client = client_of(turn.person)
    bond = next((b for b in bonds(client) if b.therapist == data["therapist"]), None)
    if bond is None or bond.session is None:
        return
    missed = data["happened"] == "missed"
    was_missed = bond.session.held.get(data["planned"]) == "missed"
    bond.session.held[data["planned"]] = data["happened"]
    for item in client.assignments:
        for closed in item.weeks if item.therapist == bond.therapist else ():
            if missed and closed.ended_at == data["at"]:
                closed.counted = False
    if missed and bond.week_from == data["at"]:
        take_up_again(bond)
        mine = [a for a in client.assignments if a.therapist == bond.therapist and a.state != "kept"]
        closed_one = any(a.passes != data["planned"] for a in mine)
        bond.weeks -= bool(bond.weeks and closed_one and not was_missed)


def put_aside(bond: Bond) -> None:
    """They have met: the session's list is done with, but can still be read."""
    bond.agenda_before, bond.asked_before = bond.agenda, bond.agenda_asked
    bond.agenda, bond.agenda_asked = [], False


def take_up_again(bond: Bond) -> None:
    """They have not met after all."""
    bond.agenda = [*bond.agenda_before, *(words for words in bond.agenda if words not in bond.agenda_before)]
    bond.agenda_before = []


def therapist_note(turn: Turn, data: dict[str, Any]) -> None:
    """A therapist's own note lies under the client's key, so that erasing the client erases it."""
    about = {"about": data["about"]} if data.get("about") else {}
    turn.keep(THERAPIST_NOTE, words=data["words"], therapist=data["therapist"], **about)


TABLE = {"outcome": outcome, THERAPIST_NOTE: therapist_note}
