"""Once a relation has ended, the therapist holds nothing about the client any more (SAFETY §5, row 5)."""

from handlers.safety import flags
from handlers.talking import close
from handlers.turn import Turn

KEPT = frozenset((flags.TALK, flags.TAKEN))
"""A flag is a former therapist's as well, for as long as the store lets them see whose it is."""


def let_go(turn: Turn) -> None:
    """Close the talks about clients whose relation has ended: their buttons are old ones now.

    Nobody is in a group of somebody who is not their therapist any more.
    """
    if turn.person.therapist is None:
        return
    cases = turn.person.therapist.cases
    for case in cases:
        if case.ended_at:
            case.tags = []
    ended = {case.client for case in cases if case.ended_at} - {c.client for c in cases if not c.ended_at}
    for talk in turn.talks:
        if talk.about in ended and talk.script not in KEPT:
            close(turn, talk)
