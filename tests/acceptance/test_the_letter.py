"""The mid-week letter over nine weeks, as Ada reads it before and Sam gets it: CONTENT H8, on both phones."""

import re

import pytest

from tests.acceptance.stage import CHANNELS, Life, life, said
from tests.world import Line

BOTH = pytest.mark.parametrize("channel", CHANNELS)

COURAGE = r"courage|trying something new"
LEARNING = r"learn|willing|curious|trying something new|try this"
OF_USE = r"\buse\b"
HARD = r"hard|hurt|pain|odd"
PACE = r"\bpace\b"
TOGETHER = r"\bwe('d|'ll|can)?\b|together"
MATTERS = (
    "change grows|where you want to go|matter|counts|of use to us|curious what you notice|worth having|"
    "part of the work"
)
NO_REPLY = r"no reply|no need to reply"

WHOLE: dict[str, tuple[str, ...]] = {
    "first": (COURAGE, LEARNING, OF_USE, "thought record", HARD, PACE, TOGETHER, MATTERS),
    "not_started": (COURAGE, LEARNING, OF_USE, "thought record", HARD, PACE, TOGETHER, MATTERS),
    "partial": (COURAGE, LEARNING, "one thought record is written", OF_USE, HARD, PACE, TOGETHER, MATTERS),
    "done": (COURAGE, LEARNING, "thought record", "nothing|no more", HARD, TOGETHER, MATTERS),
    "hard": (COURAGE, LEARNING, "thought record", OF_USE, HARD, PACE, TOGETHER, MATTERS),
    "quiet": (NO_REPLY, COURAGE, LEARNING, "thought record", OF_USE, HARD, PACE, "bring yourself"),
    "quiet_weeks": (NO_REPLY, "hello", COURAGE, LEARNING, HARD, PACE, TOGETHER),
}
"""Elements 2 to 6 of CONTENT D1 in each state. The exceptions of D3: a letter into silence does not say why
it matters, one into weeks of it names no task, and one about a week that is done has no pace to change."""

BUTTONS = {
    "first": ["I have a question", "Do a small piece now"],
    "not_started": ["Do a small piece now", "Tell Ada something", "Later"],
    "partial": ["Continue", "Tell Ada something"],
    "done": ["Add a thought"],
    "hard": ["Bring something", "Slow down"],
    "quiet": ["I'm around"],
    "quiet_weeks": [],
}


def letter_of(events: list[Line]) -> Line:
    """The one letter to Sam among these."""
    (letter,) = [e for e in events if e["to"] == "sam" and e["kind"] == "letter"]
    return letter


async def one_record(play: Life) -> None:
    """Sam does it once."""
    await play.say("sam", "done", "i saw it coming")


async def weeks(play: Life) -> dict[str, Line]:
    """Seven states in eight weeks; gives the letter of each."""
    found: dict[str, Line] = {}
    await play.assign("/assign sam thought record 3x at 19:00")
    await play.till("2026-03-06 12:00")
    await play.tap("ada", "Send")
    found["first"] = letter_of(await play.till("2026-03-07 12:00"))
    await play.till("2026-03-11 12:00")
    await play.say("sam", "todo")
    found["not_started"] = letter_of(await play.till("2026-03-14 12:00"))
    await play.till("2026-03-18 12:00")
    await one_record(play)
    found["partial"] = letter_of(await play.till("2026-03-21 12:00"))
    await play.till("2026-03-25 12:00")
    for _ in range(3):
        await one_record(play)
    found["done"] = letter_of(await play.till("2026-03-28 12:00"))
    await play.till("2026-03-31 17:00")
    await play.assign("/assign sam thought record daily at 19:00")
    await play.till("2026-04-01 19:05")
    await play.say("sam", "skip")
    await play.tap("sam", "Go ahead", "Something I thought or felt", "A feeling", "Overwhelmed")
    found["hard"] = await approved(play, "2026-04-03 12:00", "2026-04-04 12:00")
    await play.till("2026-04-12 12:00")
    found["quiet"] = await approved(play, "2026-04-17 12:00", "2026-04-18 12:00")
    found["quiet_weeks"] = await approved(play, "2026-05-01 12:00", "2026-05-02 12:00")
    return found


async def approved(play: Life, before: str, after: str) -> Line:
    """The letter that waits for Send, sent."""
    before_it = await play.till(before)
    assert not [e for e in before_it if e["to"] == "sam" and e["kind"] == "letter"], "it waits for Send"
    await play.tap("ada", "Send")
    return letter_of(await play.till(after))


