"""Processes that start beside others, before they send anything unasked."""

import asyncio
from types import SimpleNamespace
from typing import Any

from bot.channels.telegram import TelegramChannel
from bot.cluster.shared_work import SharedWork
from bot.doors import Doors, polling
from storage.alone import Alone
from tests.postgres import fresh_database


class Process:
    """One that polls for practice "p", whose bot's news never come; it counts who looks at once."""

    looking = 0

    def __init__(self, url: str) -> None:
        bot = TelegramChannel.__new__(TelegramChannel)
        bot.caught_up = asyncio.Event()
        doors = Doors({("p", "telegram"): bot}, {"p": ""}, frozenset({"p"}))
        beside: Any = SimpleNamespace(doors=doors, backfill=self, clock=None)
        nothing: Any = SimpleNamespace()
        self.alone, self.at_once, self.bot = Alone(url), 0, bot
        self.work = SharedWork(nothing, beside, nothing).join(nothing, self.alone)

    async def first(self) -> None:
        """As `Backfill.first`."""
        Process.looking += 1
        self.at_once = Process.looking
        await asyncio.sleep(0.05)
        Process.looking -= 1


async def test_who_does_not_ask_for_a_bot_s_news_does_not_wait_for_them() -> None:
    """Where another process asks for them, a start goes on at once."""
    url = await fresh_database()
    other, one = Alone(url), Process(url)
    assert await other.holds(polling("p"))
    async with asyncio.timeout(5):
        await one.work.catch_up()
    await asyncio.gather(other.close(), one.alone.close())


async def test_they_look_one_after_another() -> None:
    """Of processes that start together the second looks when the first is done, and finds it taken."""
    url = await fresh_database()
    pair = [Process(url) for _ in range(2)]
    for one in pair:
        one.bot.caught_up.set()
    await asyncio.gather(*(one.work.catch_up() for one in pair))
    assert [one.at_once for one in pair] == [1, 1]
    await asyncio.gather(*(one.alone.close() for one in pair))
