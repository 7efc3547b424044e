"""What stays of a client whose words have been kept long enough (SAFETY §2, Retention row).

Who they are, with whom they worked and what they agreed to stays as proof; an open flag stays open.
"""

from dataclasses import replace
from typing import Any

from handlers.client import beside, own_side
from handlers.client.people import client_of
from handlers.state import Bond, Client
from handlers.turn import Turn

KEPT = (
    *("stage", "joined_at", "invited_at", "ended_at", "adult", "guardian", "consents", "invite_wording"),
    *("held", "hours", "discreet", "lock_word", "region", "work_word", "last_reply_at", "dead_channels"),
)
"""Fields without anybody's words about how it went: proof, standing, and how to reach them."""


def bare(client: Client) -> Client:
    """The same client without anything they or their therapist wrote."""
    kept = {name: getattr(client, name) for name in KEPT}
    bonds = [
        Bond(b.therapist, b.name, since=b.since, unheard=b.unheard, ended_at=b.ended_at) for b in client.bonds
    ]
    return replace(
        Client(), **kept, bonds=bonds, flags=[flag for flag in client.flags if not flag.released_at]
    )


def told(turn: Turn, data: dict[str, Any]) -> None:
    """The practice's time for keeping words is over for this client."""
    beside.end_all(turn)
    turn.person.client = bare(client_of(turn.person))
    own_side.close_all(turn)
    turn.audit("words_purged", turn.person.id)


def evidence(client: Client) -> frozenset[str]:
    """The flags whose words stay as long as nobody has released them."""
    return frozenset(flag.id for flag in client.flags if not flag.released_at)
