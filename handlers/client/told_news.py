"""An answer or a recap from the therapist, and what the person hears when something of theirs was lost."""

from typing import Any

from handlers.client import notices
from handlers.client.people import bonds, client_of
from handlers.sessions import previous_session
from handlers.state import Bond
from handlers.turn import Turn


def answer(turn: Turn, data: dict[str, Any]) -> None:
    """The therapist answered a question; `number` is the client's own count."""
    client = client_of(turn.person)
    asked = next((q for q in client.questions if q.number == data["number"]), None)
    if asked is None or asked.answered_at:
        return
    asked.answered_at, asked.answer = turn.now, data["answer"]
    turn.keep("answer", number=asked.number, words=data["answer"])
    notices.put(turn, "told_news/answer", therapist=_by(turn, data), asked=asked.words, words=data["answer"])


def recap(turn: Turn, data: dict[str, Any]) -> None:
    """What the two worked on, in the therapist's words; letters and TODO may draw on it (DESIGN §4.5)."""
    bond = _bond(turn, data)
    bond.recap, bond.recap_at = data["words"], turn.now
    turn.keep("recap", words=data["words"])
    if data["words"]:
        met = previous_session(bond.session, turn.person.zone, turn.now) if bond.session else None
        told = "told_news/recap" if met and met >= bond.since else "told_news/recap_unmet"
        notices.put(turn, told, therapist=bond.name, words=data["words"])


def _by(turn: Turn, data: dict[str, Any]) -> str:
    """Whose answer it is: the therapist's, or that of the colleague who covers."""
    covers = [
        c for b in bonds(client_of(turn.person)) for c in b.covers if c.therapist == data.get("therapist")
    ]
    return covers[-1].name if covers else _bond(turn, data).name


def _bond(turn: Turn, data: dict[str, Any]) -> Bond:
    them = bonds(client_of(turn.person))
    return next((b for b in them if b.therapist == data.get("therapist")), them[0])


def goal(turn: Turn, data: dict[str, Any]) -> None:
    """What the two work on, as the client put it; "" for none (CONTENT A-14)."""
    for bond in bonds(client_of(turn.person)):
        if bond.therapist == data["therapist"]:
            bond.goal = data["words"]


def nothing(turn: Turn, data: dict[str, Any]) -> None:
    """A turn only for its bookkeeping."""


def set_aside(turn: Turn, data: dict[str, Any]) -> None:
    """Something that came for this person could not be taken in three tries (DESIGN §3.2).

    What they sent themselves: say so, to a client with where to turn meanwhile; their therapists hear that it
    was lost. At the desk it is a fault of the program, and nothing else.
    """
    turn.unprompted = False
    if turn.person.client is not None and turn.person.role == "client":
        for bond in bonds(turn.person.client):
            turn.tell(bond.therapist, "not_taken", client=turn.person.id)
    if not data.get("said", True):
        return
    if turn.person.role == "therapist":
        turn.say("error", "desk/went_wrong")
        return
    code = turn.person.client.region if turn.person.client else ""
    region = turn.house.region(code, turn.person.language)
    turn.say("error", "told_news/set_aside", emergency=region.emergency, brief=region.brief)


def many(turn: Turn, data: dict[str, Any]) -> None:
    """They write faster than one can answer: all of it is kept and read together."""
    _about_pace(turn, "told_news/many")


def too_many(turn: Turn, data: dict[str, Any]) -> None:
    """They write more than can be kept: what comes now is not."""
    _about_pace(turn, "told_news/too_many")


def _about_pace(turn: Turn, prompt: str) -> None:
    """Only to those who are answered at all: not after STOP, not before a client has agreed."""
    client = turn.person.client
    unasked = client is not None and turn.person.role == "client" and client.stage != "joined"
    if not unasked and not turn.person.stopped_at:
        turn.unprompted = False
        turn.say("reply", prompt)


TABLE = {
    "answer": answer,
    "recap": recap,
    "goal": goal,
    "nothing": nothing,
    "set_aside": set_aside,
    "many": many,
    "too_many": too_many,
}
