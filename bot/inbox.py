"""Events that cannot be taken now: tried again when their turn raised, read together when too many came."""

import asyncio
from collections import Counter
from weakref import WeakValueDictionary

import structlog

from bot.flood import Flood, Met
from bot.held import MOST, Group, is_held, kept, next_group, restored
from bot.runner import NOT_TAKEN, Runner, Source, Taken
from handlers import events
from handlers.events import Event, Told
from handlers.safety.hearing import Heard
from handlers.turn import House
from storage.errors import StoreError
from storage.rows import InboxRow
from storage.waiting import TRIES

log = structlog.get_logger()

AT_ONCE = 128
"""Turns of what people sent that are taken side by side; what goes first does not wait for a place."""

HOUR = 3_600_000
SENT = (events.Text, events.Tap, events.Media)
"""What a person did themselves, and waits for an answer to."""


class Inbox:
    """Events that wait, in order per person: their turn failed, or their sender is over the limit."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._waiting: dict[str, set[str]] = {}
        self._held: set[str] = set()
        self._met, self._said = Met(), Met()
        self._flood, self._urgent = Flood(runner.clock), Flood(runner.clock)
        self._room = asyncio.Semaphore(AT_ONCE)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.faults: Counter[str] = Counter()

    async def start(self) -> None:
        """Know who has an event waiting since before the last stop: what they send now queues behind it."""
        for row in () if self._runner.store.shared else await self._runner.store.inbox_waiting():
            self._waiting.setdefault(row.person_id, set()).add(row.id)
            if is_held(row):
                self._held.add(row.person_id)

    async def take(self, practice: str, person: str, event: Event, source: Source) -> Taken:
        """Take the event; if its turn raises or there are too many, keep it. Raises when the store is away.

        A second delivery of what came lately does not count: the store knows it and nothing comes of it.
        """
        counts = isinstance(event, SENT) and (source.seen is None or self._met.add(source.seen))
        try:
            return await self._taken(practice, person, event, source, counts)
        except BaseException:
            if counts and source.seen is not None:
                self._met.forget(source.seen)
            raise

    async def _taken(self, practice: str, person: str, event: Event, source: Source, counts: bool) -> Taken:
        first = goes_first(self._runner.houses[practice], event)
        if first and (not counts or self._urgent.lets_in(person, key=source.seen)):
            return await self._try(practice, person, event, source)
        async with self._lock(person):
            if counts and (first or not self._flood.lets_in(person, key=source.seen)):
                return await self._hold(practice, person, event, source, first)
            if await self._waits(practice, person):
                await self._keep(practice, person, event, source)
                return NOT_TAKEN
            async with self._room:
                return await self._try(practice, person, event, source)

    async def _hold(self, practice: str, person: str, event: Event, source: Source, alone: bool) -> Taken:
        """Over the limit: kept without an answer of its own, which is said once an hour."""
        if await self._waits(practice, person) >= MOST:
            self.faults["over_limit"] += 1
            await self._say_once(practice, person, "too_many")
            return NOT_TAKEN
        self._held.add(person)
        await self._keep(practice, person, event, source, alone)
        await self._say_once(practice, person, "many")
        return NOT_TAKEN

    async def _waits(self, practice: str, person: str) -> int:
        """How many events of this person wait; where other processes keep some too, the store knows."""
        if self._runner.store.shared:
            return await self._runner.store.inbox_waits(practice, person, MOST)
        return len(self._waiting.get(person, ()))

    async def _say_once(self, practice: str, person: str, what: str) -> None:
        key = f"{what}:{person}:{self._runner.clock.now() // HOUR}"
        if self._said.add(key):
            log.info("over_limit", person=person, kind=what)
            await self._tell(practice, person, Told(what), key)

    async def retry(self) -> int:
        """Try the kept events again, oldest first; a person's later ones wait for the earlier.

        Gives how many are over: taken, or set aside. Those of a practice that is not in this process's
        configuration are left alone: another process may know it, or a later one.
        """
        lines: dict[str, list[InboxRow]] = {}
        for row in await self._runner.store.inbox_waiting():
            if row.practice_id in self._runner.houses:
                lines.setdefault(row.person_id, []).append(row)
        return sum([await self._line(person, rows) for person, rows in lines.items()])

    async def _line(self, person: str, rows: list[InboxRow]) -> int:
        over = 0
        async with self._lock(person):
            while over < len(rows):
                group = next_group(rows[over:])
                if group.held and not self._flood.lets_in(person):
                    break
                if not await self._again(group):
                    break
                for row in group.rows:
                    self._over(person, row.id)
                over += len(group.rows)
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
            self._held.discard(person)

    async def _try(self, practice: str, person: str, event: Event, source: Source) -> Taken:
        try:
            return await self._runner.take(practice, person, event, source)
        except (StoreError, asyncio.CancelledError):
            raise
        except Exception as error:
            log.error("turn_failed", person=person, error=type(error).__name__)
            await self._keep(practice, person, event, source, raised=type(error).__name__)
            return NOT_TAKEN

    async def _again(self, group: Group) -> bool:
        """Whether the event is over: taken, or set aside."""
        row, source = group.rows[0], Source(inbox=tuple(row.id for row in group.rows))
        try:
            event = restored(row.doc) if group.event is None else group.event
            await self._runner.take(row.practice_id, row.person_id, event, source)
        except (StoreError, asyncio.CancelledError):
            raise
        except Exception as error:
            log.error("turn_failed_again", person=row.person_id, tries=row.tries, error=type(error).__name__)
            if row.tries + 1 >= TRIES:
                await self._say_so(row)
            return all([await self._failed(row) for row in group.rows])
        return True

    async def _failed(self, row: InboxRow) -> bool:
        return await self._runner.store.inbox_fail(row.practice_id, row.person_id, row.id)

    async def _say_so(self, row: InboxRow) -> None:
        """The person and their therapists hear that it was not taken; once, also should we crash here."""
        self.faults["set_aside"] += 1
        log.error("set_aside", row=row.id, person=row.person_id, kind=str(row.doc["type"]))
        said = row.doc["type"] in {event.__name__ for event in SENT}
        await self._tell(row.practice_id, row.person_id, Told("set_aside", {"said": said}), f"aside:{row.id}")

    async def _tell(self, practice: str, person: str, event: Told, key: str) -> None:
        try:
            await self._runner.take(practice, person, event, Source(seen=key))
        except StoreError:
            raise
        except Exception as error:
            log.error("unsaid", person=person, kind=event.what, error=type(error).__name__)

    async def _keep(
        self,
        practice: str,
        person: str,
        event: Event,
        source: Source,
        alone: bool = False,
        raised: str = "",
    ) -> None:
        doc = kept(event, person in self._held, alone, raised)
        row = InboxRow(self._runner.entropy.fresh_id(), practice, person, doc)
        self._waiting.setdefault(person, set()).add(row.id)
        put = False
        try:
            put = await self._runner.store.inbox_put(row, self._runner.clock.now(), source.seen)
        finally:
            if not put or self._runner.store.shared:
                self._over(person, row.id)


def goes_first(house: House, event: Event) -> bool:
    """Distress, HELP and "stop texting me" do not queue behind an event that failed."""
    heard = _heard(house, event)
    return heard is not None and (heard.wants_out or heard.carrier == "help" or heard.distress)


def wants_out(house: House, event: Event) -> bool:
    """Whether somebody asks for no more texts."""
    heard = _heard(house, event)
    return heard is not None and heard.wants_out


def _heard(house: House, event: Event) -> Heard | None:
    """What its words say, if it has any."""
    if not isinstance(event, events.Text | events.Media):
        return None
    words = event.text if isinstance(event, events.Text) else event.caption
    return house.hear(words, event.heard if isinstance(event, events.Text) else None) if words else None
