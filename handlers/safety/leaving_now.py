"""Leaving takes effect at once and everywhere; whoever works with the person hears once."""

from handlers.client import agreed, beside
from handlers.client.people import bonds
from handlers.talking import close
from handlers.turn import Bind, Turn

ENDS = frozenset(("joined", "joining", "invited"))


def leave(turn: Turn, told: str = "opted_out") -> None:
    """Nothing more goes out, on no channel, until START."""
    person = turn.person
    person.stopped_at, person.let_go_at = turn.now, 0
    turn.withdrawn.append("*")
    for talk in turn.talks:
        if talk is not turn.talk:
            close(turn, talk)
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "stopped"))
    if person.client is not None:
        person.client.let_go_at = 0  # a number that said stop is kept as one, also after a no
        if person.client.stage in ENDS:
            person.client.stage = "left"
        beside.end_all(turn)
        agreed.withdraw(turn)
        for bond in bonds(person.client):
            turn.tell(bond.therapist, told, client=person.id, channel=person.channel)
    beside.resign(turn)
    turn.audit(told, person.id)
