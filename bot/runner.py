"""One turn: lock the person, load, take the event, render, commit. Nothing is spoken that is not saved."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.clock import Clock
from bot.colleagues import colleagues
from bot.entropy import Entropy
from bot.render import Renderer
from bot.writes import talk_mark, writes_of
from handlers import router
from handlers.client.newcomer import new_client
from handlers.events import Due, Event, Text, Told
from handlers.names import read_phone
from handlers.records import for_client, for_therapist
from handlers.safety.flags_asked import new_backup
from handlers.state import Person
from handlers.talk import Talk
from handlers.turn import DAY, HOUR, Entry, House, Turn, View
from storage.errors import StoreError, StoreUnavailable
from storage.rows import AgendaRow, CommitResult, LoadedPerson, RecordRow
from storage.sqlite import SqliteStore

log = structlog.get_logger()
DueRow = tuple[str, str, AgendaRow]
TRIES = 3
FOR_THE_PRACTICE = frozenset(("codes_refused", "revoked"))
"""What whoever runs this should see in the log as well: somebody may be trying a therapist's chat."""

DUE_RESTS = HOUR
"""How long a due row waits after its turn raised."""

RECORDS_SINCE = 60 * DAY
"""How far back a turn reads what was said: letters do not repeat and patterns show within weeks."""


