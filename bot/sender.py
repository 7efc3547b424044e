"""Drains the outbox: claim, call the channel, write down what became of it. Failures have a policy."""

import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import structlog

from bot.channels.base import Button, Channel, Failure, Lists, NotSent, Outgoing, Sent
from bot.clock import Clock
from bot.entropy import Entropy
from bot.export import as_media
from handlers.client.own_copy import OWN_COPY
from handlers.events import NotDelivered
from storage.errors import StoreError
from storage.rows import Delivery, OutgoingClaim
from storage.store import Store

LADDER = (5_000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000)
"""Waits before trying again, in milliseconds (SAFETY §1)."""

JITTER = 0.2
"""Each wait of the ladder is up to so much longer or shorter, so that not all come back at once."""

LEASE = 60_000
HOLD_AMBIGUOUS = 900_000
"""A text that may have gone out waits this long, then goes once more (SAFETY D3)."""

HOLD_LISTED = 120_000
"""The same where the provider can be asked what went out: a report mostly comes within seconds."""

LONGEST_PAUSE = 3_600_000
"""A provider that asks for more than an hour is asked again after one."""

LATE_ALERT = 60_000
"""An alert that is held up for so long counts as late: the backup hears meanwhile (SAFETY S3)."""

FOR_GOOD = frozenset((Failure.BLOCKED, Failure.UNREACHABLE, Failure.REFUSED))

log = structlog.get_logger()
Lost = Callable[[OutgoingClaim | Delivery, NotDelivered], Awaitable[None]]


