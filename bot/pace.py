"""A channel's rate: one bot or number sends so much a second, whoever it is for."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

BATCH = 30
AHEAD = 2000
"""Milliseconds ahead that are given away: what is claimed cannot be overtaken by a better text."""


class Pace(Protocol):
    """How many texts may be taken up now, and when each of them goes."""

    async def room(self) -> tuple[int, float]:
        """How many texts may be claimed now, and for how many seconds to wait when that is none."""
        ...

    async def places(self, costs: Sequence[float]) -> list[float]:
        """Reserve a place for each; gives how many seconds each is to wait for it."""
        ...


def batch_of(per_second: float) -> int:
    """As many texts as go out in the time that is given away, at least one."""
    return max(1, min(BATCH, round(per_second * AHEAD / 1000)))


def room_until(ahead: float, gap: float, batch: int) -> tuple[int, float]:
    """As `Pace.room`, when places are given away for so many milliseconds ahead, one every `gap`."""
    ahead = max(0.0, ahead)
    places = int((AHEAD - ahead) / gap)
    if ahead and places < 1:
        return 0, min(ahead, ahead + gap - AHEAD) / 1000
    return max(1, min(batch, places)), 0


class OwnPace:
    """A steady pace of one process: each send takes `cost / per_second`; nothing is saved up while idle."""

    def __init__(self, per_second: float) -> None:
        self._gap, self._batch = 1000 / per_second, batch_of(per_second)
        self._free_at = 0.0

    async def room(self) -> tuple[int, float]:
        """How many texts may be claimed before the places given away reach too far ahead."""
        return room_until(self._free_at - _elapsed(), self._gap, self._batch)

    async def places(self, costs: Sequence[float]) -> list[float]:
        """Reserve a place for each; gives how many seconds each is to wait for it."""
        return [self._wait(cost) for cost in costs]

    def _wait(self, cost: float) -> float:
        now = _elapsed()
        start = max(now, self._free_at)
        self._free_at = start + cost * self._gap
        return (start - now) / 1000


def _elapsed() -> float:
    """Milliseconds of the loop's own time, which no clock that is set back holds up."""
    return 1000 * asyncio.get_running_loop().time()
