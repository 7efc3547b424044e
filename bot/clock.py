"""The two clocks: the machine's, and one that moves only when told (rehearsals, tests)."""

import time
from typing import Protocol


class Clock(Protocol):
    """Whatever can say what time it is."""

    def now(self) -> int:
        """The present moment in epoch milliseconds UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """The present moment in epoch milliseconds UTC."""
        return time.time_ns() // 1_000_000


class VirtualClock:
    """A clock that stands still until it is moved, and never goes back."""

    def __init__(self, start_ms: int) -> None:
        self._now = start_ms

    def now(self) -> int:
        """The moment this clock stands at, in epoch milliseconds UTC."""
        return self._now

    def advance_to(self, at_ms: int) -> None:
        """Move to this moment (epoch ms UTC). Raises ValueError for a moment already past."""
        if at_ms < self._now:
            raise ValueError(f"a clock at {self._now} cannot go back to {at_ms}")
        self._now = at_ms
