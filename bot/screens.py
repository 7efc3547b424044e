"""What the people of a rehearsal see: their screens, and the buttons on them."""

import re
from dataclasses import dataclass, field


@dataclass(slots=True)
class Shown:
    """One message as it stood on somebody's screen."""

    channel: str
    text: str
    buttons: list[tuple[str, str]]


@dataclass(slots=True)
class Figure:
    """Somebody on stage: a person, or a stranger with an address."""

    name: str
    channel: str
    address: str
    screen: list[Shown] = field(default_factory=list)


def find_button(screen: list[Shown], label: str) -> tuple[Shown | None, str]:
    """The newest message with this button, by its whole label or else its beginning."""
    wanted = label.casefold()
    for fits in (str.__eq__, str.startswith):
        for message in reversed(screen):
            for text, data in message.buttons:
                if fits(text.casefold(), wanted):
                    return message, data
    return None, ""


def digit_of(message: Shown, label: str) -> str:
    """The digit before this label in the text of an SMS."""
    wanted = label.casefold()
    found = next(
        (
            t
            for fits in (str.__eq__, str.startswith)
            for t, _ in message.buttons
            if fits(t.casefold(), wanted)
        ),
        label,
    )
    match = re.search(r"(\d+) " + re.escape(found), message.text)
    return match.group(1) if match else label
