"""A channel's rate: one bot or number sends so much a second, whoever it is for."""

from collections.abc import Sequence
from typing import Protocol

from bot.clock import Clock

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


class OwnPace:
    """A steady pace of one process: each send takes `cost / per_second`; nothing is saved up while idle."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._gap, self._batch = 1000 / per_second, batch_of(per_second)
        self._clock = clock
        self._free_at = 0.0

    async def room(self) -> tuple[int, float]:
        """A whole batch at any time: one process sends one batch after the other."""
        return self._batch, 0

    async def places(self, costs: Sequence[float]) -> list[float]:
        """Reserve a place for each; gives how many seconds each is to wait for it."""
        return [self._wait(cost) for cost in costs]

    def _wait(self, cost: float) -> float:
        now = self._clock.now()
        start = max(float(now), self._free_at)
        self._free_at = start + cost * self._gap
        return (start - now) / 1000
