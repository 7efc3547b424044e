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
