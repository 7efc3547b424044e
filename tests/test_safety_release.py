"""`/release`: the pace is asked for first, and what is chosen happens."""

import pytest

from handlers.client import agenda
from handlers.turn import MINUTE
from handlers.week_parts import Occurrence
from tests.core_stage import playing
from tests.safety_stage import DARK, after_line, joined, says, taps
from tests.world import Line, events, play, texts


def held(channel: str = "telegram") -> list[Line]:
    """Kim has a daily thought record and a hold; it is Thursday, 10:00."""
    return [*joined(channel, "assignment just arrived"), says(DARK), {"until": "2026-03-05T10:00:00+00:00"}]


RELEASE: Line = {"who": "ada", "text": "/release kim"}


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_as_before(channel: str) -> None:
    """The answer "As before" brings the cues back that day; without an answer this week stays quiet."""
    printed = await play([*held(channel), RELEASE, taps("As before"), {"wait": "12h"}])
    assert [e["at"][:16] for e in events(printed, "kim", "cue")] == ["2026-03-05T19:00"]
    unanswered = await play([*held(channel), RELEASE, {"wait": "4d"}])
    assert not events(unanswered, "kim", "cue")


async def test_something_smaller() -> None:
    """The answer "Something smaller" makes the two-minute version the plan, and the therapist hears it."""
    printed = await play([*held(), RELEASE, taps("Something smaller"), {"wait": "12h"}])
    assert "2 min" in texts(printed, "kim", "cue")[0]
    assert any("something smaller" in text for text in texts(printed, "ada", "notice"))


async def test_no_smaller_where_avoiding_is_the_problem() -> None:
    """Facing something feared is not made smaller by itself; the wish reaches the therapist."""
    lines: list[Line] = [
        *joined("telegram", "nothing open"),
        {"who": "ada", "text": "/assign kim ex-step daily at 19:00"},
    ]
    lines += [{"who": "ada", "tap": "Send"}, says(DARK), RELEASE, taps("Something smaller")]
    came = after_line(await play(lines), len(lines))
    assert "Ada hears that" in texts(came, "kim")[0]
    assert texts(came, "ada", "notice") == ["Kim asked for something smaller."]


async def test_nothing_this_week() -> None:
    """The answer "Nothing this week" rests until the next meeting, and the week after begins again."""
    printed = await play([*held(), RELEASE, taps("Nothing this week"), {"wait": "9d"}])
    cues = [e["at"][:10] for e in events(printed, "kim", "cue")]
    assert cues
    assert min(cues) >= "2026-03-10"


async def test_at_night_the_question_waits() -> None:
    """Released outside the client's hours, the question comes at the next opening and nothing before it."""
    lines = [*held(), {"until": "2026-03-05T22:00:00+00:00"}, RELEASE, {"wait": "20h"}]
    came = events(after_line(await play(lines), len(lines) - 1), "kim")
    assert [(e["kind"], e["at"][:16]) for e in came] == [("notice", "2026-03-06T09:00")]


async def test_a_new_flag_before_the_question() -> None:
    """Distress between release and question keeps the hold: no pace question, no cue."""
    lines = [
        *held(),
        {"until": "2026-03-05T22:00:00+00:00"},
        RELEASE,
        {"wait": "1h"},
        says("i want to die"),
        {"wait": "3d"},
    ]
    came = events(after_line(await play(lines), len(lines)), "kim")
    assert came == []


async def test_the_question_waits_for_no_other() -> None:
    """A release a minute after the client wrote brings the question, whether or not the card was answered."""
    for open_now in ([], [says("it is all grey in here today")]):
        lines = [*joined("sms", "nothing open"), says(DARK), *open_now, RELEASE]
        came = events(after_line(await play(lines), len(lines)), "kim")
        assert [e["kind"] for e in came] == ["notice"]


async def test_neutral_texts() -> None:
    """With neutral texts the question is announced without a name and comes with the next reply."""
    lines = [*joined("sms", "nothing open", discreet=True), says(DARK), {"wait": "1d"}, RELEASE]
    came = events(after_line(await play(lines), len(lines)), "kim")
    assert [(e["kind"], "Ada" in e["text"]) for e in came] == [("notice", False)]
    opened = events(after_line(await play([*lines, says("ok")]), len(lines) + 1), "kim")
    assert opened[0]["buttons"] == ["As before", "Something smaller", "Nothing this week"]


async def test_nothing_to_release() -> None:
    """Without a hold the command says so and changes nothing."""
    printed = await play([*joined("telegram", "nothing open"), RELEASE])
    assert [e["to"] for e in events(printed)] == ["ada"]


NEWS = says("my gran died on sunday")
GRIEF: list[Line] = [*joined("telegram", "barrier text open"), NEWS, taps("I'll tell")]


async def test_after_a_rest_for_hard_news() -> None:
    """After a rest for hard news the first text asks for the pace; no cue comes before an answer."""
    came = events(after_line(await play([*GRIEF, {"wait": "12d"}]), len(GRIEF) + 1), "kim")
    assert [(e["kind"], e["at"][:16]) for e in came] == [("notice", "2026-03-17T09:00")]
    assert came[0]["text"] == "Things can begin again, at your pace."
    printed = await play([*GRIEF, {"until": "2026-03-17T17:10:00+00:00"}, taps("As before"), {"wait": "1d"}])
    assert [e["at"][:16] for e in events(printed, "kim", "cue")][-1:] == ["2026-03-17T19:00"]


async def test_nothing_comes_before_the_question_that_is_owed() -> None:
    """While the question about the pace is owed no cue is due, whatever has been planned meanwhile."""
    async with playing(*GRIEF, {"until": "2026-03-16T18:30:00+00:00"}) as play:
        person, now = await play.person("kim"), play.stage.clock.now()
        assert person.client is not None
        item = person.client.assignments[0]
        item.occurrences.append(Occurrence("late", "2026-03-16", now + MINUTE))
        assert "cue" not in [row.kind for row in agenda.rows(person, now)]
        person.client.pace_at = 0
        assert "cue" in [row.kind for row in agenda.rows(person, now)]


async def test_back_before_the_rest_is_over() -> None:
    """Who ends that rest by themselves is not asked once more."""
    lines = [*GRIEF, {"wait": "2d"}, says("resume"), {"wait": "7d"}]
    came = events(after_line(await play(lines), len(lines)), "kim")
    assert "As before" not in " ".join(str(e["buttons"]) for e in came)


async def test_distress_during_that_rest() -> None:
    """A flag during the rest holds until a release, and the pace is asked once."""
    lines = [*GRIEF, {"wait": "2d"}, says(DARK), {"wait": "9d"}, RELEASE]
    printed = await play(lines)
    asked = [e for e in events(printed, "kim", "notice") if "As before" in e["buttons"]]
    assert [e["at"][:10] for e in asked] == ["2026-03-20"]


async def test_released_after_leaving() -> None:
    """A release of somebody who has left owes them nothing: no question, now or later."""
    lines = [*held(), says("stop"), RELEASE, {"wait": "9d"}]
    printed = await play(lines)
    assert not events(after_line(printed, len(lines) - 1), "kim")
    assert "takes no messages at present" in " ".join(texts(printed, "ada"))
