"""What can happen to a person. Every event, whatever its door, is taken as one turn.

All instants are epoch milliseconds UTC. `Told` carries what another person's turn meant for this one.
`chat` is where something was sent from, `channel:address`; "" means where this person's texts go.
"""

from dataclasses import dataclass, field
from typing import Any

from handlers.safety.hearing import Heard


@dataclass(frozen=True, slots=True)
class Text:
    """A message typed by the person. `sent_at` is the provider's time; `cut`: too long to keep whole.

    `heard`: what the lists recognised in `text`, where it was read at the door; never stored. `answered`:
    the card or the help text went out when it came, because the store was away (DESIGN §3.2).
    """

    text: str
    sent_at: int
    cut: bool = False
    chat: str = ""
    heard: Heard | None = field(default=None, compare=False, repr=False)
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Tap:
    """A button pressed: `talk` and `turn` name its question, `choice` its position from 0."""

    talk: str
    turn: int
    choice: int
    sent_at: int
    chat: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A photo, file or voice note. `file` is the channel's handle, `seconds` how long a voice note is.

    `answered`: as of a text, for its caption. `name` and `size` (bytes, 0 for unknown) are a file's;
    `content` is what stands in one that was fetched, `trouble` why it was not: big, away, no_text or shut.
    """

    mime: str
    file: str
    sent_at: int
    caption: str = ""
    seconds: int = 0
    chat: str = ""
    answered: bool = False
    name: str = ""
    size: int = 0
    content: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """An agenda row came due. A row whose `version` is no longer current is dropped silently."""

    kind: str
    scope: str
    version: int
    due_at: int


@dataclass(frozen=True, slots=True)
class Told:
    """Another person's turn (or the operator) says something to this person."""

    what: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody used a one-use code of this person from a chat."""

    channel: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """A text to this person failed for good; `failure` is one of the channel's names.

    `written_at`: the turn that wrote it, in epoch ms.
    """

    failure: str
    kind: str
    channel: str
    written_at: int = 0


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person ended (or resumed) the chat at the provider."""

    channel: str
    resumed: bool = False


Event = Text | Tap | Media | Due | Told | Joined | NotDelivered | Blocked
