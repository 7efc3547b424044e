"""Asking for updates: nothing is acknowledged to the provider before it is committed here."""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Inbound

Handle = Callable[[Inbound], Awaitable[None]]

_log = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Poller:
    """The loop around a provider's "what is new from this number on?".

    `fetch` takes the lowest number wanted, or None for whatever is there. `read` turns one update
    into an `Inbound`. `number` gives an update's number. `wanted_pause` is what an error itself
    asks for, in seconds. `emptied` hears when the provider had nothing more for us.
    """

    fetch: Callable[[int | None], Awaitable[Sequence[Any]]]
    read: Callable[[Any], Awaitable[Inbound | None]]
    number: Callable[[Any], int | None]
    wanted_pause: Callable[[Exception], float | None]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    emptied: Callable[[], None] = lambda: None

    async def run(self, handle: Handle) -> None:
        """Hand over updates until cancelled; the offset moves only when a whole batch is handled."""
        offset: int | None = None
        failures = 0
        while True:
            try:
                batch = await self.fetch(offset)
                await self._hand_over(batch, handle)
            except Exception as error:  # whatever it is, asking must go on
                failures += 1
                _log.warning("polling failed: %s", type(error).__name__)
                wanted = self.wanted_pause(error)
                await self.sleep(pause(failures) if wanted is None else wanted)
                continue
            failures, offset = 0, self._next(batch)
            if not batch:  # one that is not empty may be one of many: a provider gives so many at a time
                self.emptied()

    def _next(self, batch: Sequence[Any]) -> int | None:
        """Behind the newest update, or no number after an empty batch.

        An empty batch confirms all before it, and after a quiet week numbers begin anew, lower.
        """
        numbers = [number for update in batch if (number := self.number(update)) is not None]
        return max(numbers) + 1 if numbers else None

    async def _hand_over(self, batch: Sequence[Any], handle: Handle) -> None:
        """People at the same time, each person's own updates in order; the first error is raised."""
        lines: dict[str, list[Inbound]] = defaultdict(list)
        for update in batch:
            if inbound := await self.read(update):
                lines[inbound.address].append(inbound)
        work = [_in_order(line, handle) for line in lines.values()]
        for result in await asyncio.gather(*work, return_exceptions=True):
            if result is not None:
                raise result


def pause(failures: int) -> float:
    """Seconds before the next attempt: doubling up to a minute, with jitter."""
    longest: float = min(_LONGEST_PAUSE, 2.0 ** min(failures - 1, 10))
    return longest * random.uniform(0.5, 1.0)


async def _in_order(line: Sequence[Inbound], handle: Handle) -> None:
    for inbound in line:
        await handle(inbound)
