"""When a turn raises: the event is kept, tried again, and set aside after three tries."""

import asyncio
from collections import Counter
from dataclasses import asdict
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.runner import NOT_TAKEN, Runner, Source, Taken
from handlers import events
from handlers.events import Event, Told
from handlers.turn import House
from storage.errors import StoreError
from storage.rows import InboxRow
from storage.waiting import TRIES

log = structlog.get_logger()


class Inbox:
    """Events whose turn failed, in order per person."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._waiting: dict[str, set[str]] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.faults: Counter[str] = Counter()

    async def start(self) -> None:
        """Know who has an event waiting since before the last stop: what they send now queues behind it."""
        for row in await self._runner.store.inbox_waiting():
            self._waiting.setdefault(row.person_id, set()).add(row.id)

    async def take(self, practice: str, person: str, event: Event, source: Source) -> Taken:
        """Take the event; if its turn raises, keep it for the next tick. Raises when the store is away."""
        if goes_first(self._runner.houses[practice], event):
            return await self._try(practice, person, event, source)
        async with self._lock(person):
            if person in self._waiting:
                await self._keep(practice, person, event, source)
                return NOT_TAKEN
            return await self._try(practice, person, event, source)

    async def retry(self) -> int:
        """Try the kept events again, oldest first; a person's later ones wait for the earlier.

        Gives how many are over: taken, or set aside.
        """
        lines: dict[str, list[InboxRow]] = {}
        for row in await self._runner.store.inbox_waiting():
            lines.setdefault(row.person_id, []).append(row)
        return sum([await self._line(person, rows) for person, rows in lines.items()])

    async def _line(self, person: str, rows: list[InboxRow]) -> int:
        over = 0
        async with self._lock(person):
            for row in rows:
                if not await self._again(row):
                    break
                self._over(person, row.id)
                over += 1
        return over

    def _lock(self, person: str) -> asyncio.Lock:
        """One at a time per person, so that nothing overtakes what is just being kept."""
        return self._locks.setdefault(person, asyncio.Lock())

    def _over(self, person: str, row: str) -> None:
        left = self._waiting.get(person, set()) - {row}
        if left:
            self._waiting[person] = left
        else:
            self._waiting.pop(person, None)

    async def _try(self, practice: str, person: str, event: Event, source: Source) -> Taken:
        try:
            return await self._runner.take(practice, person, event, source)
        except (StoreError, asyncio.CancelledError):
            raise
        except Exception as error:
            log.error("turn_failed", person=person, error=type(error).__name__)
            await self._keep(practice, person, event, source)
            return NOT_TAKEN

    async def _again(self, row: InboxRow) -> bool:
        """Whether the event is over: taken, or set aside."""
        try:
            await self._runner.take(row.practice_id, row.person_id, restored(row.doc), Source(inbox=row.id))
        except (StoreError, asyncio.CancelledError):
            raise
        except Exception as error:
            log.error("turn_failed_again", person=row.person_id, tries=row.tries, error=type(error).__name__)
            if row.tries + 1 >= TRIES:
                await self._say_so(row)
            return await self._runner.store.inbox_fail(row.id)
        return True

    async def _say_so(self, row: InboxRow) -> None:
        """The person and their therapists hear that it was not taken; once, also should we crash here."""
        self.faults["set_aside"] += 1
        log.error("set_aside", row=row.id, person=row.person_id, kind=str(row.doc["type"]))
        try:
            source = Source(seen=f"aside:{row.id}")
            event = Told("set_aside", {"said": row.doc["type"] in HEARD})
            await self._runner.take(row.practice_id, row.person_id, event, source)
        except StoreError:
            raise
        except Exception as error:
            log.error("set_aside_unsaid", person=row.person_id, error=type(error).__name__)

    async def _keep(self, practice: str, person: str, event: Event, source: Source) -> None:
        row = InboxRow(self._runner.entropy.fresh_id(), practice, person, kept(event))
        self._waiting.setdefault(person, set()).add(row.id)
        put = False
        try:
            put = await self._runner.store.inbox_put(row, self._runner.clock.now(), source.seen)
        finally:
            if not put:
                self._over(person, row.id)


HEARD = ("Text", "Tap", "Media")
"""What a person did themselves, and waits for an answer to."""


def goes_first(house: House, event: Event) -> bool:
    """Distress and "stop texting me" do not queue behind an event that failed."""
    if not isinstance(event, events.Text | events.Media):
        return False
    words = event.text if isinstance(event, events.Text) else event.caption
    risk = house.risk
    return bool(words) and (risk.sos(words) or risk.tier(words) is not None or house.opt_out.wants_out(words))


def kept(event: Event) -> dict[str, Any]:
    """An event as plain data."""
    return {"type": type(event).__name__, **asdict(event)}


def restored(doc: dict[str, Any]) -> Event:
    """The event again, from plain data."""
    fields = dict(doc)
    made: Event = getattr(events, fields.pop("type"))(**fields)
    return made
