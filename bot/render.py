"""A `Message` becomes words on a screen: rendered, labelled, with its buttons or digits."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from bot import calendar_file
from bot.channels.base import Command
from bot.channels.text import gsm7, segments
from handlers import spoken
from handlers.answers_choice import RATHER_NOT
from handlers.ask import Asked
from handlers.client.calendar import FILE as CALENDAR
from handlers.content import Option
from handlers.spoken import Role
from handlers.state import Person
from handlers.times import local
from handlers.turn import Message
from prompts.catalog import Catalog

SCALES = ("scale",)
MENUS = {
    "client": (
        "menu",
        "todo",
        "ask",
        "win",
        "note",
        "private",
        "low",
        "kept",
        "sees",
        "pause",
        "sos",
        "help",
    ),
    "therapist": (
        "clients",
        "assign",
        "invite",
        "summary",
        "questions",
        "letter",
        "session",
        "library",
        "lock",
        "help",
    ),
}
"""The commands shown in the menu beside the text field, by role."""

TEXT_FILE = "text:"
"""How a turn names a file by what stands in it."""

LONGEST_SMS = 3
"""Segments of the longest texts we send by SMS."""

LINE = 60
"""Numbered choices share a line up to this many characters on SMS."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text ready for the outbox, and the question with its words and labels as this person reads them."""

    kind: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    media: tuple[str, ...]
    asked: Asked | None


class Renderer:
    """Renders messages for one catalogue of prompts."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def render(self, message: Message, person: Person) -> Rendered:
        """The finished text in the person's language, for the person's channel."""
        args = localised(message.args, person.zone)
        language, channel = person.language, message.form or person.channel
        asked = message.asked
        codes = _codes(message, asked, channel) if asked else ()
        text = self._catalog.render(
            message.prompt,
            language,
            channel,
            args,
            variant=int(message.args.get("variant", 0)),
            codes=codes,
        )
        labels = self._options(message, asked, language, channel, args) if asked else ()
        if channel == "sms":
            text = with_digits(text, labels, asked.first) if asked and asked.kind not in SCALES else text
        if asked is not None:
            asked = replace(asked, options=labels, message=asked.message or text)
        refs = tuple((o.label, f"{message.talk}.{asked.turn}.{n}") for n, o in enumerate(labels) if asked)
        media = tuple(self._file(one, message, language, channel) for one in message.media)
        if channel != person.channel:  # a preview of SMS: the digits are what there is to choose with
            return Rendered(message.kind, gsm7(text), (), media, asked)
        return Rendered(message.kind, text, refs, media, asked)

    def _file(self, media: str, message: Message, language: str, channel: str) -> str:
        """What goes with the text, as channels take it; the words of a calendar are this language's."""
        if media != CALENDAR:
            return as_address(media)
        events = [{**one, "title": self._entry(one, language, channel)} for one in message.args["events"]]
        return calendar_file.as_media(events, message.args["made_at"])

    def _entry(self, event: Mapping[str, Any], language: str, channel: str) -> str:
        words = {"title": event["title"]}
        return self._catalog.labels("own_calendar/entry", (event["what"],), language, channel, words)[0]

    def said_late(self, text: str, person: Person) -> str:
        """The text behind the line that it comes late; on SMS only while it is no longer than texts are."""
        whole = self._catalog.render("catching_up/before", person.language, person.channel, {}) + "\n" + text
        if person.channel == "sms" and segments(whole).count > max(LONGEST_SMS, segments(text).count):
            return text
        return whole

    def commands(self, role: Role, language: str = "en") -> list[Command]:
        """The command menu of a role: words and what they do."""
        words = MENUS[role]
        labels = self._catalog.labels(f"commands/{role}", words, language, "telegram", {})
        shown = (spoken.shown(word, role, language) for word in words)
        return [Command(word, label) for word, label in zip(shown, labels, strict=True)]

    def _options(
        self, message: Message, asked: Asked, language: str, channel: str, args: Mapping[str, Any]
    ) -> tuple[Option, ...]:
        if asked.kind == "scale" and channel != "sms":
            return scale(int(asked.low), int(asked.high))
        codes = _codes(message, asked, channel)
        if not codes:
            return tuple(o for o in message.option_codes if isinstance(o, Option))
        labels = self._catalog.labels(message.prompt, codes, language, channel, args)
        named = dict(zip(codes, labels, strict=True))
        return tuple(o if isinstance(o, Option) else Option(o, named[o]) for o in message.option_codes)


def _codes(message: Message, asked: Asked, channel: str) -> tuple[str, ...]:
    """The options whose labels are prompts' own; a scale shows its numbers."""
    if asked.kind == "scale" and channel != "sms":
        return ()
    return tuple(o for o in message.option_codes if isinstance(o, str))


def as_address(media: str) -> str:
    """A file whose text a turn wrote, `text:TYPE;name=FILE,…`, as channels take it; any other as it is."""
    head, comma, text = media.partition(",")
    if not comma or not head.startswith(TEXT_FILE):
        return media
    return f"data:{head.removeprefix(TEXT_FILE)};base64,{b64encode(text.encode()).decode()}"


@lru_cache(maxsize=64)
def scale(low: int, high: int) -> tuple[Option, ...]:
    """A button for every number."""
    return tuple(Option(str(n), str(n)) for n in range(low, high + 1))


def digit(options: Sequence[Option], position: int, first: int = 1) -> str:
    """The digit of an option: its place from `first` on, and 0 for declining at the end of a long list."""
    declines = options[position].code in RATHER_NOT and len(options) > 5
    return "0" if declines and position == len(options) - 1 else str(position + first)


def with_digits(text: str, options: Sequence[Option], first: int = 1) -> str:
    """The text with its numbered choices below: as many on a line as fit, in their order."""
    lines = [text]
    for position, option in enumerate(options):
        choice = f"{digit(options, position, first)} {option.label}"
        if position and len(lines[-1]) + 2 + len(choice) <= LINE:
            lines[-1] += "  " + choice
        else:
            lines.append(choice)
    return "\n".join(lines)


def localised(args: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """Instants (`…_at`, epoch ms) as aware local times, so that prompts only format them."""
    return {key: _local(key, value, zone) for key, value in args.items()}


def _local(key: str, value: Any, zone: str) -> Any:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        instant = key == "at" or key.endswith("_at")
        return value if not instant else local(value, zone) if value else None
    if isinstance(value, list | tuple):
        return [_local("", v, zone) for v in value]
    return localised(value, zone) if isinstance(value, Mapping) else value
