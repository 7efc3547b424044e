"""What is told and due where processes share a store: tries over hours, each practice by who knows it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from bot.clock import VirtualClock
from bot.cluster.jobs import Hint
from bot.cluster.shared_work import STALE, SharedWork
from bot.config import default_config
from bot.doors import Doors
from bot.engine import Engine
from bot.runner import Contended, Source, Taken
from bot.sending_loop import SendingLoop
from bot.work import Beside
from handlers.events import Event
from storage.rows import AgendaRow, InboxRow, TellRow, TurnWrites
from tests.cluster.engines import latest, opened
from tests.cluster.practice import populated
from tests.core_stage import failing, is_told
from tests.postgres import fresh_database

MINUTE = 60_000
PRACTICE = "practice"


class Queue:
    """Jobs, as far as they are put."""

    def __init__(self) -> None:
        self.hints: list[Hint] = []

    async def waiting(self, _: str) -> int:
        """Nobody falls behind."""
        return 0

    async def put(self, hints: Sequence[Hint]) -> int:
        """Keep them."""
        self.hints += hints
        return len(hints)


def work_of(engine: Engine) -> SharedWork:
    """The work of a process that has this engine; nobody else is asked anything."""
    nobody, clock = cast(Any, None), engine.runner.clock
    beside = Beside(default_config(), Doors({}, {}, frozenset()), clock, nobody, nobody, nobody)
    sending = SendingLoop(engine, {}, clock)
    return SharedWork(engine, beside, sending).join(cast(Any, Queue()), nobody)


@pytest.fixture
async def pair() -> AsyncIterator[tuple[SharedWork, SharedWork]]:
    url = await fresh_database()
    await populated(url, 3)
    clock = VirtualClock((await latest(url)) + 1000)
    engines = [await opened(url, clock) for _ in range(2)]
    yield work_of(engines[0]), work_of(engines[1])
    for engine in engines:
        await engine.store.close()


async def told(work: SharedWork, what: str, people: Sequence[str], **more: Any) -> None:
    """A turn of the first that tells all of them."""
    store, teller = work.engine.store, people[0]
    version = (await store.load(PRACTICE, [teller]))[teller].version
    rows = [TellRow(f"{what}{n}", id, PRACTICE, {"what": what, "data": {}}) for n, id in enumerate(people)]
    fixed: dict[str, Any] = {"practice_id": PRACTICE, "expected_version": version, "at": 5, "person": None}
    await store.commit(TurnWrites(person_id=teller, tells=rows, **fixed, **more))


async def tries_within(pair: Sequence[SharedWork], minutes: int) -> None:
    """All processes look for what is to be told, every ten seconds."""
    clock = cast(VirtualClock, pair[0].engine.runner.clock)
    for _ in range(minutes * 6):
        for work in pair:
            await work.tell()
        clock.advance_to(clock.now() + STALE)


async def test_who_cannot_be_told_holds_up_nobody(
    pair: tuple[SharedWork, SharedWork], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one person keeps being changed by others, everybody else hears what they are told, at once."""
    work = pair[0]
    people = await work.engine.store.people(PRACTICE)
    await told(work, "nothing", people)
    really = work.engine.runner.take

    async def take(practice: str, person: str, event: Event, source: Source) -> Taken:
        if person == people[0]:
            raise Contended(person)
        return await really(practice, person, event, source)

    monkeypatch.setattr(work.engine.runner, "take", take)
    await work.tell()
    now = work.engine.runner.clock.now()
    assert [row.person_id for row in await work.engine.store.tells(now, 9)] == [people[0]]


async def test_hours_are_hours_however_many_processes_try(
    pair: tuple[SharedWork, SharedWork], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed in one process rests for the other: nine tries take three hours, and are then lost once."""
    met = failing(monkeypatch, lambda _, event: is_told(event, "nothing"))
    one, two = pair
    await told(one, "nothing", (await one.engine.store.people(PRACTICE))[:1])
    await tries_within(pair, 15)
    assert len(met) == 5  # three at once, after a minute, after five more
    await tries_within(pair, 4 * 60)
    assert len(met) == 9
    assert one.engine.faults + two.engine.faults == {"tell_lost": 1}


async def test_a_flag_nobody_could_be_told_is_counted_once(
    pair: tuple[SharedWork, SharedWork], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All processes together raise one alert for the operator, try for ever, and it arrives in the end."""
    one, two = pair
    with monkeypatch.context() as patch:
        met = failing(patch, lambda _, event: is_told(event, "card_lost"))
        await told(one, "card_lost", (await one.engine.store.people(PRACTICE))[:1])
        await tries_within(pair, 6 * 60)
        assert 9 < len(met) < 13
        assert one.engine.faults + two.engine.faults == {"flag_untold": 1}
    monkeypatch.setattr("handlers.router.take", lambda *_: None)
    await tries_within(pair, 61)
    assert await one.engine.store.tells(2**62, 9) == []


async def test_a_process_leaves_alone_what_belongs_to_a_practice_it_does_not_know(
    pair: tuple[SharedWork, SharedWork],
) -> None:
    """Due rows, tells, kept events and jobs of such a practice stay as they are, for who knows it."""
    work, store = pair[0], pair[0].engine.store
    person, now = (await store.people(PRACTICE))[0], work.engine.runner.clock.now()
    row = AgendaRow("cue", "s", now - 1, now + MINUTE, 1)
    await told(work, "nothing", [person], agenda_set=[row])
    await store.inbox_put(InboxRow("i", PRACTICE, person, {"type": "Text"}), 5)
    runner = work.engine.runner
    runner.loading = replace(runner.loading, houses={})
    await work.tell()
    assert (await work._due(), await work._tells_left(), await work.engine.inbox.retry()) == (0, 0, 0)
    ids = [(row.kind, row.scope, row.due_at, row.not_after, row.version)]
    await work._handlers()["due"]([PRACTICE, person, ids])
    await work._handlers()["tells"]([PRACTICE, person])
    assert cast(Any, work._queue).hints == []
    assert row in [one for _, _, one in await store.claim_due([PRACTICE], now, 99, 0)]
    assert await store.claim_tells([PRACTICE], now, 9, 0) == [(PRACTICE, person)]
    assert [one.tries for one in await store.tells_of(PRACTICE, person, now, 9)] == [0]
    assert [one.tries for one in await store.inbox_waiting()] == [0]
