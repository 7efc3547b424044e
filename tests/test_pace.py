"""A channel's own pace: how far ahead texts are taken up, and what a clock that is set back does to it."""

import asyncio

from bot.pace import AHEAD, OwnPace


async def test_no_more_is_taken_up_than_goes_out_soon() -> None:
    """Behind a text of many segments nothing is claimed: a STOP may come before its turn."""
    pace = OwnPace(1.0)
    assert await pace.room() == (2, 0)
    assert [round(wait) for wait in await pace.places([23, 1])] == [0, 23]
    room, wait = await pace.room()
    assert (room, round(wait)) == (0, 24 - AHEAD // 1000 + 1)


async def test_nothing_is_saved_up_while_idle() -> None:
    """After a quiet hour the next texts go at the same pace as ever."""
    pace = OwnPace(1.0)
    await pace.places([1])
    with_time(3600)
    assert [round(wait) for wait in await pace.places([1, 1, 1])] == [0, 1, 2]


def with_time(seconds: float) -> None:
    """The loop's time goes on by so much; the machine's clock has no part in it."""
    loop = asyncio.get_running_loop()
    time = loop.time
    loop.time = lambda: time() + seconds  # type: ignore[method-assign]  # this test's own loop
