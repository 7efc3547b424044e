"""Who stands beside a client here: a partner who is a client too, and a supporter (CONTENT A-76, G-33, G-34).

Parts of the aggregates in `handlers/state.py`. Nothing of one person stands in another's but what is named
here: ids, names, and lines of a shared card on their way. Instants are epoch milliseconds UTC.
"""

from dataclasses import dataclass, field
from typing import Literal

from handlers.week_parts import Consent


@dataclass(slots=True)
class SharedCard:
    """One side of a shared card: what of this person's own is to stand on it, and what became of it.

    `at` is when it comes out, the same instant for both, whatever either did before. `approved_at` is 0
    while nothing is given. `sent`: this side's lines are on their way; `none`: there is no card this time.
    `earlier`: assignments whose card this one took over, when the same was given once more.
    """

    id: str
    title: str
    assignment: str
    at: int
    lines: list[str] = field(default_factory=list)
    approved_at: int = 0
    state: Literal["open", "sent", "shared", "none"] = "open"
    earlier: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Pair:
    """One side of a couple. `ending`: it is over, and this side hears of it at `tell_at`.

    `given`: the assignments both were given.
    """

    id: str
    partner: str
    name: str
    therapist: str
    therapist_name: str
    asked_at: int
    state: Literal["asked", "yes", "linked", "ending"] = "asked"
    tell_at: int = 0
    cards: list[SharedCard] = field(default_factory=list)
    given: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Supporter:
    """Somebody a client named, as the client's side knows them.

    `sent`: when something went to them, the newest ones. `shown`: whether the therapist may know that
    there is somebody. `muted`: what they write is not passed on.
    """

    id: str
    name: str
    asked_at: int
    until: int
    agreed_at: int = 0
    muted: bool = False
    shown: bool = False
    sent: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Near:
    """Both, on the client's side. `were`: with whom this chat was linked; they may still hold the name."""

    pair: Pair | None = None
    supporter: Supporter | None = None
    were: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Couple:
    """A couple as its therapist's side knows it: who was asked, who has said yes, since when it is linked."""

    id: str
    clients: list[str]
    asked_at: int
    yes: list[str] = field(default_factory=list)
    linked_at: int = 0


@dataclass(slots=True)
class CoupleRest:
    """Two whom this therapist cannot ask about a link again before `until`."""

    clients: list[str]
    until: int


@dataclass(slots=True)
class Supporting:
    """Somebody's side of being a supporter: whose, and whether they agreed.

    `cheer_until`: until when what they write is a cheer; 0 when nothing was sent that one could answer.
    `comes_at`: when the newest of what was sent goes out. `region`: whose numbers to call they are shown.
    """

    client: str
    name: str
    asked_at: int
    until: int
    agreed: Consent | None = None
    cheer_until: int = 0
    comes_at: int = 0
    region: str = ""


@dataclass(slots=True)
class Backing:
    """Somebody's side of being a therapist's backup contact: whose, and whether they agreed to it.

    `zones`: those their number may be in, where that is not one time of day.
    """

    therapist: str
    name: str
    asked_at: int
    invite_at: int = 0
    agreed: Consent | None = None
    zones: list[str] = field(default_factory=list)
