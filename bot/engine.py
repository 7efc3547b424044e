"""The working parts of one process put together: store, runner, inbox, door, sender."""

import asyncio
import gc
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from bot.channels.base import Channel
from bot.clock import Clock
from bot.door import Door
from bot.entropy import Entropy
from bot.inbox import Inbox
from bot.render import Renderer
from bot.runner import Runner, Source
from bot.sender import Sender
from handlers.events import NotDelivered, Told
from handlers.state import Person
from handlers.turn import House
from storage.errors import StoreUnavailable
from storage.rows import Delivery, OutgoingClaim, TellRow
from storage.sqlite import SqliteStore
from storage.waiting import TRIES

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that works between the doors in and out."""

    store: SqliteStore[Person]
    runner: Runner
    inbox: Inbox
    door: Door
    sender: Sender
    faults: Counter[str]
    """What was given up after its tries, by name: for whoever runs this."""
    _telling: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def dispatch(self) -> int:
        """Take what turns meant for other people as those people's own turns, in order per person.

        One at a time: the tick and whoever is woken by a tell would take the same rows twice.
        """
        async with self._telling:
            rows, stuck = await self.store.tells(100), set[str]()
            for row in rows:
                if row.person_id not in stuck and not await self._tell(row):
                    stuck.add(row.person_id)
            return len(rows)

    async def _tell(self, row: TellRow) -> bool:
        """Whether the tell is over: taken, or given up. Raises StoreUnavailable, which is no try."""
        event = Told(row.doc["what"], row.doc["data"])
        source = Source(tell=row.id)
        try:
            if row.doc["what"] == "invited":
                await self.runner.admit(row.practice_id, row.person_id, event, source)
            elif not (await self.runner.take(row.practice_id, row.person_id, event, source)).committed:
                return await self._not_told(row, "nobody")
        except StoreUnavailable:
            raise
        except Exception as error:
            return await self._not_told(row, type(error).__name__)
        return True

    async def _not_told(self, row: TellRow, error: str) -> bool:
        """Count the try; after the third the operator hears, in the log and in the metrics."""
        await self.store.tell_failed(row.id)
        given_up = row.tries + 1 >= TRIES
        if given_up:
            self.faults["tell_lost"] += 1
        log.error("tell_lost" if given_up else "tell_failed", tell=row.id, kind=row.doc["what"], error=error)
        return given_up

    async def settle(self) -> None:
        """Work until nothing is due, told or to be sent at this moment (rehearsals, tests)."""
        while True:
            tried = await self.inbox.retry()
            if not tried and not await self.store.busy(self.runner.clock.now()):
                return
            worked = tried + await self.sender.drain()
            worked += await self.dispatch() + await self.runner.due()
            if not worked:
                return


def spare_the_collector() -> None:
    """What is loaded by now stays: the garbage collector need not look through the library at every turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def build_engine(
    store: SqliteStore[Person],
    houses: Mapping[str, House],
    renderer: Renderer,
    channels: Mapping[tuple[str, str], Channel],
    clock: Clock,
    entropy: Entropy,
) -> Engine:
    """Put the parts together. `channels` are by (practice id, channel name)."""
    runner = Runner(store, houses, renderer, clock, entropy)
    inbox = Inbox(runner)

    async def lost(text: OutgoingClaim | Delivery, event: NotDelivered) -> None:
        await inbox.take(text.practice_id, text.person_id, event, Source(seen=f"lost:{text.id}"))

    sender = Sender(store, channels, clock, entropy, lost)
    door = Door(runner, renderer, channels, inbox)
    return Engine(store, runner, inbox, door, sender, inbox.faults)
