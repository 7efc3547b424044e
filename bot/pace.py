"""A channel's rate: one bot or number sends so much a second, whoever it is for."""

from bot.clock import Clock


class Pace:
    """A steady pace: each send takes `cost / per_second` of it; nothing is saved up while idle."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._gap = 1000 / per_second
        self._clock = clock
        self._free_at = 0.0

    def wait(self, cost: float = 1) -> float:
        """Reserve a place; gives how many seconds to wait for it."""
        now = self._clock.now()
        start = max(float(now), self._free_at)
        self._free_at = start + cost * self._gap
        return (start - now) / 1000
