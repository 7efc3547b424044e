"""What a turn means beyond its own person: tells, addresses, invitations, who may see whom."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tell:
    """What this turn means for somebody else; it is taken as that person's own turn."""

    person: str
    what: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bind:
    """An address becomes (or ceases to be) this person's. `state`: invited, active, dead, stopped, gone."""

    channel: str
    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Invite:
    """A one-use code that lets its holder join as this person, until `expires_at`."""

    code: str
    person: str
    role: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Relate:
    """Who may see whom: the therapist's relation to a client, and its state.

    `open` (only the client's own turn may say so) or `ended`; until an instant: `former`, a therapist told
    of distress after the end, and `cover`, a colleague while an open relation's therapist is away.
    """

    therapist: str
    client: str
    state: str
    until: int = 0
    since: int = 0
