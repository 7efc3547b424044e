"""What the watcher knows: of a person after their last turn, and of a text as a turn wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass


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
