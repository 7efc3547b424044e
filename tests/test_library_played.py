"""Every activity of the library, played to its end as a client plays it."""

import pytest

from prompts.gsm import parts
from prompts.library import load_content
from tests.library_stage import Doing

ACTIVITIES = load_content().activities
LAST_DAY = {a.id: max(max(s.day, s.from_day) for s in a.steps) or 1 for a in ACTIVITIES.values()}


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("small", [False, True], ids=["whole", "small"])
@pytest.mark.parametrize("activity", sorted(ACTIVITIES))
def test_it_is_played_to_its_end(activity: str, small: bool, channel: str) -> None:
    """Each day of it comes to an end that is credited, in texts without a gap, whatever waits in between."""
    play = Doing(activity, channel)
    for day in range(1, LAST_DAY[activity] + 1):
        since = len(play.said)
        play.opens(small=small)
        play.plays()
        while play.rows("rest"):
            play.due("rest")
            play.plays()
        assert play.item.doings == day, play.read
        assert len(play.said) > since
        assert "{" not in play.read
    assert any(one.text.startswith("Kept") or "Done" in one.text for one in play.said), play.read
    assert channel == "telegram" or all(parts(one.text) <= 2 for one in play.said), play.read
