"""People of a practice, put into a store before any process begins."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock, VirtualClock
from bot.config import default_config
from bot.engine import Engine, build_engine
from bot.entropy import Entropy
from bot.runner import Source
from bot.surroundings import build_houses
from handlers.client import week
from handlers.client.newcomer import cast_client
from handlers.events import Told
from handlers.state import Person
from handlers.talk import Talk
from handlers.therapist.newcomer import cast_therapist
from handlers.week_parts import Assignment
from storage.store import Store
from storage.stores import open_store
from storage.vault import Vault

FIRST = 100_000
"""The chat of the first client."""

MINUTE = 60_000


async def opened(url: str, clock: Clock, key: str = "ab" * 32) -> Store[Person]:
    """The practice's store, under this master key."""
    vault = Vault(bytes.fromhex(key))
    return await open_store(url, vault, person_type=Person, talk_type=Talk, clock=clock.now)


async def written(url: str, key: str = "ab" * 32) -> dict[str, list[str]]:
    """What each Telegram chat is to read, in the order of the outbox's numbers."""
    store, found = await opened(url, VirtualClock(0), key), {}
    for id in await store.people("practice"):
        data = await store.export_person("practice", id)
        found[data["addresses"][0][1]] = [row["doc"]["text"] for row in data["texts"]]
    await store.close()
    return found


async def populated(url: str, clients: int, *, due: bool = False, key: str = "ab" * 32) -> None:
    """A therapist and so many clients who have joined; `due`: each has a cue due at this moment."""
    now = time.time_ns() // 1_000_000
    clock = VirtualClock(now - 40 * MINUTE)
    houses, renderer = build_houses(default_config())
    store = await opened(url, clock, key)
    engine = build_engine(store, houses, renderer, {}, clock, Entropy(clock))
    zone = _where_it_is_noon()
    therapist = await _therapist(engine, zone)
    await asyncio.gather(*(_client(engine, n, zone, therapist, now if due else None) for n in range(clients)))
    await store.close()


async def _therapist(engine: Engine, zone: str) -> Person:
    house = next(iter(engine.runner.houses.values()))
    id, now = engine.runner.entropy.fresh_id(), engine.runner.clock.now()
    person = cast_therapist(house, id, "Ada Okafor", zone, "telegram", now)
    await engine.runner.create(person, Told("nothing"), Source(address=("telegram", "1")))
    return person


async def _client(engine: Engine, number: int, zone: str, therapist: Person, due: int | None) -> None:
    house = next(iter(engine.runner.houses.values()))
    id, now = engine.runner.entropy.fresh_id(), engine.runner.clock.now()
    person = cast_client(house, id, f"Client {number}", zone, "telegram", now, therapist, None)
    if due is not None:
        _assign(person, therapist, now, due, zone)
    await engine.runner.create(person, Told("nothing"), Source(address=("telegram", str(FIRST + number))))


def _assign(person: Person, therapist: Person, now: int, due: int, zone: str) -> None:
    """A daily activity, delivered and begun, whose first cue is due at this minute."""
    assert person.client is not None
    at = datetime.fromtimestamp(due / 1000, ZoneInfo(zone)).strftime("%H:%M")
    item = Assignment(
        f"a{person.id}", therapist.id, "sa-mood", "Mood check", "daily", at, now, minutes=1,
        state="active", delivered_at=now, confirmed_at=now, week_from=now,
    )  # fmt: skip
    person.client.assignments.append(item)
    person.client.bonds[0].first_assignment_at = now
    week.plan(person, item, now)


def _where_it_is_noon() -> str:
    """A zone far from midnight, so that a test means the same at any hour."""
    ahead = 12 - (datetime.now(UTC) + timedelta(minutes=30)).hour
    return f"Etc/GMT{-ahead:+d}"
