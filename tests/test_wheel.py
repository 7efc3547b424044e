"""The wheel that turns everything with a time."""

import asyncio

import pytest

from bot import agenda
from bot.agenda import Wheel


async def test_wheel_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due is looked at again and again, also when it is given as a plain function of a coroutine."""
    monkeypatch.setattr(agenda, "TICK", 0.01)
    enough, turns = asyncio.Event(), 0

    async def tick() -> None:
        nonlocal turns
        turns += 1
        if turns == 3:
            enough.set()

    wheel = Wheel(lambda: tick(), lambda: tick())
    wheel.start()
    async with asyncio.timeout(10):
        await enough.wait()
    wheel.stop()
    assert turns >= 3
