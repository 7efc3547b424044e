"""The sender at work: woken after every commit, one line per channel, each at its own pace."""

import asyncio
import time
from collections.abc import Mapping, Sequence

import structlog

from bot.channels.base import Channel
from bot.clock import Clock
from bot.engine import Engine
from bot.pace import Pace
from storage.rows import OutgoingClaim

log = structlog.get_logger()
BATCH = 30
BATCH_SECONDS = 2
"""A batch is no more than goes out in this time: what is claimed cannot be overtaken by a better text."""

LOOK = 1.0
"""Seconds after which the outbox is looked at even without a commit (retries, leases that ran out)."""

Key = tuple[str, str]


class SendingLoop:
    """Claims texts channel by channel and sends them side by side, order kept per person by the claim."""

    def __init__(self, engine: Engine, channels: Mapping[Key, Channel], clock: Clock) -> None:
        self._engine, self._channels, self._clock = engine, channels, clock
        self._paces = {key: Pace(channel.per_second, clock) for key, channel in channels.items()}
        self._wake = {key: asyncio.Event() for key in channels}
        self._flying: set[asyncio.Task[None]] = set()
        self._ending = False

    async def run(self) -> None:
        """Send until cancelled."""
        await asyncio.gather(self._spread_the_word(), *(self._line(key) for key in self._channels))

    async def drain(self, seconds: float) -> None:
        """Before the end: let what is on its way arrive, and send what waits, for at most this long."""
        self._ending, until = True, time.monotonic() + seconds
        while self._flying and time.monotonic() < until:
            await asyncio.wait(self._flying, timeout=until - time.monotonic())
        for key in self._channels:
            while time.monotonic() < until and (claims := await self._claim(key, urgent_only=False)):
                await asyncio.wait([self._fly(key, claims)], timeout=max(0.1, until - time.monotonic()))

    async def _spread_the_word(self) -> None:
        while True:
            await self._engine.runner.committed.wait()
            self._engine.runner.committed.clear()
            for wake in self._wake.values():
                wake.set()

    async def _line(self, key: Key) -> None:
        """Batch after batch; beside a batch, and while the provider asks for silence, only urgent texts."""
        batch: asyncio.Task[None] | None = None
        while not self._ending:
            busy = batch is not None and not batch.done()
            held_up = busy or self._engine.sender.paused_until(*key) > 0
            claims = await self._claim_safely(key, urgent_only=held_up)
            ordinary = [claim for claim in claims if not claim.urgent]
            for claim in claims:
                if claim.urgent:
                    self._fly(key, [claim])
            if ordinary:
                batch = self._fly(key, ordinary)
            if held_up or ordinary or not claims:
                await self._pause(key)

    async def _pause(self, key: Key) -> None:
        try:
            async with asyncio.timeout(LOOK):
                await self._wake[key].wait()
        except TimeoutError:
            return
        self._wake[key].clear()

    async def _claim_safely(self, key: Key, *, urgent_only: bool) -> list[OutgoingClaim]:
        try:
            return await self._claim(key, urgent_only=urgent_only)
        except Exception as error:
            log.error("claiming_failed", channel=key[1], error=type(error).__name__)
            return []

    async def _claim(self, key: Key, *, urgent_only: bool) -> list[OutgoingClaim]:
        room = max(1, min(BATCH, round(self._channels[key].per_second * BATCH_SECONDS)))
        return await self._engine.sender.claim(*key, room, urgent_only=urgent_only)

    def _fly(self, key: Key, claims: Sequence[OutgoingClaim]) -> asyncio.Task[None]:
        """Send these beside everything else; the line looks again when they are through."""
        task = asyncio.create_task(self._send_all(key, claims))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)
        task.add_done_callback(lambda _: self._wake[key].set())
        return task

    async def _send_all(self, key: Key, claims: Sequence[OutgoingClaim]) -> None:
        results = await asyncio.gather(*(self._send(key, claim) for claim in claims), return_exceptions=True)
        for claim, result in zip(claims, results, strict=True):
            if isinstance(result, BaseException):  # its lease runs out, and it is taken up again
                log.error("sending_failed", outbox=claim.id, channel=key[1], error=type(result).__name__)

    async def _send(self, key: Key, claim: OutgoingClaim) -> None:
        """One text at the channel's pace; what comforts in danger does not wait."""
        if not claim.urgent:
            cost = self._channels[key].cost(self._engine.sender.outgoing(claim))
            await asyncio.sleep(self._paces[key].wait(cost))
        await self._engine.sender.send(claim)
