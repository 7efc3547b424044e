"""Danger comes before everything else: CONTENT H20, on both channels."""

import pytest

from tests.acceptance.stage import CHANNELS, Life, life, said
from tests.measure_stage import BACKUP
from tests.world import Line

BOTH = pytest.mark.parametrize("channel", CHANNELS)
DARK = "i cant do this anymore i dont want to be here"
RECORD: list[Line] = [
    {"who": "ada", "text": "/assign sam thought record daily at 12:00"},
    {"who": "ada", "tap": "Send"},
]

STATES: dict[str, list[Line]] = {
    "nothing open": RECORD,
    "inside a step": [*RECORD, {"who": "sam", "tap": "Start"}],
    "a number is asked": [*RECORD, {"who": "sam", "tap": "Start"}, {"who": "sam", "text": "on the bus"}],
    "a cue is open": [*RECORD, {"until": "2026-03-04T12:05:00+00:00"}],
    "a letter was approved": [
        *RECORD,
        {"until": "2026-03-06T12:00:00+00:00"},
        {"who": "ada", "tap": "Send"},
    ],
    "in a barrier talk": [
        *RECORD,
        {"until": "2026-03-09T18:05:00+00:00"},
        {"who": "sam", "tap": "Not this time"},
        {"who": "sam", "tap": "Go ahead"},
    ],
    "on a pathway": [
        {"who": "ada", "text": "/pathway sam start of therapy at 18:30"},
        {"who": "ada", "tap": "Send"},
    ],
    "with a measure": [
        {"who": "ada", "text": "/measure sam phq8 weekly"},
        {"who": "ada", "tap": "Send"},
        {"who": "sam", "tap": "Start"},
    ],
    "at rest": [*RECORD, {"who": "sam", "text": "pause 10d"}],
    "at night": [*RECORD, {"until": "2026-03-04T03:10:00+00:00"}],
    "with a note to self": [
        *RECORD,
        {"who": "sam", "text": "remind the lake in may"},
        {"who": "sam", "text": "tomorrow 11:00"},
    ],
}


async def tier_one(play: Life, words: str = DARK) -> None:
    """Sam writes it: the card at once, an alert without name or words, and then nothing unprompted."""
    came = await play.say("sam", words)
    card = said(came)[-1]
    assert "Samaritans: 116 123" in card
    assert "nobody is reading now" in card
    assert "A notice goes to Ada" in card
    (alert,) = said(came, "ada", "alert")
    assert "A flag is waiting" in alert
    assert "Sam" not in alert.replace("Samaritans", "")
    assert "be here" not in alert
    assert {e["at"] for e in came} == {play.stage.at()}, "at once"
    after = await play.does({"wait": "20d"})
    assert said(after, "sam") == []
    assert said(after, "ada", "alert"), "nobody has taken it: it is said again"


@BOTH
@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
async def test_h20_in_every_state_everything_rests(channel: str, state: list[Line]) -> None:
    """H20: whatever is open or planned, risk words bring the card and an alert, then nothing unprompted."""
    async with life(channel, *state) as play:
        await tier_one(play)


@BOTH
@pytest.mark.parametrize(
    "words", ["sos", "private i want to die", "I want to k1ll myself", "i want to die 😭"]
)
async def test_h20_whatever_it_is_written_like(channel: str, words: str) -> None:
    """H20: SOS, a private word, odd spelling: the same."""
    async with life(channel, *RECORD) as play:
        await tier_one(play, words)


@BOTH
async def test_h20_released_it_goes_on_at_the_clients_pace(channel: str) -> None:
    """H20: only Ada ends it; then Sam chooses how to go on, and cues come again."""
    async with life(channel, *RECORD) as play:
        await play.say("sam", DARK)
        await play.tap("ada", "I'm taking it")
        assert said(await play.does({"wait": "2d"}), "sam") == []
        asked = said(await play.say("ada", "/release sam"))
        assert "pick things up again" in asked[-1]
        await play.tap("sam", "As before")
        assert said(await play.does({"wait": "2d"}), "sam", "cue")


@BOTH
@pytest.mark.parametrize("answer", [2, 3])
async def test_h20_item_nine_is_tier_one_from_two_on(channel: str, answer: int) -> None:
    """H20: an answer of 2 or 3 about thoughts of death is the same: card, alert, nothing after it."""
    async with life(channel, *BACKUP, *RECORD, *phq9()) as play:
        await play.tap("sam", "Start")
        await play.say("sam", *["0"] * 8)
        came = await play.say("sam", str(answer))
        assert "Samaritans: 116 123" in said(came, "sam", "safety")[-1]
        assert said(came, "ada", "alert")
        assert said(await play.does({"wait": "20d"}), "sam") == []


def phq9() -> list[Line]:
    """Ada turns PHQ-9 on for Sam, and sends it."""
    return [
        {"who": "ada", "text": "/measure sam phq9 fortnightly"},
        {"who": "ada", "tap": "Turn on"},
        {"who": "ada", "tap": "Send"},
    ]


@BOTH
async def test_h20_tier_two_by_item_nine(channel: str) -> None:
    """H20: a first 1 shows the numbers, flags it for the summary, and holds nothing."""
    async with life(channel, *BACKUP, *RECORD, *phq9()) as play:
        await play.tap("sam", "Start")
        await play.say("sam", *["0"] * 8)
        came = await play.say("sam", "1", "0")
        assert "116 123" in "\n".join(said(came))
        assert said(came, "ada", "alert") == []
        assert said(await play.till("2026-03-04 12:05"), "sam", "cue"), "nothing is held"
        await play.till("2026-03-10 12:30")
        assert "flag" in play.all("ada", "summary")[-1]


@BOTH
async def test_h20_tier_two_by_words_that_deny_it(channel: str) -> None:
    """H20: denied, it is heard all the same: the numbers, a flag in the summary, no hold and no alert."""
    async with life(channel, *RECORD) as play:
        came = await play.say("sam", "i dont want to kill myself")
        assert "116 123" in "\n".join(said(came))
        assert said(came, "ada", "alert") == []
        assert said(await play.till("2026-03-04 12:05"), "sam", "cue"), "nothing is held"
        await play.till("2026-03-10 12:30")
        assert "flag" in play.all("ada", "summary")[-1]
