"""The gap after an outage of ours: a provider that keeps what came is asked for it, at start and hourly."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import structlog

from bot.channels.base import Channel, Lists
from bot.clock import Clock
from bot.door import Door
from storage.repair import Repair

log = structlog.get_logger()

HOUR = 3_600_000
OVERLAP = 3 * HOUR
"""So far back from the last look it is asked again: our clock may be two hours fast, a webhook on its way."""

EVERY = 3_600.0
RETRIES = (30.0, 60.0, 120.0, 300.0, 600.0)
"""Seconds until a look that failed is repeated; the last one over and over."""

FIRST = 10.0
"""Seconds the start waits for the first look."""

Key = tuple[str, str]


class Backfill:
    """Hands what a webhook did not bring through the same door, with the same keys: nothing counts twice."""

    def __init__(
        self,
        door: Door,
        store: Repair,
        channels: Mapping[Key, Channel],
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._door, self._store, self._clock, self._sleep = door, store, clock, sleep
        self._channels = {key: one for key, one in channels.items() if isinstance(one, Lists)}
        self.counts = door.backfilled
        self._failures: Counter[Key] = Counter()
        self._rests: dict[Key, float] = {}

    async def run(self) -> None:
        """Look until cancelled; every channel on its own."""
        lines = [asyncio.create_task(self._line(key)) for key in self._channels]
        try:
            await asyncio.gather(*lines, asyncio.Event().wait())
        finally:
            for line in lines:
                line.cancel()

    async def first(self) -> None:
        """One look before anything is said unasked: a STOP may lie with the provider. Not for long."""
        looks = [self._tried(key) for key in self._channels]
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST):
                await asyncio.gather(*looks)

    async def _line(self, key: Key) -> None:
        while True:
            if key not in self._rests:
                await self._tried(key)
            await self._sleep(self._rests.pop(key, EVERY))

    async def _tried(self, key: Key) -> None:
        """Look once, and note how long to rest then."""
        try:
            await self.look(*key)
        except Exception as error:
            self.counts["failed"] += 1
            self._failures[key] += 1
            log.warning("backfill_failed", channel=key[1], error=type(error).__name__)
            self._rests[key] = RETRIES[min(self._failures[key], len(RETRIES)) - 1]
        else:
            self._failures[key] = 0
            self._rests[key] = EVERY

    async def look(self, practice: str, channel: str) -> int:
        """Ask once, and take what is not known yet; gives how much that was.

        How far was asked is noted only when everything is in the store or in the spool. Raises
        ConnectionError, StoreUnavailable.
        """
        now = self._clock.now()
        asked = await self._store.asked_until(practice, channel)
        since = min(now, now if asked is None else asked) - OVERLAP
        self.counts["asked"] += 1
        found = await self._channels[practice, channel].list_inbound(since)
        known = await self._store.known(practice, [one.key for one in found])
        missed = [one for one in found if one.key not in known]
        for one in missed:
            await self._door.receive(practice, one, listed=True)
        self.counts["taken"] += len(missed)
        if missed:
            log.info("backfilled", channel=channel, count=len(missed))
        await self._store.ask_from(practice, channel, now)
        return len(missed)
