"""What the people of a rehearsal see: their screens, and the buttons on them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from handlers.answers_words import plain
from handlers.talk import Talk


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


def still_shown(channel: str, talks: Iterable[Talk]) -> list[Shown]:
    """What stands on the screen of somebody a store knows already: their open questions."""
    shown = []
    for talk in sorted(talks, key=lambda talk: talk.opened_at):
        if asked := talk.asked:
            buttons = [(o.label, f"{talk.id}.{asked.turn}.{n}") for n, o in enumerate(asked.options)]
            shown.append(Shown(channel, asked.message, buttons))
    return shown


def find_button(screen: list[Shown], label: str) -> tuple[Shown | None, str]:
    """The newest message with this button, by its whole label or else its beginning."""
    wanted = plain(label)  # an SMS may have dropped accents that the label has elsewhere
    for fits in (str.__eq__, str.startswith):
        for message in reversed(screen):
            for text, data in message.buttons:
                if fits(plain(text), wanted):
                    return message, data
    return None, ""


def digit_of(message: Shown, label: str) -> str:
    """The digit before this label in the text of an SMS."""
    wanted = plain(label)
    found = next(
        (t for fits in (str.__eq__, str.startswith) for t, _ in message.buttons if fits(plain(t), wanted)),
        label,
    )
    match = re.search(r"(\d+) " + re.escape(found), message.text)
    return match.group(1) if match else label
