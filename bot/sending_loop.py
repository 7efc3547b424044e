"""The sender at work: woken after every commit, one line per channel, each at its own pace."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence

import structlog

from bot.channels.base import Channel
from bot.clock import Clock
from bot.engine import Engine
from bot.pace import BATCH, OwnPace, Pace
from storage.rows import OutgoingClaim

log = structlog.get_logger()
LOOK = 1.0
"""Seconds after which the outbox is looked at even without a commit (retries, leases that ran out)."""

Key = tuple[str, str]


class SendingLoop:
    """Claims texts channel by channel and sends them side by side, order kept per person by the claim."""

    def __init__(
        self,
        engine: Engine,
        channels: Mapping[Key, Channel],
        clock: Clock,
        paces: Mapping[Key, Pace] | None = None,
        look: float = LOOK,
    ) -> None:
        """`look`: seconds after which a line is looked at unasked; `paces`: where others send as well."""
        self._engine, self._channels, self._look = engine, channels, look
        own: Mapping[Key, Pace] = {key: OwnPace(one.per_second) for key, one in channels.items()}
        self._paces = paces or own
        self._wake = {key: asyncio.Event() for key in channels}
        self._flying: set[asyncio.Task[None]] = set()
        self._ending = False
        self.in_hand: set[str] = set()
        """Texts that are being sent at this moment; one whose sending failed is no longer among them."""
        self.news: Callable[[Collection[Key]], None] = lambda _: None
        """Hears of lines that have something new to send."""

    async def run(self) -> None:
        """Send until cancelled."""
        await asyncio.gather(self._spread_the_word(), *(self._line(key) for key in self._channels))

    async def drain(self, seconds: float) -> None:
        """Before the end: let what is on its way arrive, and send what waits, for at most this long."""
        self._ending, until = True, time.monotonic() + seconds
        while self._flying and time.monotonic() < until:
            await asyncio.wait(self._flying, timeout=until - time.monotonic())
        for key in self._channels:
            while time.monotonic() < until and (claims := await self._next_batch(key, until)):
                await asyncio.wait([self._fly(key, claims)], timeout=max(0.1, until - time.monotonic()))

    def look_at(self, key: Key) -> None:
        """Somebody says that this line has something to send."""
        if key in self._wake:
            self._wake[key].set()

    async def _next_batch(self, key: Key, until: float) -> list[OutgoingClaim]:
        room, wait = await self._paces[key].room()
        if not room:
            await asyncio.sleep(max(0.0, min(wait, until - time.monotonic())))
            room, _ = await self._paces[key].room()
        behind = self._engine.door.gap.behind
        return await self._engine.sender.claim(*key, room, urgent_only=behind) if room else []

    async def _spread_the_word(self) -> None:
        while True:
            await self._engine.runner.committed.wait()
            self._engine.runner.committed.clear()
            spoken, self._engine.runner.spoken = self._engine.runner.spoken, set()
            for key in sorted(spoken):
                self.look_at(key)
            self.news(spoken)

    async def _line(self, key: Key) -> None:
        """Batch after batch; beside a batch, and while there is no room, only urgent texts."""
        batch: asyncio.Task[None] | None = None
        while not self._ending:
            room, wait = await self._room(key)
            busy = batch is not None and not batch.done()
            behind = self._engine.door.gap.behind
            held_up = busy or behind or not room or self._engine.sender.paused_until(*key) > 0
            claims = await self._claim_safely(key, room or BATCH, urgent_only=held_up)
            ordinary = [claim for claim in claims if not claim.urgent]
            for claim in claims:
                if claim.urgent:
                    self._fly(key, [claim])
            if ordinary:
                batch = self._fly(key, ordinary)
            if held_up or ordinary or not claims:
                await self._pause(key, wait or self._look)

    async def _pause(self, key: Key, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake[key].wait()
        except TimeoutError:
            return
        self._wake[key].clear()

    async def _room(self, key: Key) -> tuple[int, float]:
        try:
            return await self._paces[key].room()
        except Exception as error:
            log.error("pacing_failed", channel=key[1], error=type(error).__name__)
            return 0, LOOK

    async def _claim_safely(self, key: Key, limit: int, *, urgent_only: bool) -> list[OutgoingClaim]:
        try:
            return await self._engine.sender.claim(*key, limit, urgent_only=urgent_only)
        except Exception as error:
            log.error("claiming_failed", channel=key[1], error=type(error).__name__)
            return []

    def _fly(self, key: Key, claims: Sequence[OutgoingClaim]) -> asyncio.Task[None]:
        """Send these beside everything else; the line looks again when they are through."""
        task = asyncio.create_task(self._send_all(key, claims))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)
        task.add_done_callback(lambda _: self._wake[key].set())
        return task

    async def _send_all(self, key: Key, claims: Sequence[OutgoingClaim]) -> None:
        """Each at its place in the channel's pace; what comforts in danger does not wait."""
        self.in_hand.update(claim.id for claim in claims)
        try:
            await self._send_in_pace(key, claims)
        finally:
            self.in_hand.difference_update(claim.id for claim in claims)

    async def _send_in_pace(self, key: Key, claims: Sequence[OutgoingClaim]) -> None:
        waits = [0.0] * len(claims) if claims[0].urgent else await self._places(key, claims)
        sends = [self._send(claim, wait) for claim, wait in zip(claims, waits, strict=True)]
        results = await asyncio.gather(*sends, return_exceptions=True)
        for claim, result in zip(claims, results, strict=True):
            if isinstance(result, BaseException):  # its lease runs out, and it is taken up again
                log.error("sending_failed", outbox=claim.id, channel=key[1], error=type(result).__name__)

    async def _places(self, key: Key, claims: Sequence[OutgoingClaim]) -> list[float]:
        channel, sender = self._channels[key], self._engine.sender
        return await self._paces[key].places([channel.cost(sender.outgoing(claim)) for claim in claims])

    async def _send(self, claim: OutgoingClaim, wait: float) -> None:
        try:
            if wait:
                await asyncio.sleep(wait)
            await self._engine.sender.send(claim, waited=wait > 0)
        finally:
            self.in_hand.discard(claim.id)
