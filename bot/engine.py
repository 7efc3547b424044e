"""The working parts of one process put together: store, runner, inbox, door, sender."""

import gc
from collections.abc import Mapping
from dataclasses import dataclass

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
from storage.rows import OutgoingClaim, TellRow
from storage.sqlite import SqliteStore

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that works between the doors in and out."""

    store: SqliteStore[Person]
    runner: Runner
    inbox: Inbox
    door: Door
    sender: Sender

    async def dispatch(self) -> int:
        """Take what turns meant for other people as those people's own turns."""
        rows = await self.store.tells(100)
        for row in rows:
            await self._tell(row)
        return len(rows)

    async def _tell(self, row: TellRow) -> None:
        event = Told(row.doc["what"], row.doc["data"])
        source = Source(tell=row.id)
        try:
            if row.doc["what"] == "invited":
                await self.runner.admit(row.practice_id, row.person_id, event, source)
            elif not (await self.runner.take(row.practice_id, row.person_id, event, source)).committed:
                await self.store.tell_failed(row.id)
        except Exception as error:
            log.error("tell_failed", tell=row.id, error=type(error).__name__)
            await self.store.tell_failed(row.id)

    async def settle(self) -> None:
        """Work until nothing is due, told or to be sent at this moment (rehearsals, tests)."""
        while True:
            worked = await self.inbox.retry() + await self.sender.drain()
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

    async def lost(claim: OutgoingClaim, event: NotDelivered) -> None:
        await runner.take(claim.practice_id, claim.person_id, event)

    sender = Sender(store, channels, clock, entropy, lost)
    return Engine(store, runner, inbox, Door(runner, renderer, channels, inbox), sender)