class Contended(StoreUnavailable):
    """Somebody else changed this person between every load and its commit; the event is to come again."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an event came from, settled in the turn's own transaction."""

    seen: str | None = None
    tell: str | None = None
    inbox: tuple[str, ...] = ()
    invite: str | None = None
    address: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an event: `committed`, the label of a button that was pressed, the menu to show now.

    `forget`: the message is to go from the chat.
    """

    committed: bool
    pressed: str = ""
    menu: str = ""
    forget: bool = False


NOT_TAKEN = Taken(False)


class Runner:
    """Takes turns for every person of every practice of this process."""

    def __init__(
        self,
        store: SqliteStore[Person],
        houses: Mapping[str, House],
        renderer: Renderer,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self.store, self.houses, self.renderer = store, houses, renderer
        self.clock, self.entropy = clock, entropy
        self.turns = 0
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.committed: asyncio.Event = asyncio.Event()
        self.told: asyncio.Event = asyncio.Event()
        """Set when a turn meant something for somebody else, who need not wait for the next tick."""

    async def take(self, practice: str, person_id: str, event: Event, source: Source = Source()) -> Taken:
        """Take one event as this person's turn; not committed when it was a duplicate or nobody is there.

        Raises whatever the turn raised, Contended when somebody else kept changing the person; then
        nothing was written.
        """
        async with self.lock(person_id):
            for _ in range(TRIES):
                result, turn = await self._attempt(practice, person_id, event, source)
                if result is not CommitResult.CONFLICT:
                    break
            else:
                raise Contended(person_id)
        self.turns += 1
        self.committed.set()
        if turn is None or result is not CommitResult.COMMITTED:
            return NOT_TAKEN
        if turn.tells:
            self.told.set()
        for action, _ in turn.audits:
            if action in FOR_THE_PRACTICE:
                log.warning(action, person=person_id)
        return Taken(True, turn.pressed, turn.menu, turn.forget)

    def lock(self, person_id: str) -> asyncio.Lock:
        """One turn of a person at a time; held also while they are erased."""
        return self._locks.setdefault(person_id, asyncio.Lock())

    async def create(self, person: Person, event: Event, source: Source = Source()) -> bool:
        """Take the first turn of a person who is not stored yet."""
        turn = self._turn(person, [], event, {}, (), {})
        router.take(turn, event)
        writes = writes_of(turn, event, source, self.renderer, None, {}, [])
        result = await self.store.commit(writes)
        self.committed.set()
        if turn.tells:
            self.told.set()
        return result is CommitResult.COMMITTED

    async def admit(self, practice: str, person_id: str, event: Told, source: Source) -> bool:
        """Take the turn that makes somebody a person here: invited by a therapist, as client or as backup."""
        if person_id in await self.store.load(practice, [person_id]):
            return (await self.take(practice, person_id, event, source)).committed
        data = event.data
        newcomer = new_client if event.what == "invited" else new_backup
        person = newcomer(self.houses[practice], person_id, data["name"], data["zone"], data["channel"])
        return await self.create(person, event, source)

    async def _attempt(
        self, practice: str, person_id: str, event: Event, source: Source
    ) -> tuple[CommitResult, Turn | None]:
        loaded = (await self.store.load(practice, [person_id])).get(person_id)
        if loaded is None:
            return CommitResult.DUPLICATE, None
        views, records = await self._views(loaded, event), await self._own(loaded, event)
        talks = [row.doc for row in loaded.talks]
        marks = {talk.id: talk_mark(talk) for talk in talks}
        before = [(r.kind, r.scope, r.version) for r in loaded.doc.agenda]
        turn = self._turn(loaded.doc, talks, event, views, records, await self._taken(practice, event, talks))
        turn.addresses, turn.former = loaded.addresses, await self._former(loaded.doc)
        if router.names_colleagues(loaded.doc, event, talks):
            turn.colleagues = await colleagues(self.store, practice, person_id)
        router.take(turn, event)
        writes = writes_of(turn, event, source, self.renderer, loaded.version, marks, before)
        return await self.store.commit(writes), turn

    def _turn(
        self,
        person: Person,
        talks: list[Any],
        event: Event,
        views: Mapping[str, View],
        records: tuple[Entry, ...],
        taken: Mapping[str, str],
    ) -> Turn:
        return Turn(
            person,
            talks,
            self.clock.now(),
            self.houses[person.practice],
            self._ids(),
            self._codes(),
            views,
            records,
            taken,
        )

    def _ids(self) -> Iterator[str]:
        while True:
            yield self.entropy.fresh_id()

    def _codes(self) -> Iterator[str]:
        while True:
            yield self.entropy.invite_code()

    async def _taken(self, practice: str, event: Event, talks: list[Talk]) -> Mapping[str, str]:
        """Whose a phone number in a therapist's message is, so that one address stays one person.

        Or in the invitation their message answers: somebody else may have invited it since.
        """
        phone = read_phone_in(event.text) if isinstance(event, Text) else None
        phone = phone or router.phone_meant(event, talks)
        found = await self.store.person_of(practice, "sms", phone) if phone else None
        return {phone: found} if phone and found else {}

    async def _views(self, loaded: LoadedPerson[Person], event: Event) -> Mapping[str, View]:
        """A therapist's turn may read their clients: those the store gives it, by the relation."""
        person, now = loaded.doc, self.clock.now()
        if person.therapist is None:
            return {}
        focus = router.focus(person, event, [row.doc for row in loaded.talks])
        views: dict[str, View] = {}
        for id, client in (await self.store.clients(person.practice, person.id, now)).items():
            meant = focus is None or id in focus
            since = now - RECORDS_SINCE
            rows = (
                await self.store.client_records(person.practice, person.id, id, now, since) if meant else ()
            )
            views[id] = View(client.doc, for_therapist(client.doc, person.id, entries(rows), now))
        return views

    async def _own(self, loaded: LoadedPerson[Person], event: Event) -> tuple[Entry, ...]:
        """A client's turn may read their own records, when it needs them."""
        person = loaded.doc
        if not router.reads_own_records(person, event, [row.doc for row in loaded.talks]):
            return ()
        rows = await self.store.records(person.practice, person.id, self.clock.now() - RECORDS_SINCE)
        return for_client(entries(rows))

    async def _former(self, person: Person) -> frozenset[str]:
        """Whose relation with this therapist has ended, and who are not erased."""
        if person.therapist is None or not any(case.ended_at for case in person.therapist.cases):
            return frozenset()
        relations = await self.store.clients_of(person.practice, person.id)
        return frozenset(one.client_id for one in relations if one.state in ("ended", "former"))

    async def due(self, limit: int = 200) -> int:
        """Take every agenda row that is due, one after another; gives how many there were.

        A turn that raises does not stop the others; the first fault is raised after them.
        """
        rows, faults = await self.store.due(self.clock.now(), limit), list[Exception]()
        for row in rows:
            if fault := await self._take_due(*row):
                faults.append(fault)
        if faults:
            raise faults[0]
        return len(rows)

    async def due_side_by_side(self, limit: int = 1000, at_once: int = 64) -> int:
        """As `due`, `at_once` people together, so that they share commits; one person's rows stay in order.

        A turn that raises is logged and its row rests; the others are taken. Raises StoreUnavailable.
        """
        rows = await self.store.due(self.clock.now(), limit)
        people: dict[str, list[DueRow]] = {}
        for row in rows:
            people.setdefault(row[0], []).append(row)
        waiting = iter(people.values())
        await asyncio.gather(*(self._take_lines(waiting) for _ in range(min(at_once, len(people)))))
        return len(rows)

    async def _take_lines(self, lines: "Iterator[list[DueRow]]") -> None:
        for line in lines:
            for row in line:
                await self._take_due(*row)

    async def _take_due(self, person_id: str, practice: str, row: AgendaRow) -> Exception | None:
        """Take one row; one whose turn raises rests, one of nobody goes. Raises StoreUnavailable."""
        due = Due(row.kind, row.scope, row.version, row.due_at)
        try:
            taken = await self.take(practice, person_id, due)
            if not taken.committed:
                await self.store.due_gone(practice, person_id, row)
        except StoreUnavailable:
            raise
        except Exception as error:
            log.error("due_failed", person=person_id, kind=row.kind, error=type(error).__name__)
            await self.store.due_rests(practice, person_id, row, self.clock.now() + DUE_RESTS)
            return error
        return None


def entries(rows: Iterable[RecordRow]) -> tuple[Entry, ...]:
    """Stored records as a turn reads them."""
    return tuple(Entry(row.kind, row.at, row.doc, row.id) for row in rows)


def read_phone_in(text: str) -> str | None:
    """The phone number in a message, if there is one."""
    return next((phone for word in text.split() if (phone := read_phone(word))), None)


__all__ = ["Runner", "Source", "StoreError", "read_phone_in"]