@BOTH
async def test_h8_every_state_has_its_elements(channel: str) -> None:
    """H8: in each state what D1 asks for is there, signed, with the day, short, without marks or numbers."""
    async with life(channel) as play:
        found = await weeks(play)
        assert len({letter["text"] for letter in found.values()}) == len(found)
        for state, letter in found.items():
            words = letter["text"].partition("\n1 ")[0]
            for element in WHOLE[state] if channel == "telegram" else short_form(state):
                assert re.search(element, words, re.IGNORECASE), (state, element, words)
            assert words.endswith("Ada"), state
            assert "Tuesday" in words, state
            assert letter["buttons"] == BUTTONS[state], state
            assert len(words.split()) <= 140, state
            assert not re.search(r"[!%]|\d of \d", words), state
            assert channel == "telegram" or len(letter["text"]) <= 306, state


def short_form(state: str) -> tuple[str, ...]:
    """What an SMS has room for: courage, the state's line, the pace, the day, the name (CONTENT D1)."""
    kept = {COURAGE, LEARNING, NO_REPLY, "hello", "thought record", "one thought record is written", TOGETHER}
    return tuple(element for element in WHOLE[state] if element in kept or element == PACE)


@BOTH
async def test_h8_thanks_come_only_from_the_therapists_own_recap(channel: str) -> None:
    """H8: thanks for the last meeting quote what Ada wrote after it, and come from nowhere else."""
    async with life(channel) as play:
        await play.assign()
        await play.till("2026-03-06 12:00")
        await play.tap("ada", "Send")
        first = letter_of(await play.till("2026-03-07 12:00"))
        assert "last time" not in first["text"]
        await play.till("2026-03-10 16:30")
        await play.tap("ada", "Yes")
        await play.say("ada", "/recap sam one calm sentence, said out loud")
        await play.till("2026-03-11 12:00")
        await play.say("sam", "todo")
        letter = letter_of(await play.till("2026-03-14 12:00"))
        assert ("one calm sentence, said out loud" in letter["text"]) is (channel == "telegram")


@BOTH
async def test_h8_nothing_goes_without_approval(channel: str) -> None:
    """H8: a first letter nobody sent does not go, Ada hears of it, and Skip leaves one out."""
    async with life(channel) as play:
        await play.assign()
        await play.say("sam", "todo")
        brought = await play.till("2026-03-08 12:00")
        assert said(brought, "sam", "letter") == []
        assert "waited for Send" in said(brought, "ada", "notice")[-1]
        await play.till("2026-03-13 12:00")
        await play.tap("ada", "Skip this week")
        assert said(await play.till("2026-03-15 12:00"), "sam", "letter") == []


@BOTH
@pytest.mark.parametrize("sends", [True, False])
async def test_h8_into_silence_only_with_send(channel: str, sends: bool) -> None:
    """H8: after a first letter the next into ten days of silence waits for Send, and does not go without."""
    async with life(channel) as play:
        await play.assign()
        await play.till("2026-03-06 12:00")
        await play.tap("ada", "Send")
        await play.till("2026-03-13 12:00")
        assert "goes only with Send" in play.newest("ada")["text"]
        if sends:
            await play.tap("ada", "Send")
        assert len(said(await play.till("2026-03-15 12:00"), "sam", "letter")) == int(sends)


@BOTH
@pytest.mark.parametrize(
    "stops",
    [
        [{"who": "sam", "text": "i want to die"}],
        [{"who": "sam", "text": "pause 10d"}],
        [{"who": "sam", "text": "letters off"}],
        [{"who": "sam", "text": "stop"}],
        [{"who": "ada", "text": "/session sam off 10 march"}, {"who": "ada", "tap": "Send"}],
        [{"who": "ada", "text": "/discharge sam"}, {"who": "ada", "tap": "Send"}],
    ],
    ids=lambda lines: lines[0]["text"],
)
async def test_h8_what_stops_a_letter_that_was_approved(channel: str, stops: list[Line]) -> None:
    """H8: after Send and before its time, each of these stops it."""
    async with life(channel) as play:
        await play.assign()
        await play.till("2026-03-06 12:00")
        await play.tap("ada", "Send")
        await play.does(*stops)
        assert said(await play.till("2026-03-09 12:00"), "sam", "letter") == []
