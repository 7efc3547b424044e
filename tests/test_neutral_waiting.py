"""Where texts are neutral the first reply opens what waits; other words are what they are (DESIGN §4.4)."""

from typing import Any

from tests.core_stage import playing
from tests.world import ADA, Line, client

SAM = client("sam", "telegram", "thu 15:00", discreet=True)
THINGS: list[Line] = [
    ADA,
    SAM,
    {"who": "ada", "text": "/assign sam three good things daily at 12:00"},
    {"who": "ada", "tap": "Send"},
    {"who": "sam", "text": "hello"},
]
NOON = {"until": "2026-03-02T12:01:00+00:00"}
BEGUN = [{"who": "sam", "tap": "Start"}]


async def kept(*lines: Line) -> list[dict[str, Any]]:
    """What stands in Sam's records."""
    async with playing(*THINGS, *lines) as play:
        return await play.records()


async def test_the_first_reply_opens_and_is_kept_nowhere() -> None:
    """A hello to the neutral text is no answer and no note."""
    assert await kept(NOON, {"who": "sam", "text": "hello again"}) == []


async def test_an_answer_in_the_middle_of_a_talk_is_its_answer() -> None:
    """Who begins by an older button and answers is not taken to say hello to what waits besides."""
    records = await kept(NOON, *BEGUN, {"who": "sam", "text": "the sun came out"})
    assert [one["words"] for one in records] == ["the sun came out"]


async def test_a_note_is_kept_though_something_waits() -> None:
    """A command is no first reply, also with a question left open long before."""
    records = await kept(*BEGUN, NOON, {"who": "sam", "text": "note it rained and i went"})
    assert [(one["kind"], one["words"]) for one in records] == [("journal", "it rained and i went")]