class Sender:
    """Sends what is queued. `lost` hears of texts that will never arrive."""

    def __init__(
        self,
        store: Store,  # type: ignore[type-arg]  # the sender never opens a person
        channels: Mapping[tuple[str, str], Channel],
        clock: Clock,
        entropy: Entropy,
        lost: Lost,
    ) -> None:
        self._store, self._channels, self._clock, self._entropy = store, channels, clock, entropy
        self._lost = lost
        self._paused: dict[tuple[str, str], int] = {}
        self._failing: dict[str, int] = {}
        self._doubtful: set[str] = set()
        self.lease = LEASE
        """Until when a claimed text is ours alone, by its id and fence."""
        self.counts: Counter[tuple[str, str]] = Counter()
        self.ambiguous: Counter[tuple[str, str]] = Counter()
        """By channel and outcome: `met`, then one end each."""

    async def claim(
        self, practice: str | None, channel: str | None, limit: int, *, urgent_only: bool = False
    ) -> list[OutgoingClaim]:
        """Take up texts that may go now, of one channel or of all; pass on which ones expired."""
        fence, now = self._entropy.fresh_id(), self._clock.now()
        claims = await self._store.claim_outgoing(
            now, limit, self.lease, fence, practice_id=practice, channel=channel, urgent_only=urgent_only
        )
        for spoilt, count in self._store.spoilt.items():
            self.counts[spoilt, "unreadable"] += count
            log.error("text_unreadable", channel=spoilt, count=count)
        self._store.spoilt.clear()
        await self._pass_on_expired(limit)
        return claims

    async def _pass_on_expired(self, limit: int) -> None:
        """Tell who has to know; what stands in the way is tried again and holds up no claimed text."""
        try:
            for row in await self._store.expired(limit):
                self.counts[row.channel, "expired"] += 1
                self._failing.pop(row.id, None)
                if row.id in self._doubtful:
                    self._doubtful.discard(row.id)
                    self.ambiguous[row.channel, "expired"] += 1
                await self._lost(row, NotDelivered("expired", row.kind, row.channel))
                await self._store.expired_heard(row.practice_id, row.person_id, row.id)
        except StoreError as error:
            log.error("expiry_untold", error=type(error).__name__)

    def paused_until(self, practice: str, channel: str) -> int:
        """Until when the provider asked this channel to be silent (epoch ms); 0 when it did not."""
        until = self._paused.get((practice, channel), 0)
        return until if until > self._clock.now() else 0

    def be_silent(self, practice: str, channel: str, until: int) -> None:
        """A provider asked another process for silence until then (epoch ms)."""
        self._paused[practice, channel] = max(until, self._paused.get((practice, channel), 0))

    async def drain(self, limit: int = 50) -> int:
        """Send what may go now; gives how many texts were taken up."""
        claims = await self.claim(None, None, limit)
        for claim in claims:
            await self.send(claim)
        return len(claims)

    async def send(self, claim: OutgoingClaim) -> None:
        """Send one claimed text and settle it; one that is no longer ours or called off goes back."""
        channel = self._channels.get((claim.practice_id, claim.channel))
        paused = self.paused_until(claim.practice_id, claim.channel)
        if claim.leased_until <= self._clock.now() or claim.not_after < 0:  # a stop came meanwhile
            await self._let_go(claim)
        elif claim.not_after < self._clock.now() and not claim.ambiguous:
            await self._late(claim)
        elif paused and not (claim.ambiguous or claim.urgent) and paused <= claim.not_after:
            await self._store.settle(claim.id, claim.fence, "queued", next_at=paused, tried=False)
        elif claim.ambiguous:
            await self._settle_failure(claim, NotSent(Failure.AMBIGUOUS))
        elif channel is None or claim.address is None:
            await self._settle_failure(claim, NotSent(Failure.UNREACHABLE, code="no_address"))
        else:
            message = await self._with_file(claim)
            if claim.failure == Failure.AMBIGUOUS.value and await self._is_there(claim, channel):
                return
            if claim.leased_until <= self._clock.now():  # looking took too long
                await self._let_go(claim)
                return
            result = await channel.send(message)
            if isinstance(result, Sent):
                self.counts[claim.channel, "sent"] += 1
                self._ends(claim, "resent")
                self._failing.pop(claim.id, None)
                await self._store.settle(claim.id, claim.fence, "sent", receipt=result.receipt)
            else:
                await self._settle_failure(claim, result)

    async def _is_there(self, claim: OutgoingClaim, channel: Channel) -> bool:
        """Whether a text that may have gone out is in its provider's list, or the list is to be asked again.

        What comforts in danger does not wait for lists: twice said is better than not said.
        """
        if claim.urgent or not isinstance(channel, Lists):
            return False
        text = str(claim.doc["text"])
        try:
            receipts = await channel.sent_since(claim.address or "", text, claim.created_at)
        except ConnectionError:
            later = self._clock.now() + HOLD_LISTED
            await self._store.settle(claim.id, claim.fence, "queued", next_at=later, tried=False)
            return True
        mine = set(receipts) - await self._store.receipts_known(claim.practice_id, receipts)
        if mine:
            self._ends(claim, "found")
            await self._store.settle(claim.id, claim.fence, "sent", receipt=min(mine))
        return bool(mine)

    def _ends(self, claim: OutgoingClaim, outcome: str) -> None:
        """Count what became of a text that may have gone out; nothing of any other."""
        if claim.failure == Failure.AMBIGUOUS.value:
            self.ambiguous[claim.channel, outcome] += 1
            self._doubtful.discard(claim.id)

    def reported(self, text: Delivery) -> None:
        """A provider told by itself that it has a text that may have gone out."""
        self._doubtful.discard(text.id)
        self.ambiguous[text.channel, "reported"] += 1

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

    async def _with_file(self, claim: OutgoingClaim) -> Outgoing:
        """The text; where it stands for a copy of the reader's own data, with that copy, made in memory."""
        message = self.outgoing(claim)
        if OWN_COPY not in message.media:
            return message
        data = await self._store.export_person(claim.practice_id, claim.person_id)
        return replace(message, media=(as_media(data),))

    async def _settle_failure(self, claim: OutgoingClaim, result: NotSent) -> None:
        name = result.failure.value
        self.counts[claim.channel, name] += 1
        if result.failure is Failure.AMBIGUOUS:
            self.ambiguous[claim.channel, "met"] += 1
            self._doubtful.add(claim.id)
        log.info("not_sent", outbox=claim.id, channel=claim.channel, failure=name, code=result.code)
        again = self._again_at(claim, result)
        if result.failure in FOR_GOOD or again is None or again > claim.not_after:
            # Passed on first: a crash between the two passes it on again, and the turn knows it has had it.
            await self._lost(claim, NotDelivered(name, claim.kind, claim.channel))
            await self._store.settle(claim.id, claim.fence, "failed", failure=name)
            if claim.id in self._doubtful:
                self._doubtful.discard(claim.id)
                late = again is not None and again > claim.not_after
                self.ambiguous[claim.channel, "expired" if late else "given_up"] += 1
            self._failing.pop(claim.id, None)
        else:
            # Being asked to wait is no try; that a text may have gone out stays known to its end.
            known = None if claim.failure == Failure.AMBIGUOUS.value else name
            tried = result.failure is not Failure.THROTTLED
            await self._store.settle(
                claim.id, claim.fence, "queued", failure=known, next_at=again, tried=tried
            )
            await self._if_late(claim, again)

    async def _if_late(self, claim: OutgoingClaim, again: int) -> None:
        """An alert or a card is not lost yet, but whoever else is to know need not wait for it."""
        if claim.kind in ("alert", "safety"):
            since = self._failing.setdefault(claim.id, self._clock.now())
            if again - since >= LATE_ALERT:
                await self._lost(claim, NotDelivered("delayed", claim.kind, claim.channel))

    async def _let_go(self, claim: OutgoingClaim) -> None:
        """It surely did not go from here; by now it may be another's, whom this does not concern."""
        await self._store.settle(claim.id, claim.fence, "queued", next_at=self._clock.now(), tried=False)

    async def _late(self, claim: OutgoingClaim) -> None:
        """Its last moment passed while it stood in line: nothing goes out late."""
        await self._store.settle(claim.id, claim.fence, "queued", next_at=claim.not_after, tried=False)

    def _again_at(self, claim: OutgoingClaim, result: NotSent) -> int | None:
        """When to try again, or None when this was the last try."""
        now = self._clock.now()
        if result.failure is Failure.THROTTLED:
            pause = min(round((result.retry_after or 1) * 1000), LONGEST_PAUSE)
            self._paused[claim.practice_id, claim.channel] = now + pause  # it concerns the bot, not one row
            return now + pause
        if result.failure is Failure.AMBIGUOUS:
            before = claim.failure == Failure.AMBIGUOUS.value
            if not claim.urgent:
                return None if before else now + self._hold(claim)
            if not before:
                return now  # twice said is better than not said
        on = claim.tries < len(LADDER) or claim.kind == "safety"  # a card: to its last moment
        return now + _wait(claim) if on else None

    def _hold(self, claim: OutgoingClaim) -> int:
        channel: object = self._channels.get((claim.practice_id, claim.channel))
        return HOLD_LISTED if isinstance(channel, Lists) else HOLD_AMBIGUOUS


def _wait(claim: OutgoingClaim) -> int:
    """The next rung of the ladder with its jitter, which follows from the text's id and repeats with it."""
    share = zlib.crc32(f"{claim.id}:{claim.tries}".encode()) / 0xFFFF_FFFF
    return round(LADDER[min(claim.tries, len(LADDER) - 1)] * (1 - JITTER + 2 * JITTER * share))
