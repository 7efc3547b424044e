"""Webhooks on their way to us: once, twice, late, out of order, again until they are answered."""

import asyncio
import random
from typing import TYPE_CHECKING

from bot.channels.base import Inbound
from tests.faults.asked import ListedSide, PolledSide
from tests.faults.machine import spawn

if TYPE_CHECKING:
    from tests.faults.world import World

AGAIN = (1, 2, 5, 10, 30, 60)
"""Seconds after which a provider that was not answered tries again; the last one over and over."""

HOURS_LATE = 1.5


class Post:
    """Brings what people send."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._tasks: set[asyncio.Task[None]] = set()

    def bring(self, inbound: Inbound) -> None:
        """Set out with this."""
        side = self._world.sides[inbound.channel]
        if isinstance(side, PolledSide):
            for wait in self._waits():  # whatever comes twice comes under another number
                spawn(self._tasks, self._lay_by(side, inbound, wait))
            return
        waits, listed = self._waits(), isinstance(side, ListedSide)
        if isinstance(side, ListedSide) and inbound.kind != "status":
            side.keep(inbound)
        if self._world.nature.happens("dropped"):  # who tries again does so later; who does not, never
            waits = waits[1:] if listed else [wait + self._chance.uniform(5, 60) for wait in waits]
        for wait in waits:
            spawn(self._tasks, self._deliver(inbound, wait, once=listed))

    def _waits(self) -> list[float]:
        """After how many seconds it comes, as often as it does."""
        nature, chance = self._world.nature, self._chance
        waits = [chance.uniform(0.05, 0.5)]
        if nature.falls("reordered"):
            waits[0] += chance.uniform(1, 90)
        if nature.happens("late"):
            waits[0] += chance.uniform(60, HOURS_LATE * 3600)
        if nature.falls("duplicate"):
            waits += [waits[0] + chance.uniform(0, 600) for _ in range(chance.randint(1, 3))]
        return waits

    async def _lay_by(self, side: PolledSide, inbound: Inbound, wait: float) -> None:
        await asyncio.sleep(wait)
        side.keep(inbound)

    async def _deliver(self, inbound: Inbound, wait: float, once: bool) -> None:
        """`once`: who is not answered does not try again, but can be asked."""
        await asyncio.sleep(wait)
        tries = 0
        while not await self._world.knock(inbound) and not once:
            await asyncio.sleep(AGAIN[min(tries, len(AGAIN) - 1)])
            tries += 1

    @property
    def _chance(self) -> random.Random:
        return self._world.nature.stream("post")
