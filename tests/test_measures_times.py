"""When a measure comes to a client, and when it does not: hours, days, rests, silence."""

from typing import Any

import pytest

from tests.core_stage import playing
from tests.measure_stage import ada, ada_taps, fill, give
from tests.safety_stage import says, taps
from tests.world import ADA, Line, client, events, texts

CHANNELS = ["telegram", "sms"]
EIGHT = (0, 1, 2, 3, 0, 1, 2, 3)


def measuring(channel: str, *lines: Line, **more: Any) -> Any:
    """A stage with Ada and Kim on which these lines have been played."""
    return playing(ADA, client("kim", channel, **more), *lines)


async def test_not_now_is_an_answer() -> None:
    """It stays in the list, nothing reminds of it, and nobody asks why; the next one comes in its time."""
    async with measuring("telegram", *give("phq8"), taps("Not now"), {"wait": "13d"}) as play:
        assert not [e for e in events(play.printed, "kim", "measure") if e["at"] > "2026-03-03"]
        assert not events(play.printed, "kim", "barrier")
        assert events(await play({"wait": "2d"}), "kim", "measure")


async def test_later_is_tomorrow_and_not_for_ever() -> None:
    """Later brings it once more tomorrow at its hour; after the second time it only waits in the list."""
    async with measuring("telegram", *give("phq8", "once at 11:00"), taps("Later")) as play:
        came = events(await play({"wait": "2d"}), "kim", "measure")
        assert [e["at"][:16] for e in came] == ["2026-03-03T11:00"]
        came = events(await play(taps("Later"), {"wait": "2d"}), "kim", "measure")
        assert "Later, tomorrow" not in came[-1]["buttons"]
        assert not events(await play({"wait": "9d"}), "kim", "measure")


@pytest.mark.parametrize(("how", "days"), [("weekly", 7), ("fortnightly", 14)])
async def test_how_often(how: str, days: int) -> None:
    """Week check: every so many days at its hour, and no sooner; an unanswered one is not repeated."""
    async with measuring("telegram", *give("week-check", how), {"wait": "20d"}) as play:
        came = [e["at"][:10] for e in events(play.printed, "kim", "measure")]
        assert came == [f"2026-03-{day:02}" for day in range(2, 32, days)][: len(came)]
        assert len(came) == (3 if days == 7 else 2)


async def test_after_three_silent_weeks_nothing_is_asked() -> None:
    """Who has not written for 21 days is asked nothing more; after a word it comes on the next day."""
    async with measuring("telegram", *give("week-check", "fortnightly"), {"wait": "35d"}) as play:
        assert [e["at"][:10] for e in events(play.printed, "kim", "measure")] == ["2026-03-02", "2026-03-16"]
        came = events(await play(says("note back again"), {"wait": "2d"}), "kim", "measure")
        assert [e["at"][:13] for e in came] == ["2026-04-07T09"]


async def test_once_is_once() -> None:
    """Sent once, answered, and never again."""
    async with measuring("telegram", *give("phq2", "once"), *fill(1, 1, difficulty=None)) as play:
        assert not events(await play({"wait": "20d"}), "kim", "measure")


async def test_the_recall_window_must_have_passed() -> None:
    """Two weeks are asked about: every week is refused, and a second sending waits for the fourteenth day."""
    async with measuring("telegram", ada("/measure kim phq8 weekly")) as play:
        shown = events(play.printed, "ada")[-1]
        assert "can't come every week" in shown["text"]
        assert shown["buttons"] == ["Every two weeks", "Once"]
        await play(ada_taps("Once"), ada_taps("Send"), *fill(*EIGHT), {"wait": "3d"})
        card = await play(*give("phq8", "once"))
        assert "Answered lately: it comes again from Monday 16 March" in texts(card, "ada")[0]
        assert "from Monday 16 March on" in texts(card, "ada")[-1]
        came = events(await play({"wait": "14d"}), "kim", "measure")
        assert [e["at"][:10] for e in came] == ["2026-03-16"]


@pytest.mark.parametrize("session", ["mon 15:00", "tue 15:00", "thu 15:00"])
@pytest.mark.parametrize(("cue", "hour"), [("09:15", "11:00"), ("19:00", "09:30")])
async def test_one_prompt_a_day(session: str, cue: str, hour: str) -> None:
    """The day it comes again has no cue, earlier or later, and a day of an evening talk has no measure."""
    lines = [ada(f"/assign kim thought record daily at {cue}"), ada_taps("Send")]
    lines += [*give("week-check", f"weekly at {hour}"), {"wait": "16d"}]
    async with playing(ADA, client("kim", "telegram", session=session), *lines) as play:
        prompts = ("cue", "letter", "barrier", "wrapup")
        days = {e["at"][:10] for e in events(play.printed, "kim") if e["kind"] in prompts}
        again = {e["at"][:10] for e in events(play.printed, "kim", "measure")[1:]}
        assert again
        assert days
        assert not again & days


async def test_a_cue_makes_room() -> None:
    """On its own day it comes at its hour, and the cue that would have come before it does not."""
    lines = [ada("/assign kim thought record daily at 09:15"), ada_taps("Send")]
    lines += [
        *give("week-check", "weekly at 11:00"),
        {"until": "2026-03-08T20:00:00+00:00"},
        says("note hello"),
    ]
    async with playing(ADA, client("kim", "telegram", session="wed 15:00"), *lines) as play:
        came = events(await play({"until": "2026-03-09T20:00:00+00:00"}), "kim")
        assert [(e["kind"], e["at"][11:16]) for e in came] == [("measure", "11:00")]


async def test_a_measure_is_never_missed() -> None:
    """Unanswered it brings no barrier talk and no count of anything: the therapist reads that it waits."""
    async with measuring("telegram", *give("phq8"), {"wait": "8d"}) as play:
        assert not events(play.printed, "kim", "barrier")
        assert "sent 2 March, not answered yet" in texts(play.printed, "ada", "summary")[-1]
        assert "0 of" not in texts(play.printed, "ada", "summary")[-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([says("pause 10d")], [says("resume")]),
        ([says("i want to die")], [ada_taps("I'm taking it"), ada("/release kim"), taps("As before")]),
        ([says("stop")], [says("start"), taps("Full"), taps("Agree"), taps("It does")]),
    ],
)
async def test_rests_keep_it_back(before: list[Line], after: list[Line]) -> None:
    """During a rest, a hold or after STOP it does not come; afterwards it does."""
    async with measuring("telegram", *before, *give("phq2", "once")) as play:
        assert not events(play.printed, "kim", "measure")
        assert events(await play(*after, {"wait": "2d"}), "kim", "measure")


async def test_before_joining_it_waits_for_the_yes() -> None:
    """Given before the client has agreed, it waits for them."""
    joining = {**client("kim", "sms", joined=False, phone="+447700900123")}
    lines = [ADA, joining, ada("/invite Kim +447700900123 tue 15:00"), ada_taps("Yes"), *give("phq2", "once")]
    async with playing(*lines) as play:
        assert "once they agree" in texts(play.printed, "ada")[-1]
        assert not events(play.printed, "kim", "measure")
