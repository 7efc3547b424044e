"""A partner who is not here is never asked from here; their no is a fact like any other (CONTENT A-76)."""

import pytest

from handlers.filled import filled
from prompts.library import load_content
from tests.world import ADA, Line, client, events, play, texts

EVENING: Line = {"until": "2026-03-09T18:05:00+00:00"}


def given(activity: str, channel: str) -> list[Line]:
    """One client alone, with something a partner takes part in."""
    asked: Line = {"who": "ada", "text": f"/assign sam {activity} once at 19:00"}
    return [ADA, client("sam", channel), asked, {"who": "ada", "tap": "Send"}]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("activity", ["speak mirror swap", "conversation date"])
async def test_both_cards_say_that_it_needs_a_yes(activity: str, channel: str) -> None:
    """The therapist's card and the client's say whose yes it needs, and nobody else gets a text."""
    printed = await play(given(activity, channel))
    assert "Needs the partner's own yes" in texts(printed, "ada", "card")[0]
    assert "Needs your partner's yes too" in texts(printed, "sam", "assignment")[0]
    assert {e["to"] for e in events(printed)} == {"ada", "sam"}


async def test_a_no_is_neutral() -> None:
    """What the partner didn't want is a reason that depends on somebody else, told in the client's words."""
    said: list[Line] = [
        {"who": "sam", "tap": "Not this time"},
        {"who": "sam", "tap": "Go ahead"},
        {"who": "sam", "tap": "In my own words"},
        {"who": "sam", "text": "my partner would rather not"},
    ]
    lines = [*given("speak mirror swap", "telegram"), EVENING, *said]
    assert "It depended on someone else" in events(await play(lines), "sam", "barrier")[-1]["buttons"]
    answers: list[Line] = [{"who": "sam", "tap": "It depended"}, {"who": "sam", "text": "skip"}]
    printed = await play([*lines, *answers, {"until": "2026-03-10T13:00:00+00:00"}])
    summary = texts(printed, "ada", "summary")[-1]
    assert '"It depended on someone else"' in summary
    assert {e["to"] for e in events(printed)} == {"ada", "sam"}


def test_every_activity_for_two_says_so() -> None:
    """What is done by two at once is marked; what is one's own side of it is not."""
    marked = {a.id for a in load_content().activities.values() if a.needs_yes}
    assert marked == {"co-talk", "co-date"}
    robin = filled(load_content().activities["co-date"], {"partner": "Robin"})
    assert any("Robin" in step.text for step in robin.steps)
