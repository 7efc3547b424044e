"""Two engines over one PostgreSQL, step by step: order across processes, contention, shared limits."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.console import ConsoleChannel
from bot.clock import VirtualClock
from bot.cluster.shared_pace import SharedPace
from bot.engine import Engine
from bot.runner import Source
from handlers.events import Text
from storage.rows import TellRow, TurnWrites
from tests.cluster.engines import KEYS, a_client, latest, opened
from tests.cluster.practice import populated
from tests.core_stage import failing, words_of
from tests.postgres import fresh_database

Pair = tuple[Engine, Engine]


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    url = await fresh_database()
    await populated(url, 2)
    clock = VirtualClock((await latest(url)) + 1000)
    engines = [await opened(url, clock) for _ in range(2)]
    yield engines[0], engines[1]
    for engine in engines:
        await engine.store.close()


async def test_nothing_overtakes_what_another_process_keeps(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text whose turn raised in one process is taken before a later one that comes to another."""
    one, two = pair
    person = await a_client(one)
    with monkeypatch.context() as patch:
        failing(patch, lambda turn, event: words_of(event) == "win it rained")
        taken = await one.inbox.take("practice", person, Text("win it rained", 5), Source(seen="e1"))
        assert not taken.committed
    assert not (await two.inbox.take("practice", person, Text("todo", 5), Source(seen="e2"))).committed
    assert await two.store.inbox_waits("practice", person, 9) == 2
    assert await two.inbox.retry() == 2
    kinds = [row.kind for row in await one.store.records("practice", person)]
    assert "win" in kinds
    assert (await two.inbox.take("practice", person, Text("todo", 5), Source(seen="e3"))).committed


async def test_one_persons_turns_in_two_processes_all_count(pair: Pair) -> None:
    """Events of one person taken by two processes at once are each applied once, whoever comes first."""
    one, two = pair
    person, url = await a_client(one), one.store
    before = (await url.load("practice", [person]))[person].version
    texts = [(pair[n % 2], f"e{n}") for n in range(24)]
    taken = await asyncio.gather(
        *(engine.runner.take("practice", person, Text("todo", 5), Source(seen=key)) for engine, key in texts)
    )
    again = await asyncio.gather(
        *(engine.runner.take("practice", person, Text("todo", 5), Source(seen=key)) for engine, key in texts)
    )
    assert [one.committed for one in taken] == [True] * 24
    assert not any(one.committed for one in again)
    assert (await two.store.load("practice", [person]))[person].version == before + 24


async def test_a_tell_two_processes_take_is_applied_once(pair: Pair) -> None:
    """What one person is told is one turn of theirs, though both processes go through it."""
    one, two = pair
    person = await a_client(one)
    version = (await one.store.load("practice", [person]))[person].version
    tells = [TellRow(f"t{n}", person, "practice", {"what": "nothing", "data": {}}) for n in range(5)]
    await one.store.commit(
        TurnWrites(
            person_id=person, practice_id="practice", expected_version=version, at=5, person=None, tells=tells
        )
    )
    await asyncio.gather(one.dispatch_for("practice", person), two.dispatch_for("practice", person))
    assert await one.store.tells_of("practice", person, one.runner.clock.now(), 9) == []
    assert (await one.store.load("practice", [person]))[person].version == version + 1 + 5
    assert one.faults + two.faults == {}


async def test_silence_asked_of_one_holds_for_the_other(pair: Pair) -> None:
    """A provider that asks one process to wait is left alone by the other as well."""
    one, two = pair
    await one.store.make_lanes([KEYS])
    paces = [_pace(engine) for engine in pair]
    one.sender.be_silent(*KEYS, one.runner.clock.now() + 60_000)
    await paces[0].room()
    await paces[1].room()
    assert two.sender.paused_until(*KEYS) == one.sender.paused_until(*KEYS) > 0


async def test_room_ends_where_the_others_have_taken_it(pair: Pair) -> None:
    """While the places given away reach two seconds ahead nobody claims more; they never overlap."""
    await pair[0].store.make_lanes([KEYS])
    first, second = (_pace(engine) for engine in pair)
    assert (await first.room(), await second.room()) == ((20, 0), (20, 0))
    mine, theirs = await asyncio.gather(first.places([1.0] * 20), second.places([1.0] * 20))
    assert sorted(round(wait, 3) for wait in (*mine, *theirs)) == [round(n * 0.1, 3) for n in range(40)]
    room, wait = await first.room()
    assert (room, round(wait, 2)) == (0, 2.1)


def _pace(engine: Engine) -> SharedPace:
    channel = ConsoleChannel("telegram")
    channel.per_second = 10.0
    return SharedPace(engine.store, engine.sender, KEYS, channel, engine.runner.clock)
