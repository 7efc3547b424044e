"""The working parts of one process put together: store, runner, inbox, door, sender."""

import asyncio
import gc
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from bot.alerts import Alerts
from bot.channels.base import Channel
from bot.clock import Clock
from bot.door import Door
from bot.entropy import Entropy
from bot.erasing import Eraser
from bot.gap import PATIENCE, Patience
from bot.inbox import Inbox
from bot.render import Renderer
from bot.runner import Runner, Source
from bot.sender import Sender
from bot.spool import Spool
from handlers.events import NotDelivered, Told
from handlers.state import Person
from handlers.turn import House
from storage.errors import StoreUnavailable
from storage.rows import Delivery, OutgoingClaim, TellRow
from storage.store import Store
from storage.waiting import TELL_TRIES, TRIES

log = structlog.get_logger()

NOBODY = "nobody"
"""Why a tell was not taken: who it was for is not there any more."""

APART = 2000
"""So many milliseconds the clocks of two processes may differ: what one took up just now rests for none."""

ADMITS = frozenset(("invited", "backup_invited", "supporter_invited"))
"""Tells to somebody who is not stored yet."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that works between the doors in and out."""

    store: Store[Person]
    runner: Runner
    inbox: Inbox
    door: Door
    sender: Sender
    eraser: Eraser
    alerts: Alerts
    faults: Counter[str]
    """What was given up after its tries, by name: for whoever runs this."""
    _telling: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def dispatch(self) -> int:
        """Take what turns meant for other people as those people's own turns, in order per person.

        One at a time: the tick and whoever is woken by a tell would take the same rows twice.
        """
        async with self._telling:
            known, stuck = self.runner.houses, set[str]()
            rows = await self.store.tells(self.runner.clock.now(), 100, known)
            for row in rows:
                if row.person_id not in stuck and not await self._tell(row):
                    stuck.add(row.person_id)
            return len(rows)

    async def dispatch_for(self, practice: str, person: str) -> int:
        """What one person is told, in order; gives how many tells were gone through.

        Another process may be at the same: each tell is taken once.
        """
        tried = 0
        for row in await self.store.tells_of(practice, person, self.runner.clock.now() + APART, 100):
            tried += 1
            if not await self._tell(row):
                break
        return tried

    async def _tell(self, row: TellRow) -> bool:
        """Whether whom it is for may hear the next: it is taken, given up, or rests.

        Raises StoreUnavailable, which is no try.
        """
        event = Told(row.doc["what"], row.doc["data"])
        source = Source(tell=row.id)
        try:
            if row.doc["what"] in ADMITS:
                await self.runner.admit(row.practice_id, row.person_id, event, source)
            elif (await self.runner.take(row.practice_id, row.person_id, event, source)).nobody:
                return await self._not_told(row, NOBODY)
        except StoreUnavailable:
            raise
        except Exception as error:
            return await self._not_told(row, type(error).__name__)
        return True

    async def _not_told(self, row: TellRow, error: str) -> bool:
        """Count the try; after the last, hours later, the operator hears. Flags are never given up."""
        if error != NOBODY and await self.alerts.keeps(row):
            return True
        nobody = error == NOBODY and row.tries + 1 >= TRIES
        tries = TELL_TRIES if nobody else row.tries + 1
        await self.alerts.counts(row, tries)
        given_up = tries >= TELL_TRIES
        if given_up:
            self.faults["tell_lost"] += 1
            if error == NOBODY:
                await self.alerts.to_nobody(row)
        log.error("tell_lost" if given_up else "tell_failed", tell=row.id, kind=row.doc["what"], error=error)
        return tries >= TRIES

    async def settle(self) -> None:
        """Work until nothing is due, told or to be sent at this moment (rehearsals, tests)."""
        while True:
            worked, waits = await self.door.gap.replay(), await self.store.busy(self.runner.clock.now())
            if waits.kept:
                worked += await self.inbox.retry()
                waits = await self.store.busy(self.runner.clock.now())
            if not worked and not any(waits):
                return
            if waits.outgoing:
                worked += await self.sender.drain()
            if waits.told or worked:
                worked += await self.dispatch()
            if waits.due or worked:
                worked += await self.runner.due()
            if not worked and not await self.eraser.due():
                return


def spare_the_collector() -> None:
    """What is loaded by now stays: the garbage collector need not look through the library at every turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def build_engine(
    store: Store[Person],
    houses: Mapping[str, House],
    renderer: Renderer,
    channels: Mapping[tuple[str, str], Channel],
    clock: Clock,
    entropy: Entropy,
    spool: Spool | None = None,
    patience: Patience | None = PATIENCE,
) -> Engine:
    """Put the parts together. `channels` are by (practice id, channel name).

    Without a `spool` what comes while the store is away is refused; without `patience` a store that hangs is
    waited for without end.
    """
    runner = Runner(store, houses, renderer, clock, entropy)
    inbox = Inbox(runner)
    alerts = Alerts(runner, inbox.faults)

    async def lost(text: OutgoingClaim | Delivery, event: NotDelivered) -> None:
        alerts.lost(event, text.person_id)
        key = f"late:{text.id}" if event.failure == "delayed" else f"lost:{text.id}"
        await inbox.take(text.practice_id, text.person_id, event, Source(seen=key))

    sender = Sender(store, channels, clock, entropy, lost)
    door = Door(runner, renderer, channels, inbox, spool, sender.reported, patience)
    return Engine(store, runner, inbox, door, sender, Eraser(runner, spool), alerts, inbox.faults)
