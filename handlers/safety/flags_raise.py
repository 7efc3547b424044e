"""A flag on the client's side: what is unprompted rests, the words are kept, humans are told (SAFETY S3)."""

from handlers.client.activity import private_part
from handlers.client.people import client_of, told
from handlers.state import Client
from handlers.talk import Talk
from handlers.talking import close, suspend_open
from handlers.turn import Turn
from handlers.week_parts import Flag

NAMELESS = frozenset(("invited", "declined", "frozen"))
"""Stages in which the phone may be somebody else's: nothing on it names a therapist."""

KEPT = 40
"""Released flags beyond this number are in the audit only."""

PRIVATE_WORK = frozenset(("private", "ask"))
"""Work whose answers the client keeps back, or has not decided about yet."""


def raise_flag(turn: Turn, tier: int, source: str, words: str = "") -> Flag:
    """Note a signal and tell every therapist of an open relation. Tier 1 also holds everything unprompted.

    `source` says what it was: words, sos, or the name of a measure. Words are kept for tier 1 only: in
    tier 2 they go on as the answer they were.
    """
    client = client_of(turn.person)
    plain, private = private_part(words)
    private = private or client.stage in NAMELESS or _in_private_work(turn.open_talk())
    flag = Flag(next(turn.ids), tier, turn.now, source, private)
    settled = [f for f in client.flags if f.released_at]
    client.flags = [*settled[-KEPT:], *(f for f in client.flags if not f.released_at), flag]
    if tier == 1:
        hold(turn, client)
        if words:
            turn.keep("journal", words=plain, private=private, flag=flag.id)
    for bond in told(client):
        turn.tell(
            bond.therapist,
            "flag",
            client=turn.person.id,
            flag=flag.id,
            tier=tier,
            at=turn.now,
            source=source,
            private=private,
            former=bool(bond.ended_at),
        )
    turn.audit(f"flag_{tier}", turn.person.id)
    return flag


def hold(turn: Turn, client: Client) -> None:
    """Until `/release` nothing unprompted goes out, and nothing that was under way asks on."""
    client.held, client.pace_at = True, 0
    turn.withdrawn.append("*")
    suspend_open(turn)
    for talk in turn.talks:
        talk.gather_until = 0
        if talk.state == "waiting" and talk.args.get("kind") != "notice":
            close(turn, talk)


def _in_private_work(talk: Talk | None) -> bool:
    return talk is not None and talk.args.get("visibility") in PRIVATE_WORK
