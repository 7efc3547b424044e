"""A rest that begins while an assignment is on its way."""

import pytest

from tests.core_stage import ADA, Play, playing
from tests.world import client

SAM = client("sam", "sms")
ASSIGN = ({"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"}, {"who": "ada", "tap": "Send"})
IN_DOUBT = {"refuse": "sms", "how": "ambiguous", "times": 1}


async def _given(play: Play, wait: str) -> list[str]:
    return [one["kind"] for one in await play({"wait": wait}) if one["to"] == "sam"]


@pytest.mark.parametrize(
    "rest", [{"who": "ada", "text": "/pause sam 1d"}, {"who": "sam", "text": "pause 1d"}]
)
async def test_an_assignment_on_its_way_comes_after_the_rest(rest: dict[str, str]) -> None:
    """It may have arrived or not: it is not sent once more while they rest, and is handed over afterwards."""
    async with playing(ADA, SAM) as play:
        await play(ASSIGN[0])
        said = await play(IN_DOUBT, ASSIGN[1])
        assert "assignment" not in [one["kind"] for one in said]
        await play(rest)
        assert "assignment" not in await _given(play, "12h")
        assert "assignment" in await _given(play, "36h")


async def test_one_that_was_handed_over_before_stays() -> None:
    """What arrived half an hour before the rest is not handed over anew."""
    async with playing(ADA, SAM) as play:
        said = await play(*ASSIGN)
        assert "assignment" in [one["kind"] for one in said]
        await play({"wait": "30m"}, {"who": "ada", "text": "/pause sam 1d"})
        assert "assignment" not in await _given(play, "48h")


async def test_one_that_has_waited_for_hours_comes_after_the_rest() -> None:
    """The channel let nothing through when it was handed over, and the rest began before it did."""
    async with playing(ADA, SAM) as play:
        closed, open_again = ({"refuse": "sms", "how": "throttled", "times": n} for n in (-1, 0))
        await play(ASSIGN[0], closed, ASSIGN[1], {"wait": "2h"})
        await play({"who": "ada", "text": "/pause sam 1d"}, open_again)
        assert "assignment" not in await _given(play, "12h")
        given = await _given(play, "36h")
        assert given.count("assignment") == 1


async def test_only_the_one_that_had_not_gone_comes_again() -> None:
    """Another that arrived the same hour stays as it was, and the therapist hears of no lost text."""
    async with playing(ADA, SAM) as play:
        await play(*ASSIGN)
        closed, open_again = ({"refuse": "sms", "how": "throttled", "times": n} for n in (-1, 0))
        await play(
            {"who": "ada", "text": "/assign Sam dbt-breath daily at 19:30"},
            closed,
            {"who": "ada", "tap": "Send"},
        )
        await play({"wait": "10m"}, {"who": "ada", "text": "/pause sam 1d"}, open_again)
        said = await play({"wait": "48h"})
        assert [one["kind"] for one in said if one["to"] == "sam"].count("assignment") == 1
        assert "did not arrive" not in " ".join(one["text"] for one in said if one["to"] == "ada")


async def test_one_whose_process_died_on_its_way_comes_after_the_rest() -> None:
    """Nobody knows whether it went: it is not sent into the rest, and is handed over once afterwards."""
    async with playing(ADA, SAM) as play:
        await play(ASSIGN[0])
        engine, clock = play.stage.engine, play.stage.clock
        await play.deliver("ada", text="Send")
        await engine.dispatch()
        await engine.runner.due()
        taken = [one.kind for one in await engine.sender.claim(None, None, 9)]
        assert "assignment" in taken
        await play.deliver("ada", text="/pause sam 1d")
        await engine.dispatch()
        clock.advance_to(clock.now() + engine.sender.lease)
        assert "assignment" not in await _given(play, "12h")
        assert (await _given(play, "36h")).count("assignment") == 1
