"""One clock for all processes on one database, whatever their machines' clocks say: the database's.

Leases, the channels' rates and what is due are compared between processes. Each counts on from the
database's clock with its machine's steady timer, which nobody sets, and looks again every few seconds.
"""

import time
from collections.abc import Awaitable, Callable

import structlog

from bot.clock import Clock

log = structlog.get_logger()
LOOK = 10.0
"""Seconds between two looks at the database's clock."""

ASKED = 3
"""How often it is asked in one look: the quickest answer counts."""

SLOW = 1000
"""An answer that took so long (milliseconds) tells little; what is counted on is better."""

DIFFERS = 2000
"""So many milliseconds between a machine's clock and the database's are worth a word."""

SAY_AGAIN = 60_000


class SharedClock:
    """The database's clock as this process counts it on; before the first look, the machine's."""

    def __init__(self, machine: Clock, steady: Callable[[], int] | None = None) -> None:
        self._machine, self._steady = machine, steady or _steady
        self._offset = machine.now() - self._steady()
        self._looked, self._say_from = False, self._steady()

    def now(self) -> int:
        """The present moment in epoch milliseconds UTC, as every process on this database has it."""
        return self._steady() + self._offset

    async def look(self, ask: Callable[[], Awaitable[int]]) -> None:
        """Ask the database, and say so when this machine's clock is another. Raises what `ask` raises."""
        found = [await self._asked(ask) for _ in range(ASKED)]
        took, offset = min(found)
        if took < SLOW or not self._looked:
            self._offset, self._looked = offset, True
        if abs(self.ahead) > DIFFERS and self._steady() >= self._say_from:
            self._say_from = self._steady() + SAY_AGAIN
            log.warning("clock_differs", ms=self.ahead)

    @property
    def ahead(self) -> int:
        """How many milliseconds this machine's own clock is ahead of the database's."""
        return self._machine.now() - self.now()

    async def _asked(self, ask: Callable[[], Awaitable[int]]) -> tuple[int, int]:
        """How long the answer took, and how far the database is ahead of the steady timer."""
        before = self._steady()
        at = await ask()
        after = self._steady()
        return after - before, at - (before + after) // 2


def _steady() -> int:
    """Milliseconds that go on also while the machine sleeps, where the system counts them."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime_ns(clock) // 1_000_000
