"""What strikes a machine from outside, a few times a day: its clock, its disk, its provider, its host."""

import asyncio
from collections.abc import Coroutine, Iterator
from typing import TYPE_CHECKING, Any

from tests.faults.strangers import STRANGERS, cry

if TYPE_CHECKING:
    from tests.faults.world import World

DAY_SECONDS = 86_400
AWAKE_SECONDS = 14 * 3600
HOST_DOWN_SECONDS = 1_800
CRIES = 0.5
"""How likely a stranger writes in distress while something is away."""


class Storms:
    """One run's storms."""

    def __init__(self, world: "World") -> None:
        self._world, self._machine, self._nature = world, world.machine, world.nature
        self._chance = world.nature.stream("weather")

    def coming(self, days: int) -> Iterator[Coroutine[Any, Any, None]]:
        """All of them, each from its moment on."""
        kinds = {
            "clock_jumps": self._clock_jump,
            "store_outages": self._store_outage,
            "provider_outages": self._provider_outage,
            "host_outages": self._host_outage,
        }
        for day in range(days):
            for what, work in kinds.items():
                if self._nature.falls(what):
                    yield work(day * DAY_SECONDS + self._chance.uniform(0, AWAKE_SECONDS))

    async def _clock_jump(self, after: float) -> None:
        await asyncio.sleep(after)
        self._machine.jump()
        await asyncio.sleep(self._chance.uniform(60, 6 * 3600))
        self._machine.jump()

    async def _store_outage(self, after: float) -> None:
        await asyncio.sleep(after)
        machine, begun = self._machine, self._machine.watch.true()
        machine.outage = self._chance.choice(("locked", "disk_full", "io_error", "really_full"))
        machine.note("store outage", machine.outage)
        machine.struck(met="store")
        lasts = self._chance.uniform(5, 1800)
        self._cries(lasts)
        await asyncio.sleep(lasts)
        machine.outage = ""
        machine.struck(begun=begun, met="store")
        self._world.outages.append((begun, machine.watch.true()))
        machine.note("store back")
        machine.wrote.set()

    async def _host_outage(self, after: float) -> None:
        """Nothing of ours runs for half an hour."""
        await asyncio.sleep(after)
        if self._world.process is not None and self._machine.up and not self._nature.calm:
            self._nature.counts["host_outages"] += 1
            self._world.down_for = HOST_DOWN_SECONDS
            self._machine.die("the host went down")

    async def _provider_outage(self, after: float) -> None:
        await asyncio.sleep(after)
        side = self._world.sides[self._chance.choice(("telegram", "sms"))]
        side.goes(self._chance.choice(("throttled", "no_connection", "error_500", "hang", "reset", "html")))
        self._machine.note("provider outage", side.name, side.outage)
        begun, lasts = self._machine.watch.true(), self._chance.uniform(60, 3 * 3600)
        self._cries(lasts, side.name)
        await asyncio.sleep(lasts)
        side.goes("")
        self._world.outages.append((begun, self._machine.watch.true()))

    def _cries(self, seconds: float, channel: str = "") -> None:
        """A stranger writes in distress meanwhile, on this channel or on any."""
        chance = self._nature.stream("cries")
        who = chance.choice([one for one in STRANGERS if channel in ("", one.channel)])
        at = self._machine.watch.true() + round(1000 * seconds * chance.random())
        if chance.random() < CRIES:
            self._world.will(cry(who, at, chance))
