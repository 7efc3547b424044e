"""After an erasure: what providers still keep, and a therapist's last texts, are deleted when they can be.

Nothing waits for this: the person is erased already. A try that fails is repeated for two weeks, then the
row goes as well, since it holds an address, and the operator reads how many were given up. A row that does
not open is given up at once.
"""

from collections import Counter
from collections.abc import Mapping

import structlog

from bot.channels.base import Channel, Forgets
from bot.clock import Clock
from bot.numbers import remember_numbers
from handlers.state import Person
from storage.leftovers import Leftover
from storage.store import Store

log = structlog.get_logger()
MINUTE = 60_000
AGAIN = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * 60 * MINUTE, 12 * 60 * MINUTE, 24 * 60 * MINUTE)
"""Waits between tries; the last one repeats."""

GIVE_UP = 14 * 24 * 60 * MINUTE


class Forgetter:
    """Works through what is left over. `counts`: deleted, failed (tried again), given_up."""

    def __init__(
        self, store: Store[Person], channels: Mapping[tuple[str, str], Channel], clock: Clock
    ) -> None:
        self._store, self._channels, self._clock = store, channels, clock
        self.counts: Counter[str] = Counter()

    async def work(self) -> int:
        """Try what is due; gives how much was tried."""
        rows = await self._store.leftovers(self._clock.now())
        for one in rows:
            if one.unreadable:
                await self._give_up(one)
            else:
                await self._settle(one, done=await self._try(one))
        return len(rows)

    async def _try(self, one: Leftover) -> bool:
        if not one.channel:
            return await self._store.wipe_said(one)
        channel = self._channels.get((one.practice_id, one.channel))
        if channel is None:
            return False  # not configured just now; it may be again
        if not isinstance(channel, Forgets):
            return True
        await remember_numbers(self._store, one.practice_id, channel)
        gone = await channel.forget_all(one.address, one.receipts)
        await remember_numbers(self._store, one.practice_id, channel)  # what was sent may have told of more
        return gone

    async def _settle(self, one: Leftover, *, done: bool) -> None:
        now = self._clock.now()
        if done:
            self.counts["deleted"] += 1
            await self._store.leftover_done(one.id)
        elif now - one.created_at > GIVE_UP:
            await self._give_up(one)
        else:
            self.counts["failed"] += 1
            await self._store.leftover_later(one.id, now + AGAIN[min(one.tries, len(AGAIN) - 1)])

    async def _give_up(self, one: Leftover) -> None:
        self.counts["given_up"] += 1
        state = "unreadable" if one.unreadable else "failed"
        log.error("not_deleted_elsewhere", row=one.id, channel=one.channel, state=state, tries=one.tries)
        await self._store.leftover_done(one.id)
