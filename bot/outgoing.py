"""What stands in an outbox row: a rendered text with its buttons."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OutboxText:
    """One text as it will be sent. `buttons` are (label, data); `pin`: it stays in sight where that goes."""

    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    address: str = ""
    pin: bool = False
