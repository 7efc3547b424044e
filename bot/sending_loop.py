"""The sender at work: woken after every commit, one line per channel, each at its own pace."""

import asyncio
import time
from collections.abc import Mapping

import structlog

from bot.channels.base import Channel
from bot.clock import Clock
from bot.engine import Engine
from bot.pace import Pace
from storage.rows import OutgoingClaim

log = structlog.get_logger()
BATCH = 30
LOOK = 1.0
"""Seconds after which the outbox is looked at even without a commit (retries, leases that ran out)."""


class SendingLoop:
    """Claims texts channel by channel and sends them side by side, order kept per person by the claim."""

    def __init__(self, engine: Engine, channels: Mapping[tuple[str, str], Channel], clock: Clock) -> None:
        self._engine, self._channels, self._clock = engine, channels, clock
        self._paces = {key: Pace(channel.per_second, clock) for key, channel in channels.items()}
        self._wake = {key: asyncio.Event() for key in channels}

    async def run(self) -> None:
        """Send until cancelled."""
        await asyncio.gather(self._spread_the_word(), *(self._line(key) for key in self._channels))

    async def drain(self, seconds: float) -> None:
        """Before the end: send what waits, for at most this long."""
        until = time.monotonic() + seconds
        for key in self._channels:
            while time.monotonic() < until and await self._send_some(key):
                pass

    async def _spread_the_word(self) -> None:
        while True:
            await self._engine.runner.committed.wait()
            self._engine.runner.committed.clear()
            for wake in self._wake.values():
                wake.set()

    async def _line(self, key: tuple[str, str]) -> None:
        while True:
            try:
                sent = await self._send_some(key)
            except Exception as error:
                log.error("sending_failed", channel=key[1], error=type(error).__name__)
                sent = 0
            if not sent:
                await self._pause(key)

    async def _pause(self, key: tuple[str, str]) -> None:
        try:
            async with asyncio.timeout(LOOK):
                await self._wake[key].wait()
        except TimeoutError:
            return
        self._wake[key].clear()

    async def _send_some(self, key: tuple[str, str]) -> int:
        claims = await self._engine.sender.claim(key[0], key[1], BATCH)
        await asyncio.gather(*(self._send(key, claim) for claim in claims))
        return len(claims)

    async def _send(self, key: tuple[str, str], claim: OutgoingClaim) -> None:
        """One text at the channel's pace; what comforts in danger does not wait."""
        if not claim.urgent:
            cost = self._channels[key].cost(self._engine.sender.outgoing(claim))
            await asyncio.sleep(self._paces[key].wait(cost))
        await self._engine.sender.send(claim)
