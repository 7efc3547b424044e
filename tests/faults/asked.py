"""Far sides that are asked: for what came (Telegram), and for what came and what went (Twilio)."""

import asyncio
from contextlib import suppress
from itertools import count

from bot.channels.base import ChannelName, Inbound, Outgoing
from bot.channels.polling import Handle, Poller
from tests.faults.machine import Machine
from tests.faults.phones import LATENCY, FarSide, Phone


class PolledSide(FarSide):
    """A provider that keeps what came until it is asked for it, and asked for what comes after it."""

    LONGEST_POLL = 3600.0

    def __init__(self, name: ChannelName, machine: Machine, per_second: float) -> None:
        super().__init__(name, machine, per_second)
        self._updates: list[tuple[int, Inbound]] = []
        self._news, self.caught_up = asyncio.Event(), asyncio.Event()
        self._numbers = count(1)

    def keep(self, inbound: Inbound) -> None:
        """It came."""
        self._updates.append((next(self._numbers), inbound))
        self._news.set()

    async def poll(self, handle: Handle) -> None:
        """The real loop; only what it asks is answered here."""

        async def read(update: tuple[int, Inbound]) -> Inbound:
            return update[1]

        def number(update: tuple[int, Inbound]) -> int:
            return update[0]

        asking = Poller(self._fetch, read, number, lambda _: None, emptied=self.caught_up.set)
        await asking.run(handle)

    async def _fetch(self, offset: int | None) -> list[tuple[int, Inbound]]:
        await self._machine.point("before fetch")
        self._updates = [one for one in self._updates if offset is None or one[0] >= offset]
        if not self._updates and self.caught_up.is_set():
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), self.LONGEST_POLL)
        await asyncio.sleep(LATENCY[0])
        if self.outage or self._machine.nature.happens("fetch_failed"):
            self._machine.struck()
            raise ConnectionError("nothing came")
        await self._machine.point("after fetch")
        return self._updates[:100]


class ListedSide(FarSide):
    """A provider that brings what comes once, and lists what came and what went."""

    def __init__(self, name: ChannelName, machine: Machine, per_second: float) -> None:
        super().__init__(name, machine, per_second)
        self._came: list[Inbound] = []
        self._went: list[tuple[int, str, str, str]] = []

    def keep(self, inbound: Inbound) -> None:
        """It came."""
        self._came.append(inbound)

    async def list_inbound(self, since: int) -> list[Inbound]:
        """What came from then on. Raises ConnectionError."""
        await self._asked()
        return [one for one in self._came if one.sent_at >= since]

    async def list_failed(self, since: int) -> list[Inbound]:
        """Here whatever was taken arrives. Raises ConnectionError."""
        await self._asked()
        return []

    async def sent_since(self, address: str, text: str, since: int) -> list[str]:
        """Receipts of what it took. Raises ConnectionError."""
        await self._asked()
        return [one[3] for one in self._went if one[0] >= since and one[1:3] == (address, text)]

    async def _asked(self) -> None:
        await self._machine.point("before list")
        await asyncio.sleep(LATENCY[1])
        if self.outage or self._machine.nature.happens("list_failed"):
            self._machine.struck()
            raise ConnectionError("no list")
        await self._machine.point("after list")

    def _report(self, phone: Phone, message: Outgoing, receipt: str) -> None:
        """Twilio says that it was sent or delivered, sometimes before we know that it was taken."""
        at = self._machine.watch.true()
        self._went.append((at, message.address, message.text, receipt))
        if self.reports and message.ref:
            delivered = not self._machine.nature.happens("delivery_untold")
            key = f"{receipt}:{'delivered' if delivered else 'sent'}"
            self.reports(
                Inbound(
                    self.name,
                    phone.address,
                    key,
                    "status",
                    at,
                    ref=message.ref,
                    receipt=receipt,
                    delivered=delivered,
                )
            )
