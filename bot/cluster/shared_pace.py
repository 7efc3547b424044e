"""A channel's rate when several processes send through it: one row in the database, reserved in advance."""

from collections.abc import Sequence
from itertools import accumulate
from math import ceil

from bot.channels.base import Channel
from bot.clock import Clock
from bot.pace import batch_of, room_until
from bot.sender import Sender
from handlers.state import Person
from storage.errors import StoreUnavailable
from storage.store import Store


class SharedPace:
    """All processes together keep the channel's rate, and the silence a provider asked one of them for."""

    def __init__(
        self, store: Store[Person], sender: Sender, key: tuple[str, str], channel: Channel, clock: Clock
    ) -> None:
        self._store, self._sender, self._key, self._clock = store, sender, key, clock
        self._gap, self._batch = 1000 / channel.per_second, batch_of(channel.per_second)
        self._told = 0

    async def room(self) -> tuple[int, float]:
        """How many texts may be claimed before the places given away reach too far ahead."""
        await self._tell_of_silence()
        free_at, silent_until = await self._store.lane(*self._key)
        if silent_until > self._clock.now():
            self._sender.be_silent(*self._key, silent_until)
        return room_until(free_at - self._clock.now(), self._gap, self._batch)

    async def places(self, costs: Sequence[float]) -> list[float]:
        """Reserve one stretch of time for all of these; gives how many seconds each is to wait."""
        lengths = [cost * self._gap for cost in costs]
        now = self._clock.now()
        try:
            start = await self._store.reserve(*self._key, ceil(sum(lengths)), now)
        except StoreUnavailable:
            start = now  # they are claimed: better sent at our own pace than left as perhaps sent
        return [max(0.0, start + before - now) / 1000 for before in accumulate([0.0, *lengths[:-1]])]

    async def _tell_of_silence(self) -> None:
        """What a provider asked this process for holds for the others too."""
        until = self._sender.paused_until(*self._key)
        if until > self._told:
            await self._store.be_silent(*self._key, until)
            self._told = until
