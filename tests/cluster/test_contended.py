"""Steady pressure of several writers on one person: everybody's turns are committed, none waits for luck."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.clock import VirtualClock
from bot.engine import Engine
from bot.runner import TRIES, Source
from handlers.events import Text
from storage.rows import CommitResult, TurnWrites
from tests.cluster.engines import a_client, latest, opened
from tests.cluster.practice import populated
from tests.postgres import fresh_database

WRITERS, TEXTS = 4, 30


@pytest.fixture
async def engines() -> AsyncIterator[list[Engine]]:
    url = await fresh_database()
    await populated(url, 2)
    clock = VirtualClock((await latest(url)) + 1000)
    found = [await opened(url, clock) for _ in range(WRITERS)]
    yield found
    for engine in found:
        await engine.store.close()


def _counted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Counter[str | None]:
    """How often each event's turn was committed without holding its person."""
    commit, tries = engine.store.commit, Counter[str | None]()

    async def counted(writes: TurnWrites) -> CommitResult:
        tries[writes.seen] += 1
        return await commit(writes)

    monkeypatch.setattr(engine.store, "commit", counted)
    return tries


async def test_steady_pressure_starves_nobody(engines: list[Engine], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of four writers' thirty texts to one person is committed, after three conflicts at most."""
    person = await a_client(engines[0])
    before = (await engines[0].store.load("practice", [person]))[person].version
    tries = [_counted(engine, monkeypatch) for engine in engines]
    taken = await asyncio.gather(
        *(
            engine.runner.take("practice", person, Text("todo", 5), Source(seen=f"{n}-{number}"))
            for n, engine in enumerate(engines)
            for number in range(TEXTS)
        )
    )
    assert [one.committed for one in taken] == [True] * WRITERS * TEXTS
    assert (await engines[0].store.load("practice", [person]))[person].version == before + WRITERS * TEXTS
    most = max(max(one.values()) for one in tries)
    assert 1 < most < TRIES, "they met, and whoever met too often held the person"
