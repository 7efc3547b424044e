"""Drains the outbox: claim, call the channel, write down what became of it. Failures have a policy."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.channels.base import Button, Channel, Failure, NotSent, Outgoing, Sent
from bot.clock import Clock
from bot.entropy import Entropy
from handlers.events import NotDelivered
from storage.rows import OutgoingClaim
from storage.sqlite import SqliteStore

LADDER = (5_000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000)
"""Waits before trying again, in milliseconds (SAFETY §1)."""

LEASE = 60_000
HOLD_AMBIGUOUS = 900_000
"""A text that may have gone out waits this long, then goes once more (SAFETY D3)."""

FOR_GOOD = frozenset((Failure.BLOCKED, Failure.UNREACHABLE, Failure.REFUSED))

log = structlog.get_logger()
Lost = Callable[[OutgoingClaim, NotDelivered], Awaitable[None]]


class Sender:
    """Sends what is queued. `lost` hears of texts that will never arrive."""

    def __init__(
        self,
        store: SqliteStore,  # type: ignore[type-arg]  # the sender never opens a person
        channels: Mapping[tuple[str, str], Channel],
        clock: Clock,
        entropy: Entropy,
        lost: Lost,
    ) -> None:
        self._store, self._channels, self._clock, self._entropy = store, channels, clock, entropy
        self._lost = lost
        self.counts: Counter[tuple[str, str]] = Counter()

    async def claim(self, practice: str | None, channel: str | None, limit: int) -> list[OutgoingClaim]:
        """Take up texts that may go now, of one channel or of all."""
        fence, now = self._entropy.fresh_id(), self._clock.now()
        return await self._store.claim_outgoing(now, limit, LEASE, fence, practice_id=practice, channel=channel)

    async def drain(self, limit: int = 50) -> int:
        """Send what may go now; gives how many texts were taken up."""
        claims = await self.claim(None, None, limit)
        for claim in claims:
            await self.send(claim)
        return len(claims)

    async def send(self, claim: OutgoingClaim) -> None:
        """Send one claimed text and settle it."""
        channel = self._channels.get((claim.practice_id, claim.channel))
        if claim.ambiguous:
            await self._settle_failure(claim, NotSent(Failure.AMBIGUOUS))
        elif channel is None or claim.address is None:
            await self._settle_failure(claim, NotSent(Failure.UNREACHABLE, code="no_address"))
        else:
            result = await channel.send(self.outgoing(claim))
            if isinstance(result, Sent):
                self.counts[claim.channel, "sent"] += 1
                await self._store.settle(claim.id, claim.fence, "sent", receipt=result.receipt)
            else:
                await self._settle_failure(claim, result)

    def outgoing(self, claim: OutgoingClaim) -> Outgoing:
        """A claimed text as its channel takes it."""
        seconds = max(1, (claim.not_after - self._clock.now()) // 1000)
        buttons = tuple(Button(label, data) for label, data in claim.doc["buttons"])
        return Outgoing(
            ref=claim.id,
            address=claim.address or "",
            text=claim.doc["text"],
            buttons=buttons,
            media=tuple(claim.doc["media"]),
            expires_in=seconds,
            kind=claim.kind,
        )

    async def _settle_failure(self, claim: OutgoingClaim, result: NotSent) -> None:
        name = result.failure.value
        self.counts[claim.channel, name] += 1
        log.info("not_sent", outbox=claim.id, channel=claim.channel, failure=name, code=result.code)
        again = self._again_at(claim, result)
        if result.failure in FOR_GOOD or again is None or again > claim.not_after:
            await self._store.settle(claim.id, claim.fence, "failed", failure=name)
            await self._lost(claim, NotDelivered(name, claim.kind, claim.channel))
        else:
            await self._store.settle(claim.id, claim.fence, "queued", failure=name, next_at=again)

    def _again_at(self, claim: OutgoingClaim, result: NotSent) -> int | None:
        """When to try again, or None when this was the last try."""
        now = self._clock.now()
        if result.failure is Failure.THROTTLED:
            return now + round((result.retry_after or 1) * 1000)
        if result.failure is Failure.AMBIGUOUS:
            if claim.urgent:
                return now if claim.tries < 2 else None
            return now + HOLD_AMBIGUOUS if claim.tries < 1 else None
        return now + LADDER[claim.tries] if claim.tries < len(LADDER) else None
