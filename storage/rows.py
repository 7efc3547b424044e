"""The seam: what the store gives and takes, as plain data.

A `doc` is any dataclass or JSON-able object; the store encrypts it under the key of the person it
is *about*. `about_id` defaults to the person whose row it is. Instants are epoch ms UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, Literal, NamedTuple, TypeVar

P = TypeVar("P")
T = TypeVar("T")

Settled = Literal["sent", "queued", "failed", "expired", "dropped"]


CALLED_OFF = -1
"""The last moment of a text that is being sent while its reader says STOP."""

PUT_OFF = 0
"""The last moment of a text that is not to go now, and may come again."""


@dataclass(frozen=True, slots=True)
class TalkRow:
    """An open talk; `doc` is a saved talk."""

    id: str
    about_id: str
    script: str
    state: str
    doc: Any


@dataclass(frozen=True, slots=True)
class RecordRow:
    """Something that happened, kept as it was: a response, a journal entry, a report."""

    id: str
    kind: str
    at: int
    doc: Any
    about_id: str = ""


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One timed event of a person, unique per kind and scope. Later than `not_after`: never."""

    kind: str
    scope: str
    due_at: int
    not_after: int
    version: int


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A text to be sent.

    `urgent` skips the person's line, `reply` goes before unprompted texts of other people; neither
    changes the order of one person's other texts. `answers`: it answers what its person wrote or tapped;
    a reply by the clock does not.
    """

    id: str
    channel: str
    kind: str
    urgent: bool
    not_before: int
    not_after: int
    about_id: str
    doc: Any
    reply: bool = False
    answers: bool = False


@dataclass(frozen=True, slots=True)
class TellRow:
    """What a turn means for somebody else: `person_id` is who is to take it."""

    id: str
    person_id: str
    practice_id: str
    doc: Any
    about_id: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to whom: codes and opaque ids, never text."""

    actor: str
    action: str
    subject: str


@dataclass(frozen=True, slots=True)
class BindAddress:
    """This address is this person's (from now on in this state)."""

    channel: str
    address: str
    state: str


@dataclass(frozen=True, slots=True)
class UnbindAddress:
    """This address is nobody's any more."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class RelationRow:
    """Who may see whom: `open`, `ended`; for a time `cover` (a colleague), `former` (told of distress)."""

    therapist_id: str
    client_id: str
    state: str
    since: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class InviteRow:
    """A one-use code. It is stored as a keyed hash only."""

    code: str
    person_id: str
    role: str
    expires_at: int
    used_at: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity of this person's making; a `shared` one everybody of the practice may read.

    `part`: `published`, or `draft`, which is never shared.
    """

    id: str
    part: str
    shared: bool
    doc: Any


@dataclass(frozen=True, slots=True)
class OwnActivity:
    """An activity of the practice's own as stored. `owner` is "" once whoever made it is erased."""

    id: str
    part: str
    owner: str
    shared: bool
    doc: Any


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An event whose turn raised, waiting to be tried again."""

    id: str
    practice_id: str
    person_id: str
    doc: Any
    tries: int = 0
    created_at: int = 0


@dataclass(frozen=True, slots=True)
class LoadedPerson(Generic[P]):
    """A person as stored. `addresses` are (channel, address, state)."""

    id: str
    practice_id: str
    version: int
    doc: P
    talks: list[TalkRow]
    addresses: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnWrites:
    """Everything one turn changes: all of it or nothing.

    `refusals` are words that named nobody; the audit gets a mark of each, never the word.
    Using an invite ends every other one of this person.
    `expected_version` None makes a new person. `person` None leaves the document as it is.
    `drop_queued` names kinds of texts not yet sent that are withdrawn before this turn's own are
    queued (`"*"`: every kind; urgent ones always stay). `put_off` names kinds that go out no more either, and
    whose end is news, as of one that expired. `drop_activities` are (id, part). Drops happen
    before sets. `therapist`:
    whether the person is one, None to leave that as it is.
    """

    person_id: str
    practice_id: str
    expected_version: int | None
    at: int
    person: Any = None
    therapist: bool | None = None
    talks: Sequence[TalkRow] = ()
    drop_talks: Sequence[str] = ()
    records: Sequence[RecordRow] = ()
    drop_records: Sequence[str] = ()
    agenda_set: Sequence[AgendaRow] = ()
    agenda_drop: Sequence[tuple[str, str]] = ()
    outbox: Sequence[OutboxRow] = ()
    drop_queued: Sequence[str] = ()
    put_off: Sequence[str] = ()
    tells: Sequence[TellRow] = ()
    audits: Sequence[AuditRow] = ()
    refusals: Sequence[str] = ()
    seen: str | None = None
    addresses: Sequence[BindAddress | UnbindAddress] = ()
    relations: Sequence[RelationRow] = ()
    invites: Sequence[InviteRow] = ()
    drop_invites: bool = False
    used_invite: str | None = None
    done_tell: str | None = None
    done_inbox: Sequence[str] = ()
    activities: Sequence[ActivityRow] = ()
    drop_activities: Sequence[tuple[str, str]] = ()


class CommitResult(Enum):
    """What became of a turn. `DUPLICATE` and `CONFLICT` had no effect at all."""

    COMMITTED = "committed"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class OutgoingClaim:
    """A text to send now, leased under `fence`.

    `ambiguous`: an earlier lease ran out while it was being sent; it may have gone out. `address`
    is None when the person has none on the channel. `failure` names how the last try ended, if it did.
    `created_at`: no try was before it. From `leased_until` on it may be somebody else's. `overtaken`: a
    reply that may have gone out, to words the person has written more after since. `parts`: so many parts
    of it have gone already. `unasked`: nobody waits for it.
    """

    id: str
    practice_id: str
    person_id: str
    about_id: str
    number: int
    channel: str
    kind: str
    urgent: bool
    tries: int
    not_after: int
    address: str | None
    address_state: str
    fence: str
    ambiguous: bool
    doc: Any
    failure: str | None = None
    created_at: int = field(default=0, compare=False)
    leased_until: int = field(default=0, compare=False)
    overtaken: bool = False
    parts: int = 0
    unasked: bool = False

    @property
    def in_doubt(self) -> bool:
        """Whether it may have gone out already."""
        return self.ambiguous or self.failure == "ambiguous"


class Busy(NamedTuple):
    """What waits: events that were kept, agenda rows that are due, tells, texts to send or to look after."""

    kept: bool
    due: bool
    told: bool
    outgoing: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A sent text whose fate a provider reported, and whose state changed by it."""

    id: str
    practice_id: str
    person_id: str
    about_id: str
    channel: str
    kind: str
    created_at: int
    state: str
