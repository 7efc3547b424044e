"""The registration pack: what carriers ask for before a number may text (10DLC, short codes, toll-free).

Every sample is the text the bot really sends, so what is registered and what goes out cannot drift apart.
Sources: CTIA Messaging Principles (call to action, confirmation, HELP, STOP, frequency, rates); the carriers'
campaign forms ask for the same under other names.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.config import Practice
from handlers.content import Region
from prompts.catalog import Catalog
from prompts.library import load_content, region_of

PURPOSE = (
    "Low-volume account texts to clients of a counselling practice who asked for them in person: reminders "
    "of what they agreed to do between two appointments, and answers to what they write. No marketing."
)
CONSENT = (
    "In the room the client says yes to being texted and is told a word. One text carries that word and asks "
    "for YES; without a YES within 7 days nothing more is ever sent. Consent, wording and time are recorded."
)
SAMPLES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("opt-in request", "joining/invite", {"word": "meadow"}),
    ("usual text", "discreet/new", {}),
    (
        "a text in full, once chosen",
        "cue/one",
        {"name": "Sam", "title": "Ten minutes outside", "minutes": 10, "optional": False, "obstacle": ""},
    ),
    ("answer to HELP", "help/client", {"therapist": "", "joined": True, "stopped": False}),
    ("answer to STOP", "optout/done", {}),
)


def pack(practice: Practice) -> Iterator[tuple[str, str]]:
    """(heading, words): everything the forms ask for, for this practice."""
    content = load_content()
    region = region_of(content.regions, practice.region, practice.language)
    lists = content.phrases.get(practice.language, content.phrases["en"])
    yield "use case", "account notifications, health care; about one text a day"
    yield "description", PURPOSE
    yield "opt-in (call to action)", CONSENT
    catalog = Catalog.load(at_once=False)
    for heading, prompt, args in SAMPLES:
        yield heading, catalog.render(prompt, practice.language, "sms", {**_numbers(region), **args})
    yield "words that stop", ", ".join(lists.opt_out.stop).upper()
    yield "links, phone numbers in texts", "no links; the numbers of public crisis lines"


def _numbers(region: Region) -> Mapping[str, Any]:
    return {
        "emergency": region.emergency,
        "lines": region.lines,
        "text_line": region.text_line,
        "brief": region.brief,
    }
