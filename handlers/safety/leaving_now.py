"""Leaving takes effect at once and everywhere; whoever works with the person hears once."""

from handlers.client import agreed, beside, own_side
from handlers.client.people import bonds
from handlers.talking import close
from handlers.turn import Bind, Turn

ENDS = frozenset(("joined", "joining", "invited"))


def leave_as_client(turn: Turn) -> str:
    """A therapist's own side as a client stops at once; what they are sent at work is asked about apart.

    Gives whose client they are, "" for nobody's.
    """
    client = turn.person.client
    with_whom = bonds(client) if client is not None and client.stage in ENDS else []
    if client is None or not with_whom:
        return ""
    client.stage, client.let_go_at = "left", 0
    beside.end_all(turn)
    own_side.withdraw(turn)
    own_side.close_all(turn)
    agreed.withdraw(turn)
    for bond in with_whom:
        turn.tell(bond.therapist, "opted_out", client=turn.person.id, channel=turn.person.channel)
    turn.audit("opted_out", turn.person.id)
    own_side.goes_back_to_work(turn)
    return with_whom[0].name


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
