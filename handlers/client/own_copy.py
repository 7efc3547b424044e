"""A copy of everything that is kept of a client, in their own hands (GDPR articles 15 and 20)."""

from typing import Any

from handlers.client.people import bonds, client_of
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.turn import Changes, Turn

changes = Changes()
OWN_COPY = "export:own"
"""Stands for the file until it is sent; it is made then and kept nowhere (`bot/export.py`)."""


def export(turn: Turn, rest: str) -> None:
    """On Telegram the file itself, after a word about who could open it; by SMS the practice does it."""
    if turn.person.channel == "telegram":
        begin(turn, "own_copy", {})
    else:
        turn.say("reply", "leaving_data/export", **ask_for_copy(turn))


def own_copy(ctx: Ctx) -> Script:
    """Whether the file may stand in this chat."""
    choice = yield Ask("leaving_data/copy", "choice", "reply", {}, ("send", "practice", "no"))
    if choice.value == "send":
        yield Do("note_copy")
        yield Say("leaving_data/copy_here", "reply", {}, media=(OWN_COPY,))
    elif choice.value == "practice":
        args = yield Do("ask_for_copy")
        yield Say("leaving_data/export", "reply", args)
    else:
        yield Say("menu/left", "reply")


@changes.change(undo="bar")
def note_copy(turn: Turn) -> dict[str, Any]:
    """That a copy was given out stands in the audit."""
    turn.audit("export", turn.person.id)
    return {}


@changes.change(undo="bar")
def ask_for_copy(turn: Turn) -> dict[str, Any]:
    """The request is recorded, and whoever works with them hears."""
    client = client_of(turn.person)
    for bond in bonds(client):
        turn.tell(bond.therapist, "export_asked", client=turn.person.id)
    turn.audit("export_asked", turn.person.id)
    return {"therapist": next((b.name for b in bonds(client)), "")}


SCRIPTS = {"own_copy": own_copy}
