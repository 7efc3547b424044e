"""What time it is where a provider is: the `Date` of its answers, counted on by this machine's timer."""

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Goes on while the machine sleeps, where the system counts that."""


class TheirClock:
    """The provider's clock, to the second; whoever sets this machine's clock does not move it."""

    def __init__(self, timer: Callable[[], float] = lambda: time.clock_gettime(STEADY)) -> None:
        self._timer = timer
        self._offset: float | None = None

    def heard(self, date: str) -> None:
        """An answer just came with this `Date`; what is none is passed over."""
        try:
            self._offset = parsedate_to_datetime(date).timestamp() - self._timer()
        except (ValueError, OverflowError):
            return

    def ahead(self, now: int) -> float | None:
        """How many seconds a clock that says `now` (epoch ms) is ahead of theirs; None before any answer."""
        return None if self._offset is None else now / 1000 - self._timer() - self._offset
