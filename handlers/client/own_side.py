"""Somebody who works here and is a client as well: what ends for them as a client leaves their work alone."""

from handlers.state import Person
from handlers.talk import Talk
from handlers.talking import close
from handlers.turn import Turn

OF_CLIENT = ("assignment", "step", "cue", "followup", "barrier", "completion", "journal", "wrapup", "measure")
"""Kinds of text that only ever go to a client; the others may be a therapist's."""


def works_here(person: Person) -> bool:
    """Whether this person is a therapist too: their chat and their flags are not only a client's."""
    return person.therapist is not None


def withdraw(turn: Turn) -> None:
    """What waits to be sent to them as a client is not sent any more."""
    turn.withdrawn.extend(OF_CLIENT if works_here(turn.person) else ("*",))


def mine(turn: Turn) -> list[Talk]:
    """Their talks as a client."""
    return [talk for talk in turn.talks if talk.script not in turn.house.desk]


def close_all(turn: Turn) -> None:
    """Every talk of theirs as a client ends, but the one that is speaking."""
    for talk in mine(turn):
        if talk is not turn.talk:
            close(turn, talk)


def goes_back_to_work(turn: Turn) -> None:
    """With nothing left to be said as a client, they are here as a therapist."""
    if works_here(turn.person):
        turn.person.role = "therapist"
