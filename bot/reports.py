"""What became of a text: a provider's report, as it came by itself or was asked for afterwards."""

from collections.abc import Callable

from bot.channels.base import Failure, Inbound
from bot.inbox import Inbox
from bot.runner import Runner, Source
from handlers.events import NotDelivered
from storage.rows import Delivery


class Reports:
    """Takes reports. Who is to know of a failure hears first, so that a crash in between loses nothing."""

    def __init__(self, runner: Runner, inbox: Inbox, reported: Callable[[Delivery], None]) -> None:
        """`reported` hears of a text that may have gone out and of which its provider told."""
        self._runner, self._inbox, self._reported = runner, inbox, reported

    async def take(self, practice: str, inbound: Inbound) -> None:
        """Apply it to its text, found by receipt or by our own id; one that is no news changes nothing."""
        for ref in filter(None, (inbound.receipt, inbound.ref)):
            text = await self._runner.store.unsettled(practice, ref, part=inbound.part > 0)
            if text is not None:
                await (self._part(text, inbound) if inbound.part else self._whole(text, ref, inbound))
                return

    async def _whole(self, text: Delivery, ref: str, inbound: Inbound) -> None:
        store = self._runner.store
        open_yet = text.state in ("queued", "sending") and inbound.receipt
        if open_yet and await store.arrived(text, inbound.receipt) and text.state == "queued":
            self._reported(text)
        if inbound.failure is not None:
            await self._lost(text, inbound.failure)
        if inbound.delivered or inbound.failure is not None:
            failure = inbound.failure.value if inbound.failure else None
            await store.status(text.practice_id, ref, inbound.delivered, failure)

    async def _part(self, text: Delivery, inbound: Inbound) -> None:
        """An earlier part went, which proves nothing of the rest; or it failed, and the text with it."""
        store = self._runner.store
        if inbound.failure is None:
            await store.part_went(text, inbound.part)
            return
        if text.state == "queued":
            self._reported(text)
        await self._lost(text, inbound.failure)
        await store.status(text.practice_id, text.id, False, inbound.failure.value, part=True)

    async def _lost(self, text: Delivery, failure: Failure) -> None:
        event = NotDelivered(failure.value, text.kind, text.channel, text.created_at)
        await self._inbox.take(text.practice_id, text.person_id, event, Source(seen=f"lost:{text.id}"))
