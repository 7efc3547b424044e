"""What the watcher knows: of a person after their last turn, and of a text as a turn wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.base import Failure

IN_FLIGHT = 3_000
"""A text that was taken up before STOP was committed may leave within its batch (`bot.pace`), in ms."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a person, after their last committed turn: what decides whether they may be texted."""

    stopped: bool
    since: int
    """When that was known to be committed (true time)."""
    turns: int
    """How many texts had been written by anybody until then."""
    client: bool
    bars: Mapping[str, int]
    """What bars everything that comes unasked, and since when that was known to be committed (true time)."""
    paused_until: int
    hours: tuple[str, str]
    zone: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text as a turn wrote it."""

    person: str
    kind: str
    not_after: int
    reply: bool
    at: int
    asked_for: str
    """The key of the message it answers, if it answers one."""
    number: int
    """How many texts had been written before it."""
    due: str = ""
    """What was due of which it came."""
    late_by: int = 0
    """How long that had been due, by the machine's clock."""
    fell_due: int = 0
    """When that was due, else when it was written (true time)."""
    channel: str = ""
    about: str = ""
    not_before: int = 0
    written: int = 0
    """When it was written (true time)."""


@dataclass(frozen=True, slots=True)
class Setback:
    """A try after which a text had not gone, or might not have: from when until when (true time), and why."""

    begun: int
    until: int
    failure: Failure
    retry_after: float | None
    wrong_by: int
    """How wrong the clock was then."""
