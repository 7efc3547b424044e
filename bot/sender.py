"""Drains the outbox: claim, call the channel, write down what became of it. Failures have a policy."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog

from bot.channels.base import Button, Channel, Failure, NotSent, Outgoing, Sent
from bot.channels.pins import CanPin
from bot.clock import Clock
from bot.doubt import HOLD_LISTED, MOVED_ON, Doubts, hold, is_away
from bot.entropy import Entropy
from bot.export import as_client, as_media
from bot.ladder import URGENT_RUNG, with_jitter
from handlers.client.own_copy import OWN_COPY
from handlers.events import NotDelivered
from storage.errors import StoreError
from storage.rows import CALLED_OFF, PUT_OFF, Delivery, OutgoingClaim
from storage.store import Store

LEASE = 60_000
LONGEST_PAUSE = 3_600_000
"""A provider that asks for more than an hour is asked again after one."""

LATE_ALERT = 60_000
"""An alert that is held up for so long counts as late: the backup hears meanwhile (SAFETY S3)."""

FOR_GOOD = frozenset((Failure.BLOCKED, Failure.UNREACHABLE, Failure.REFUSED))

TOLD_OF = frozenset(("sent", "delivered", "failed"))
"""What a text is in whose provider told of it before it was back in its line."""

log = structlog.get_logger()
Lost = Callable[[OutgoingClaim | Delivery, NotDelivered], Awaitable[None]]


class Sender:
    """Sends what is queued. `lost` hears of texts that will never arrive."""

    def __init__(
        self,
        store: Store[Any],
        channels: Mapping[tuple[str, str], Channel],
        clock: Clock,
        entropy: Entropy,
        lost: Lost,
    ) -> None:
        self._store, self._channels, self._clock, self._entropy = store, channels, clock, entropy
        self._lost = lost
        self._paused: dict[tuple[str, str], int] = {}
        self._refusals: Counter[tuple[str, str]] = Counter()
        self._failing: dict[str, int] = {}
        self._doubts = Doubts(store)
        self.lease = LEASE
        """Until when a claimed text is ours alone, by its id and fence."""
        self.counts: Counter[tuple[str, str]] = Counter()
        self.ambiguous, self.reported = self._doubts.counts, self._doubts.reported

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
                self._doubts.expired(row)
                await self._lost(row, NotDelivered("expired", row.kind, row.channel, row.created_at))
                await self._store.expired_heard(row.practice_id, row.person_id, row.id)
        except StoreError as error:
            log.error("expiry_untold", error=type(error).__name__)

    def paused_until(self, practice: str, channel: str) -> int:
        """Until when the provider asked this channel to be silent (epoch ms); 0 when it did not."""
        until, now = self._paused.get((practice, channel), 0), self._clock.now()
        return until if now < until <= now + LONGEST_PAUSE else 0  # a clock may have been set back

    def be_silent(self, practice: str, channel: str, until: int) -> None:
        """A provider asked us, or another process, for silence until then (epoch ms): only prolonged."""
        self._paused[practice, channel] = max(until, self.paused_until(practice, channel))

    async def drain(self, limit: int = 50) -> int:
        """Send what may go now; gives how many texts were taken up."""
        claims = await self.claim(None, None, limit)
        for claim in claims:
            await self.send(claim)
        return len(claims)

    async def send(self, claim: OutgoingClaim, *, waited: bool = False) -> None:
        """Send one claimed text and settle it; one that is no longer ours or called off goes back.

        `waited`: it stood in line since it was claimed, and a STOP may have come meanwhile.
        """
        channel = self._channels.get((claim.practice_id, claim.channel))
        if waited and await self._called_off(claim):
            claim = replace(claim, not_after=CALLED_OFF)
        until = self._back_until(claim)
        if until is not None:
            await self._go_back(claim, until)
        elif not claim.in_doubt or await self._goes_again(claim, channel):
            await self._hand_over(claim, channel)

    async def _called_off(self, claim: OutgoingClaim) -> bool:
        """Whether its reader said STOP meanwhile, or was erased: with the store away nobody did."""
        with suppress(StoreError):
            return await self._store.called_off(claim.id)
        return False

    def _back_until(self, claim: OutgoingClaim) -> int | None:
        """When a text that does not go from here now is looked at again; None when it may go."""
        now, paused = self._clock.now(), self.paused_until(claim.practice_id, claim.channel)
        if claim.leased_until <= now or claim.not_after == CALLED_OFF:  # another's by now, or a stop came
            return now
        if claim.ambiguous:
            return None
        if claim.unasked and claim.created_at > now:  # the clock was set back since: its hour has not come
            return claim.created_at
        if claim.not_after < now:  # its last moment passed while it stood in line: nothing goes out late
            return claim.not_after
        return paused if paused and not claim.urgent and paused <= claim.not_after else None

    async def _go_back(self, claim: OutgoingClaim, until: int) -> None:
        """It surely did not go from here; by now it may be another's, whom this does not concern."""
        await self._waits(claim, None, until, tried=False)

    async def _waits(
        self, claim: OutgoingClaim, failure: str | None, until: int, *, tried: bool, parts: int = 0
    ) -> bool:
        """Back into its line; False when its provider has told meanwhile that it has it."""
        state = await self._store.settle(
            claim.id, claim.fence, "queued", failure=failure, next_at=until, tried=tried, parts=parts
        )
        if state in TOLD_OF:
            self._is_over(claim, "reported")
        return state not in TOLD_OF

    async def _goes_again(self, claim: OutgoingClaim, channel: Channel | None) -> bool:
        """Whether a text that may have gone out is sent once more now; else it has its end, or is held."""
        if claim.ambiguous:
            self._doubts.met(claim)
        receipt = await self._doubts.listed(claim, channel)
        if await self._doubts.told_of(claim):
            await self._arrived(claim, None, "reported")
        elif receipt:
            await self._arrived(claim, receipt, "found")
        elif claim.overtaken and not claim.doc["media"]:  # a file is still news
            await self._moved_on(claim)
        elif claim.ambiguous:
            await self._settle_failure(claim, NotSent(Failure.AMBIGUOUS))
        elif receipt is None or await is_away(claim, channel):
            await self._go_back(claim, self._clock.now() + HOLD_LISTED)
        else:
            return True
        return False

    async def _moved_on(self, claim: OutgoingClaim) -> None:
        """An answer that was answered in turn: sent now, it would stand in the wrong place."""
        self._doubts.ends(claim, MOVED_ON)
        await self._store.settle(claim.id, claim.fence, "expired", failure=MOVED_ON)

    async def _hand_over(self, claim: OutgoingClaim, channel: Channel | None) -> None:
        if channel is None or claim.address is None:
            await self._settle_failure(claim, NotSent(Failure.UNREACHABLE, code="no_address"))
            return
        message = await self._with_file(claim)
        if claim.leased_until <= self._clock.now():  # making it ready took too long
            await self._go_back(claim, self._clock.now())
            return
        result = await channel.send(message)
        if isinstance(result, Sent):
            self._refusals.pop((claim.practice_id, claim.channel), None)
            self.counts[claim.channel, "sent"] += 1
            await self._arrived(claim, result.receipt, "resent")
            if message.pin and isinstance(channel, CanPin):
                await channel.pin(message.address, result.receipt)
            return
        if result.failure is Failure.AMBIGUOUS:
            self._doubts.met(claim)
        await self._settle_failure(claim, result)

    async def _arrived(self, claim: OutgoingClaim, receipt: str | None, outcome: str) -> None:
        """Its provider has it; `outcome` is how it ended if it was in doubt."""
        self._is_over(claim, outcome)
        await self._store.settle(claim.id, claim.fence, "sent", receipt=receipt)

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
            done=claim.parts,
            pin=claim.doc.get("pin", False),
        )

    async def _with_file(self, claim: OutgoingClaim) -> Outgoing:
        """The text; where it stands for a copy of the reader's own data, with that copy, made in memory."""
        message = self.outgoing(claim)
        if OWN_COPY not in message.media:
            return message
        data = await self._store.export_person(claim.practice_id, claim.person_id)
        return replace(message, media=(as_media(as_client(data)),))

    async def _settle_failure(self, claim: OutgoingClaim, result: NotSent) -> None:
        name = result.failure.value
        self.counts[claim.channel, name] += 1
        log.info("not_sent", outbox=claim.id, channel=claim.channel, failure=name, code=result.code)
        again = self._again_at(claim, result)
        late = again is not None and again > claim.not_after
        if again is None or late or result.failure in FOR_GOOD:
            name = "expired" if claim.not_after == PUT_OFF else name
            await self._give_up(claim, name, "expired" if late else "given_up")
        else:
            await self._try_again(claim, result, again)

    async def _give_up(self, claim: OutgoingClaim, name: str, outcome: str) -> None:
        """Passed on first: a crash between the two passes it on again, and the turn knows it has had it."""
        if await self._doubts.told_of(claim):
            await self._arrived(claim, None, "reported")
            return
        await self._lost(claim, NotDelivered(name, claim.kind, claim.channel, claim.created_at))
        await self._store.settle(claim.id, claim.fence, "failed", failure=name)
        self._is_over(claim, outcome)

    def _is_over(self, claim: OutgoingClaim, outcome: str) -> None:
        self._doubts.ends(claim, outcome)
        self._failing.pop(claim.id, None)

    async def _try_again(self, claim: OutgoingClaim, result: NotSent, again: int) -> None:
        """Being asked to wait is no try, nor is the end of a process for what goes first.

        That a text may have gone out stays known to its end.
        """
        known = None if claim.failure == Failure.AMBIGUOUS.value else result.failure.value
        tried = result.failure is not Failure.THROTTLED and not (claim.ambiguous and claim.urgent)
        if await self._waits(claim, known, again, tried=tried, parts=result.done):
            await self._if_late(claim, again)

    async def _if_late(self, claim: OutgoingClaim, again: int) -> None:
        """An alert or a card is not lost yet, but whoever else is to know need not wait for it."""
        if claim.kind in ("alert", "safety"):
            since = self._failing.setdefault(claim.id, self._clock.now())
            if again - since >= LATE_ALERT:
                await self._lost(claim, NotDelivered("delayed", claim.kind, claim.channel, claim.created_at))

    def _again_at(self, claim: OutgoingClaim, result: NotSent) -> int | None:
        """When to try again, or None when this was the last try.

        What surely did not go is tried to its last moment: an outage may be longer than the ladder.
        """
        now = self._clock.now()
        if result.failure is Failure.THROTTLED:
            pause = self._pause(claim, result.retry_after)
            self.be_silent(claim.practice_id, claim.channel, now + pause)  # it concerns the bot, not one row
            return now + (min(pause, URGENT_RUNG) if claim.urgent else pause)
        if result.failure is Failure.AMBIGUOUS:
            before = claim.failure == Failure.AMBIGUOUS.value
            if not claim.urgent:
                return None if before else now + hold(self._channels.get((claim.practice_id, claim.channel)))
            if not before:
                return now  # twice said is better than not said
        tries = 0 if claim.ambiguous else claim.tries  # its process died: no provider refused it again
        return now + with_jitter(claim.id, tries, urgent=claim.urgent)

    def _pause(self, claim: OutgoingClaim, asked: float | None) -> int:
        """Milliseconds of silence: what the provider asks for, else longer with every refusal in a row.

        What was on its way when another text was refused is refused in the same silence: that is one.
        """
        if asked:
            return min(round(asked * 1000), LONGEST_PAUSE)
        line = claim.practice_id, claim.channel
        if until := self.paused_until(*line):
            return until - self._clock.now()
        self._refusals[line] += 1
        return with_jitter(claim.channel, self._refusals[line] - 1, urgent=True)
