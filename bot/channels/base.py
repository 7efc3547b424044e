"""What every channel is to the rest of the bot: parse inbound, send outbound, name failures.

A channel knows its provider and nothing else: not the engine, not the store, not the week.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from bot.channels.their_clock import TheirClock

ChannelName = Literal["telegram", "sms", "console"]


class Failure(Enum):
    """Why a text did not go out. The sender's policy per name is in `bot/sender.py`."""

    BLOCKED = "blocked"  # the person ended it at the provider: channel dead, therapist told once
    THROTTLED = "throttled"  # wait `retry_after`, then the same text again
    UNREACHABLE = "unreachable"  # number or chat does not exist (any more)
    REFUSED = "refused"  # the provider will never take this text: a bug of ours
    UNAVAILABLE = "unavailable"  # certainly not sent: retry on the ladder
    AMBIGUOUS = "ambiguous"  # may have been sent: counted, policy by kind


@dataclass(frozen=True, slots=True)
class Button:
    """One choice under a message. `data` comes back with the tap (at most 64 bytes)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text on its way out, already rendered. On SMS the digits stand in `text`.

    `ref` is our outbox id. `expires_in` is in seconds: the provider may not deliver later.
    `media` holds what goes with the text as `data:` addresses (`data:text/csv;name=week.csv;base64,…`)
    or, where the provider fetches it, as https addresses; SMS carries only the latter. `done`: how many of
    its parts went with an earlier try; sending goes on after them. `pin`: it is to stay in sight where the
    channel can do that.
    """

    ref: str
    address: str
    text: str
    buttons: tuple[Button, ...] = ()
    media: tuple[str, ...] = ()
    expires_in: int | None = None
    kind: str = ""
    done: int = 0
    pin: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it; `receipt` is its id for the message."""

    receipt: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """The provider did not take it, or we cannot know. `retry_after` is in seconds.

    `done`: how many parts of it the provider has taken, with this try and earlier ones.
    """

    failure: Failure
    retry_after: float | None = None
    code: str = ""  # the provider's own error code, for the log; never text
    done: int = 0


SendResult = Sent | NotSent


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that arrived. `key` makes it unique for ever; `sent_at` is provider time, epoch ms.

    kind `text`: `text`. `tap`: `text` is the button's data, `tap_id` answers the tap, `receipt`
    is the message the button stands on. `media`: `media` is the MIME type, `text` the caption,
    `file` the provider's handle; `title` and `size` (bytes) are a document's. `voice`: `seconds`. `status`:
    `receipt` and either delivered or `failure`; `ref` is our outbox id, known even before the receipt was
    stored. `part` is not 0 where it is of this part of a longer text and not of its last: then there is no
    `receipt`. `blocked` / `unblocked`: the person ended or resumed the chat at the provider. `cut`: the text
    was longer than the cap and its end is missing.
    """

    channel: ChannelName
    address: str
    key: str
    kind: Literal["text", "tap", "media", "voice", "status", "blocked", "unblocked"]
    sent_at: int
    text: str = ""
    tap_id: str = ""
    receipt: str = ""
    media: str = ""
    file: str = ""
    seconds: int = 0
    failure: Failure | None = None
    delivered: bool = False
    name: str = ""
    ref: str = ""
    cut: bool = False
    part: int = 0
    title: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of the command menu a person sees (Telegram)."""

    word: str
    description: str


class Channel(Protocol):
    """One provider, one bot or number."""

    name: ChannelName
    per_second: float

    def cost(self, message: Outgoing) -> int:
        """How many of `per_second` sending this takes."""
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, message: Outgoing) -> SendResult:
        """Hand one text to the provider; never raises for what the provider does."""
        ...

    async def after_tap(self, tap: Inbound, chosen: str) -> None:
        """Let the person see that the tap arrived: stop the spinner, leave only the choice."""
        ...


class Bringing(NamedTuple):
    """How a provider's webhooks to us go.

    `confirmed`: seconds since it last said that they come to our address. `waiting`: how much it holds that
    they have not brought. `failed_at`: when one last failed, epoch seconds; 0: never.
    """

    confirmed: float
    waiting: int
    failed_at: float


class Watched(Protocol):
    """Whatever asks a provider whether its webhooks arrive."""

    @property
    def bringing(self) -> Bringing | None:
        """What it said last; None while this process does not ask."""
        ...


@runtime_checkable
class Hooked(Protocol):
    """A channel whose provider can be asked whether its webhooks arrive."""

    @property
    def hook(self) -> Watched: ...


@runtime_checkable
class Dated(Protocol):
    """A channel whose provider says with its answers what time it is there."""

    @property
    def theirs(self) -> TheirClock: ...


@runtime_checkable
class Asks(Protocol):
    """A channel that may ask for what is new by itself."""

    @property
    def unanswered(self) -> float | None:
        """Seconds since it was last answered; None while this process does not ask."""
        ...


@runtime_checkable
class Probed(Protocol):
    """A channel whose provider can be asked whether it is there, without anybody seeing it."""

    async def answers(self) -> bool:
        """Whether it answered; never raises for what the provider does."""
        ...


@runtime_checkable
class HasMenu(Protocol):
    """A channel that can show a menu of commands."""

    async def set_commands(self, chat_id: str, commands: Sequence[Command]) -> None:
        """Show these commands in one chat."""
        ...


@runtime_checkable
class Forgets(Protocol):
    """A channel whose provider keeps messages that can be deleted there."""

    async def forget_all(self, address: str, receipts: Sequence[str]) -> bool:
        """Delete at the provider what was said to and by an address. Whether all that can go is gone."""
        ...


@runtime_checkable
class Lists(Protocol):
    """A channel whose provider can be asked afterwards what came and what went."""

    async def list_inbound(self, since: int) -> Sequence[Inbound]:
        """What came from `since` (epoch ms) on, oldest first, with the keys it has when it comes by itself.

        Raises ConnectionError.
        """
        ...

    async def list_failed(self, since: int) -> Sequence[Inbound]:
        """What did not arrive of all that was sent from `since` (epoch ms) on, as its reports say it.

        Raises ConnectionError.
        """
        ...

    async def sent_since(self, address: str, text: str, since: int) -> Sequence[str]:
        """The receipts of texts with these words sent to this address from `since` (epoch ms) on.

        Raises ConnectionError.
        """
        ...


@runtime_checkable
class HasNumbers(Protocol):
    """A channel that may text with other numbers tomorrow than today."""

    ours: set[str]
    """Every number that is known to be, or to have been, one of its own; whoever remembers them adds more."""


@runtime_checkable
class CanForget(Protocol):
    """A channel on which a message can be removed from the chat."""

    async def forget(self, inbound: Inbound) -> None:
        """Remove what somebody sent, or the message whose button they pressed; as well as it goes."""
        ...


@runtime_checkable
class Fetches(Protocol):
    """A channel on which a file that somebody sent can be fetched."""

    async def fetch(self, inbound: Inbound, most: int) -> bytes | None:
        """The file, at most `most` bytes of it; None when it is larger or cannot be had now."""
        ...


@dataclass(frozen=True, slots=True)
class WebRequest:
    """An HTTP request as a channel sees it, before any parsing.

    `path` is as received, with its query string. Header names may come in any case.
    """

    path: str
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, or nothing."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class WebReply:
    """What to answer: `inbound` is handled and committed first, then `status` is sent."""

    status: int
    inbound: tuple[Inbound, ...] = ()
    body: str = ""
    content_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)
