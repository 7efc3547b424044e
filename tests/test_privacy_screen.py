"""What shows on a locked screen: neutral texts tell a stranger nothing, full ones no condition."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from handlers.client.opened import SHOWN_ANYWAY, shut
from handlers.turn import HOUR, Message, Turn
from prompts import style
from prompts.catalog import Catalog
from prompts.deny import denied, lexicon
from prompts.entries import CODES, Entry
from prompts.library import load_content
from prompts.style_rules import table
from tests.core_stage import playing
from tests.desk import Desk, surroundings
from tests.desk import client as desk_client
from tests.safety_stage import INVITE
from tests.world import ADA, Line, client, events

CATALOG = Catalog.load()
CHANNELS = ("telegram", "sms")
TITLES = [a.client_title for a in load_content().activities.values()]
NAMES = ["Ada", "Okafor", "Riverside", "Sam", "Kim", *TITLES]
PREVIEW = table()["preview"]
UNPROMPTED = frozenset(table()["unprompted"])
ASKED_FOR = SHOWN_ANYWAY - {"invite", "error"}
"""Kinds that only ever answer: somebody has the phone in hand and wrote just now."""


def to_clients() -> Iterator[tuple[str, Entry]]:
    """Every prompt a client may read, in every language there is."""
    for language in CATALOG.languages():
        for entry in CATALOG.entries(language).values():
            readers = {entry.audience or style.audience_of(kind) for kind in entry.kinds}
            if "client" in readers:
                yield language, entry


def shown(entry: Entry, language: str, channel: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every state of a prompt: its arguments, and its words with the labels of its options."""
    for sample in entry.samples or ({},):
        args = {name: value for name, value in sample.items() if name != CODES}
        labels = CATALOG.labels(entry.name, sample.get(CODES, tuple(entry.options)), language, channel, args)
        for variant in range(len(entry.wordings(channel, discreet=False))):
            text = CATALOG.render(entry.name, language, channel, args, variant=variant)
            yield args, "\n".join((text, *labels))


def behind_the_gate(desk: Desk, kind: str, prompt: str, args: dict[str, Any]) -> list[Message]:
    """What is left of an unprompted text at the end of a turn of this client."""
    house, _ = surroundings()
    ids = (f"id{n}" for n in itertools.count())
    turn = Turn(desk.person, [], desk.now, house, ids, iter(()))
    turn.unprompted = True
    turn.said.append(Message(kind, prompt, args, desk.now + HOUR, unprompted=True))
    shut(turn)
    return turn.said


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_text_gives_way_to_one_that_says_nothing(channel: str) -> None:
    """Every prompt of every kind in every state, unasked in neutral mode: what shows is about nothing."""
    desk, seen = desk_client(channel), 0
    desk.client.discreet, desk.client.unlocked_at = True, 0
    desk.client.consents = []
    for language, entry in to_clients():
        for kind in set(entry.kinds) - ASKED_FOR:
            for args, _ in shown(entry, language, channel):
                for message in behind_the_gate(desk, kind, entry.name, args):
                    text = CATALOG.render(message.prompt, language, channel, dict(message.args))
                    assert denied(text, language, neutral=True, names=NAMES) == [], (kind, entry.name, text)
                    seen += 1
    assert seen > 300


@pytest.mark.parametrize("channel", CHANNELS)
def test_texts_before_anybody_chose_say_nothing(channel: str) -> None:
    """The request to join, and what an error says, name nobody and nothing."""
    for language, entry in to_clients():
        if set(entry.kinds) & {"invite", "error"}:
            for _, text in shown(entry, language, channel):
                assert denied(text, language, neutral=True, names=NAMES) == [], (entry.name, text)


@pytest.mark.parametrize("channel", CHANNELS)
def test_full_texts_show_no_condition(channel: str) -> None:
    """Whoever chose full texts reads titles and names; words of a condition stay off the first line."""
    for language, entry in to_clients():
        if set(entry.kinds) & UNPROMPTED:
            for _, text in shown(entry, language, channel):
                assert denied(text[:PREVIEW], language, neutral=False) == [], (entry.name, text[:PREVIEW])


def test_no_title_names_a_condition() -> None:
    """What clients call their activities can stand on any screen."""
    assert [title for title in TITLES if denied(title, neutral=False)] == []


def test_every_language_has_its_words() -> None:
    """No language is without a lexicon, and none of its groups is empty."""
    for language in CATALOG.languages():
        assert all(len(lexicon()[language][group]) >= 15 for group in ("condition", "work"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Two letters wait.", ["letter"]),
        ("Ada has something for you", ["Ada"]),
        ("From Okafor's desk", ["Okafor"]),
        ('You wrote "the bus"', ['"']),
        ("2 of 3 done", ["2 of 3"]),
        ("Your PHQ-9 is due", ["phq", "phq-9"]),
        ("You have something new to do. Reply when it suits you.", []),
    ],
)
def test_the_lexicon_finds_what_it_names(text: str, why: list[str]) -> None:
    """Words in any case and number, parts of names, quotes and scores are found; a neutral text is not."""
    assert denied(text, neutral=True, names=NAMES) == why


WEEKS: tuple[Line, ...] = (
    {"who": "ada", "text": "/assign sam thought record daily at 19:00 note: for the hard evenings"},
    {"who": "ada", "tap": "Send"},
    {"wait": "5h"},
    {"who": "ada", "text": "/recap sam you named what was hard"},
    {"who": "ada", "text": "/session sam move 11 march 16:00"},
    {"who": "ada", "tap": "Send"},
    {"until": "2026-03-05T11:00:00+00:00"},
    {"who": "ada", "tap": "Send"},
    {"until": "2026-03-17T15:30:00+00:00"},
    {"who": "ada", "text": "/shrink sam"},
    {"who": "ada", "tap": "Send"},
    {"until": "2026-03-31T12:00:00+00:00"},
)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_neutral_month_tells_a_stranger_nothing(channel: str) -> None:
    """Assignment, cues, letters, evening talks and news of a month, unanswered: each shows nothing."""
    async with playing(ADA, client("sam", channel, discreet=True), *WEEKS) as play:
        came = events(play.printed, "sam")
        assert {"assignment", "cue", "letter", "barrier", "notice"} <= {event["kind"] for event in came}
        for event in came:
            words = "\n".join((event["text"], *event["buttons"]))
            assert denied(words, neutral=True, names=NAMES) == [], event


async def test_a_request_to_join_tells_a_stranger_nothing() -> None:
    """What comes to a number before its owner said yes names no person, no practice and no subject."""
    async with playing(ADA, *INVITE, {"wait": "8d"}) as play:
        came = events(play.printed, "kim")
        assert came
        assert all(denied(event["text"], neutral=True, names=NAMES) == [] for event in came), came


def test_an_alert_names_nobody() -> None:
    """A flag comes to a locked screen without a client's name; only a tap shows it."""
    for name in ("safety/alert", "backup/alert"):
        entry = CATALOG.entries("en")[name]
        for channel in CHANNELS:
            for args, text in shown(entry, "en", channel):
                assert not any(who in text for who in (args.get("name", "Mia"), "Mia", "Sam"))
