"""The gap after an outage of ours: a provider that keeps what came is asked for it, at start and hourly."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from bot.channels.base import Channel, Inbound, Lists
from bot.clock import Clock
from bot.door import Door
from bot.numbers import remember_numbers
from storage.repair import Repair

log = structlog.get_logger()

HOUR = 3_600_000
OVERLAP = 3 * HOUR
"""So far back from the last look it is asked again: our clock may be two hours fast, a webhook on its way."""

EVERY = 3_600.0
RETRIES = (30.0, 60.0, 120.0, 300.0, 600.0)
"""Seconds until a look that failed is repeated; the last one over and over."""

LONGEST = 10 * HOUR
"""So long Twilio may go on trying to deliver a text: what failed now may have been sent then."""

ON_ITS_WAY = 120_000
"""Milliseconds a webhook may take; what is younger may still come by itself."""

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
        self._next: dict[Key, int] = {}
        self._looks: dict[Key, asyncio.Task[None]] = {}
        self._listens: dict[Key, int] = {}

    async def run(self) -> None:
        """Look until cancelled; every channel on its own."""
        lines = [asyncio.create_task(self._line(key)) for key in self._channels]
        self._door.unlooked.update(dict.fromkeys(self._channels, self._clock.now()))
        try:
            await asyncio.gather(*lines, asyncio.Event().wait())
        finally:
            self._door.unlooked.clear()
            for line in lines:
                line.cancel()

    async def first(self) -> None:
        """One look before anything is said unasked: a STOP may lie with the provider. Not for long.

        What takes longer goes on beside: cut off, it might have said a card that it then says again.
        """
        self._looks = {key: asyncio.create_task(self._tried(key)) for key in self._channels}
        if self._looks:
            await asyncio.wait(self._looks.values(), timeout=FIRST)

    async def _line(self, key: Key) -> None:
        if first := self._looks.pop(key, None):
            await first
        while True:
            rest = self._next.get(key, 0) - self._clock.now()  # the first look may be long ago
            if 0 < rest <= EVERY * 1000:
                await self._sleep(rest / 1000)
            await self._tried(key)

    async def _tried(self, key: Key) -> None:
        """Look once, and note how long to rest then."""
        try:
            await self.look(*key)
        except Exception as error:
            self.counts["failed"] += 1
            self._failures[key] += 1
            log.warning("backfill_failed", channel=key[1], error=type(error).__name__)
            self._rest(key, RETRIES[min(self._failures[key], len(RETRIES)) - 1])
        else:
            self._failures[key] = 0
            self._rest(key, EVERY)
            if key in self._door.unlooked:
                self._door.unlooked[key] = self._clock.now()

    def _rest(self, key: Key, seconds: float) -> None:
        self._next[key] = self._clock.now() + round(seconds * 1000)

    async def look(self, practice: str, channel: str) -> int:
        """Ask once, and take what is not known yet; gives how much that was.

        What did not arrive is learned as well, as callbacks would have told it. How far was asked is noted,
        for each of the two, only when everything is in the store or in the spool: one that cannot be had
        does not keep the other back. Raises ConnectionError, StoreUnavailable.
        """
        now = self._clock.now()
        came = await self._since(practice, channel, now)
        failed = await self._since(practice, channel, now, failed=True)
        self.counts["asked"] += 1
        taken = await self._came(practice, channel, came, now)
        for one in await self._channels[practice, channel].list_failed(failed - LONGEST):
            await self._door.receive(practice, one, listed=True)
        await self._store.ask_from(practice, channel, now, failed=True)
        return taken

    async def _since(self, practice: str, channel: str, now: int, *, failed: bool = False) -> int:
        asked = await self._store.asked_until(practice, channel, failed=failed)
        return min(now, now if asked is None else asked) - OVERLAP

    async def _came(self, practice: str, channel: str, since: int, now: int) -> int:
        provider = self._channels[practice, channel]
        await remember_numbers(self._store, practice, provider)
        found = await provider.list_inbound(since)
        missed = await self._unknown(practice, found)
        new = {one.key for one in missed}
        for one in found if missed else ():
            if one.key in new or self._door.ends_stop(practice, one):
                await self._door.receive(practice, one, listed=True)
        self.counts["taken"] += len(missed)
        if unbrought := self._unbrought((practice, channel), missed, now):
            self.counts["missed"] += unbrought
        if missed:
            log.info("backfilled", channel=channel, count=len(missed))
        await remember_numbers(self._store, practice, provider)
        await self._store.ask_from(practice, channel, now)
        self._listens.setdefault((practice, channel), now)
        return len(missed)

    async def _unknown(self, practice: str, found: Sequence[Inbound]) -> list[Inbound]:
        """What is neither in the store nor in the spool."""
        known = await self._store.known(practice, [one.key for one in found])
        return [one for one in found if one.key not in known and not self._door.gap.keeps(practice, one.key)]

    def _unbrought(self, key: Key, found: Sequence[Inbound], now: int) -> int:
        """How many of these a webhook should have brought: sent while we listened, and not just now.

        One that a webhook did bring, and that was not kept for some reason, is none of them.
        """
        since, brought = self._listens.get(key, now), self._door.gap.was_brought
        return sum(since <= one.sent_at <= now - ON_ITS_WAY and not brought(key[0], one.key) for one in found)
