"""One turn: lock the person, load, take the event, render, commit. Nothing is spoken that is not saved."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from weakref import WeakValueDictionary

import structlog

from bot.clock import Clock
from bot.due import take_due, take_due_side_by_side
from bot.entropy import Entropy
from bot.exposition import Histogram
from bot.loading import Loading
from bot.render import Renderer
from bot.writes import talk_mark, writes_of
from handlers import router
from handlers.client.newcomer import new_client
from handlers.events import Event, Told
from handlers.safety.flags_asked import new_backup
from handlers.state import Person
from handlers.turn import House, Turn
from storage.errors import StoreUnavailable
from storage.rows import CommitResult, LoadedPerson, TurnWrites
from storage.store import Store

log = structlog.get_logger()
TRIES = 4
"""Loads and commits of one event while others change the same person in between.

Where processes share the store the last holds the person from its load on: steady pressure starves nobody.
"""

FOR_THE_PRACTICE = frozenset(("codes_refused", "revoked"))
"""What whoever runs this should see in the log as well: somebody may be trying a therapist's chat."""


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

    `menu` is a role, shown in `language`.
    `forget`: the message is to go from the chat. `nobody`: whom it was for is not here.
    """

    committed: bool
    pressed: str = ""
    menu: Literal["", "client", "therapist"] = ""
    forget: bool = False
    language: str = "en"
    nobody: bool = False


NOT_TAKEN = Taken(False)
NOBODY_THERE = Taken(False, nobody=True)


class Runner:
    """Takes turns for every person of every practice of this process."""

    def __init__(
        self,
        store: Store[Person],
        houses: Mapping[str, House],
        renderer: Renderer,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self.store, self.renderer = store, renderer
        self.clock, self.entropy = clock, entropy
        self.loading = Loading(store, houses, clock, entropy)
        self.results: Counter[str] = Counter()
        self.took = Histogram()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.committed: asyncio.Event = asyncio.Event()
        self.spoken: set[tuple[str, str]] = set()
        """(practice, channel) of texts that were committed; whoever sends takes them from here."""
        self.told: asyncio.Event = asyncio.Event()
        """Set when a turn meant something for somebody else, who need not wait for the next tick."""

    @property
    def houses(self) -> Mapping[str, House]:
        """Each practice's own rules, library and lists, by its id."""
        return self.loading.houses

    async def take(self, practice: str, person_id: str, event: Event, source: Source = Source()) -> Taken:
        """Take one event as this person's turn; not committed when it was a duplicate or nobody is there.

        Raises whatever the turn raised, Contended when somebody else kept changing the person; then
        nothing was written.
        """
        began = time.perf_counter()
        async with self.lock(person_id):
            for tried in range(1, TRIES + 1):
                attempt = self._held if tried == TRIES and self.store.shared else self._attempt
                result, turn = await attempt(practice, person_id, event, source)
                self.results[result.value] += 1
                if result is not CommitResult.CONFLICT:
                    break
            else:
                raise Contended(person_id)
        self.took.observe(time.perf_counter() - began)
        self.committed.set()
        if turn is None:
            return NOBODY_THERE
        if result is not CommitResult.COMMITTED:
            return NOT_TAKEN
        if turn.tells:
            self.told.set()
        for action, _ in turn.audits:
            if action in FOR_THE_PRACTICE:
                log.warning(action, person=person_id)
        return Taken(True, turn.pressed, turn.menu, turn.forget, turn.person.language)

    def lock(self, person_id: str) -> asyncio.Lock:
        """One turn of a person at a time; held also while they are erased."""
        return self._locks.setdefault(person_id, asyncio.Lock())

    async def create(self, person: Person, event: Event, source: Source = Source()) -> bool:
        """Take the first turn of a person who is not stored yet."""
        turn = self.loading.first_turn(person, [])
        router.take(turn, event)
        writes = writes_of(turn, event, source, self.renderer, None, {}, [])
        result = await self._commit(writes)
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
        writes, turn = await self._made(loaded, event, source)
        return await self._commit(writes), turn

    async def _held(
        self, practice: str, person_id: str, event: Event, source: Source
    ) -> tuple[CommitResult, Turn | None]:
        """As `_attempt`, while nobody else can change the person."""
        made: list[tuple[TurnWrites, Turn]] = []

        async def work(loaded: LoadedPerson[Person]) -> TurnWrites:
            made.append(await self._made(loaded, event, source))
            return made[-1][0]

        result = await self.store.commit_held(practice, person_id, work)
        if not made:
            return result, None
        writes, turn = made[-1]
        self._speaks(writes, result)
        return result, turn

    async def _made(
        self, loaded: LoadedPerson[Person], event: Event, source: Source
    ) -> tuple[TurnWrites, Turn]:
        marks = {row.id: talk_mark(row.doc) for row in loaded.talks}
        before = [(r.kind, r.scope, r.version) for r in loaded.doc.agenda]
        turn = await self.loading.turn(loaded, event)
        router.take(turn, event)
        return writes_of(turn, event, source, self.renderer, loaded.version, marks, before), turn

    async def _commit(self, writes: TurnWrites) -> CommitResult:
        result = await self.store.commit(writes)
        self._speaks(writes, result)
        return result

    def _speaks(self, writes: TurnWrites, result: CommitResult) -> None:
        if result is CommitResult.COMMITTED:
            self.spoken.update((writes.practice_id, row.channel) for row in writes.outbox)

    async def due(self, limit: int = 200) -> int:
        """Take what is due, one row after another (`bot.due.take_due`)."""
        return await take_due(self, limit)

    async def due_side_by_side(self, limit: int = 1000, at_once: int = 64) -> int:
        """Take what is due, many people together (`bot.due.take_due_side_by_side`)."""
        return await take_due_side_by_side(self, limit, at_once)
