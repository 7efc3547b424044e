"""Webhooks on their way to us: once, twice, late, out of order, again until they are answered."""

import asyncio
from typing import TYPE_CHECKING

from bot.channels.base import Inbound
from tests.faults.machine import spawn

if TYPE_CHECKING:
    from tests.faults.world import World

AGAIN = (1, 2, 5, 10, 30, 60)
"""Seconds after which a provider that was not answered tries again; the last one over and over.

Twilio does not: there the hourly look at its list of messages brings what is missing, which to us is the
same call with the same key, later.
"""
HOURS_LATE = 1.5


class Post:
    """Brings what people send."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._tasks: set[asyncio.Task[None]] = set()

    def bring(self, inbound: Inbound) -> None:
        """Set out with this."""
        nature = self._world.nature
        chance = nature.stream("post")
        waits = [chance.uniform(0.05, 0.5)]
        if nature.happens("reordered"):
            waits[0] += chance.uniform(1, 90)
        if nature.happens("dropped"):
            waits[0] += chance.uniform(5, 60)
        if nature.happens("late"):
            waits[0] += chance.uniform(60, HOURS_LATE * 3600)
        if nature.happens("duplicate"):
            waits += [waits[0] + chance.uniform(0, 600) for _ in range(chance.randint(1, 3))]
        for wait in waits:
            spawn(self._tasks, self._deliver(inbound, wait))

    async def _deliver(self, inbound: Inbound, wait: float) -> None:
        await asyncio.sleep(wait)
        tries = 0
        while not await self._world.knock(inbound):
            await asyncio.sleep(AGAIN[min(tries, len(AGAIN) - 1)])
            tries += 1

    @property
    def busy(self) -> bool:
        """Whether anything is still on its way."""
        return bool(self._tasks)
