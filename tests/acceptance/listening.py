"""Every text the bot makes while a test runs, judged by the language rules as the person reads it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

from bot.render import Rendered, Renderer, localised
from handlers.content import Option
from handlers.state import Person
from handlers.turn import Message
from prompts import gsm, style
from prompts.catalog import Catalog

_render = Renderer.render


class Heard(NamedTuple):
    """One text, whom it was for, and what the rules say of it."""

    prompt: str
    role: str
    channel: str
    text: str
    broken: list[str]
    media: tuple[str, ...]


@contextmanager
def listening() -> Iterator[list[Heard]]:
    """While it lasts, every text that is made is judged and noted."""
    heard: list[Heard] = []

    def render(renderer: Renderer, message: Message, person: Person) -> Rendered:
        rendered = _render(renderer, message, person)
        heard.append(_judged(renderer._catalog, message, person, rendered))
        return rendered

    with patch.object(Renderer, "render", render):
        yield heard


def _judged(catalog: Catalog, message: Message, person: Person, rendered: Rendered) -> Heard:
    """The rules as `interlude check` has them, on what was really said."""
    channel, args = message.form or person.channel, localised(message.args, person.zone)
    variant = int(message.args.get("variant", 0))
    text = catalog.render(message.prompt, person.language, channel, args, variant=variant)
    text = gsm.plain(text) if channel == "sms" else text  # as the channel sends it
    entry = catalog.entries(person.language)[message.prompt]
    labels = [] if rendered.asked is None else [one.label for one in rendered.asked.options]
    # Options that bring their words: somebody's own, or the library's, which `interlude check` reads.
    given = [one.label for one in message.option_codes if isinstance(one, Option)]
    found = style.check(
        text,
        kind=message.kind,
        channel=channel,
        language=person.language,
        options=[] if rendered.asked is not None and rendered.asked.kind == "scale" else labels,
        first_after_miss=entry.after_miss,
        audience=entry.audience,
        verbatim=[*given, *(gsm_or_not(w, channel) for n in entry.verbatim for w in _strings(args.get(n)))],
        limit=entry.limit,
    )
    broken = [f"{one.rule} {one.excerpt!r}" for one in found]
    return Heard(message.prompt, person.role, channel, text, broken, rendered.media)


def gsm_or_not(words: str, channel: str) -> str:
    """The words as this channel sends them."""
    return gsm.plain(words) if channel == "sms" else words


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
