"""Texts that may have gone out: how long each is held, what its provider says, how each ended."""

from collections import Counter
from typing import Any

from bot.channels.base import Lists, Probed
from storage.rows import Delivery, OutgoingClaim
from storage.store import Store

HOLD_AMBIGUOUS = 900_000
"""A text that may have gone out waits this long, then goes once more (SAFETY D3)."""

HOLD_LISTED = 120_000
"""The same where the provider can be asked what went out: a report mostly comes within seconds."""

MOVED_ON = "moved_on"
"""The failure of a reply that may have gone out and is not repeated after a newer one."""


class Doubts:
    """What is known of them, and each counted: as met, and then by its end."""

    def __init__(self, store: Store[Any]) -> None:
        self._store = store
        self._open: set[str] = set()
        self.counts: Counter[tuple[str, str]] = Counter()
        """By channel and outcome: `met`, then one end each."""

    def met(self, claim: OutgoingClaim) -> None:
        """Nobody knows whether this went."""
        self.counts[claim.channel, "met"] += 1
        self._open.add(claim.id)

    def ends(self, claim: OutgoingClaim, outcome: str) -> None:
        """Count what became of it; nothing of a text that was in no doubt."""
        if claim.in_doubt or claim.id in self._open:
            self.counts[claim.channel, outcome] += 1
            self._open.discard(claim.id)

    def reported(self, text: Delivery) -> None:
        """Its provider told by itself that it has it."""
        self._open.discard(text.id)
        self.counts[text.channel, "reported"] += 1

    def expired(self, text: Delivery) -> None:
        """Its last moment came first."""
        if text.id in self._open:
            self._open.discard(text.id)
            self.counts[text.channel, "expired"] += 1

    async def listed(self, claim: OutgoingClaim, channel: object) -> str | None:
        """The receipt under which its provider has it; "" for not there, None when it cannot be asked.

        What comforts in danger does not wait for lists: twice said is better than not said.
        """
        if claim.urgent or claim.address is None or not isinstance(channel, Lists):
            return ""
        try:
            receipts = await channel.sent_since(claim.address, str(claim.doc["text"]), claim.created_at)
        except ConnectionError:
            return None
        known = await self._store.receipts_known(claim.practice_id, receipts)
        return min(set(receipts) - known, default="")

    async def told_of(self, claim: OutgoingClaim) -> bool:
        """Whether its provider has told meanwhile that it has it, in whatever state."""
        return await self._store.went(claim.practice_id, claim.id)


async def is_away(claim: OutgoingClaim, channel: object) -> bool:
    """Whether its provider gives no answer at all: then once more would only be one more doubt.

    What comforts in danger is tried whatever the provider says.
    """
    return not claim.urgent and isinstance(channel, Probed) and not await channel.answers()


def hold(channel: object) -> int:
    """How long such a text of this channel waits, in milliseconds."""
    return HOLD_LISTED if isinstance(channel, Lists) else HOLD_AMBIGUOUS
