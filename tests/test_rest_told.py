"""A rest as the therapist is told of it: its end is the day the client was told."""

import re

from tests.core_stage import ADA, playing
from tests.world import client


async def test_the_end_of_a_rest_is_the_same_day_for_both() -> None:
    """A client in Tokyo and a therapist in London read the same date."""
    async with playing(ADA, {**client("sam", "telegram"), "zone": "Asia/Tokyo"}) as play:
        said = await play({"who": "sam", "text": "pause 10d"})
    days = {e["to"]: re.search(r"\d+ March", e["text"]) for e in said}
    assert days["sam"] is not None
    assert days["ada"] is not None
    assert days["sam"][0] == days["ada"][0]
