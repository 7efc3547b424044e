"""This is not me; a copy of what is kept; leaving for good (SAFETY §2, GDPR row)."""

from typing import Any

from handlers.client.joining import let_go_now
from handlers.client.people import bonds, client_of
from handlers.events import Due
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin, close
from handlers.turn import DAY, Changes, Turn

UNDO_FOR = DAY
changes = Changes()


def wrong(turn: Turn, rest: str) -> None:
    """Somebody else has this phone: nothing more is shown or sent, and the therapist hears."""
    client = client_of(turn.person)
    client.stage = "frozen"
    for talk in turn.talks:
        close(turn, talk)
    for bond in bonds(client):
        turn.tell(bond.therapist, "frozen", client=turn.person.id)
    turn.withdrawn.append("*")
    turn.audit("frozen", turn.person.id)
    turn.say("reply", "leaving_data/frozen")


def export(turn: Turn, rest: str) -> None:
    """A copy is handed over by the practice; the request is recorded."""
    client = client_of(turn.person)
    for bond in bonds(client):
        turn.tell(bond.therapist, "export_asked", client=turn.person.id)
    turn.audit("export_asked", turn.person.id)
    turn.say("reply", "leaving_data/export", therapist=next((b.name for b in bonds(client)), ""))


def delete(turn: Turn, rest: str) -> None:
    """Leaving for good: asked once, and a day to think it over."""
    begin(turn, "delete", {})


def delete_talk(ctx: Ctx) -> Script:
    """One question; a yes takes effect after a day."""
    answer = yield Ask("leaving_data/delete", "choice", "reply", {}, ("keep", "erase"))
    if answer.value == "erase":
        yield Do("ask_erasure")
    yield Say("leaving_data/asked" if answer.value == "erase" else "leaving_data/stays", "reply")


@changes.change(undo="bar")
def ask_erasure(turn: Turn) -> dict[str, Any]:
    """Record the request. From now on nothing comes unasked."""
    client_of(turn.person).erase_asked_at = turn.now
    turn.audit("erasure_asked", turn.person.id)
    return {}


def left(turn: Turn, due: Due) -> None:
    """The day is over: the relation ends here, and the practice is asked to erase what is kept."""
    client = client_of(turn.person)
    client.stage, client.erase_asked_at, client.ended_at = "left", 0, turn.now
    for talk in turn.talks:
        close(turn, talk)
    for bond in bonds(client):
        turn.tell(bond.therapist, "left", client=turn.person.id, erase=True)
    let_go_now(turn)
    turn.withdrawn.append("*")
    turn.audit("left", turn.person.id)


SCRIPTS = {"delete": delete_talk}
