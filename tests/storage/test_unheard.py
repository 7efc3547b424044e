"""The connection is lost after a COMMIT was sent and before its answer came: the turn is committed, once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.errors import StoreUnavailable
from storage.rows import AgendaRow, CommitResult, LoadedPerson, TurnWrites
from tests.storage.kit import POSTGRESQL, Person, Store, born, count, opened, places, text, turn
from tests.storage.lossy import Lossy

ENGINES = POSTGRESQL
COMMITTED, DUPLICATE, CONFLICT = CommitResult.COMMITTED, CommitResult.DUPLICATE, CommitResult.CONFLICT


@pytest.fixture
async def lossy() -> AsyncIterator[Lossy]:
    found = Lossy()
    yield found
    await found.stop()


@pytest.fixture
async def store(lossy: Lossy, tmp_path: Path) -> Store:
    return await opened(await lossy.start(await places.url(tmp_path / "a.db")))


async def test_a_turn_that_is_through_is_told_so(store: Store, lossy: Lossy) -> None:
    """Its caller hears that it was committed, so that what comes after a commit happens; it is there once."""
    await born(store, "sam")
    lossy.loses = 1
    assert await store.commit(turn("sam", 1, person=Person("x"), seen="e", outbox=[text()])) is COMMITTED
    assert lossy.lost == 1
    assert (await store.load("here", ["sam"]))["sam"].version == 2
    assert await count(store, "outbox") == 1
    assert await store.commit(turn("sam", 2, seen="e", outbox=[text()])) is DUPLICATE


async def test_of_a_batch_each_hears_its_own(store: Store, lossy: Lossy) -> None:
    """Of turns that shared the lost COMMIT, one that was a duplicate or a conflict before stays that."""
    for person in ("sam", "kim", "ada"):
        await born(store, person)
    assert await store.commit(turn("kim", 1, seen="had")) is COMMITTED
    lossy.loses = 1
    results = await asyncio.gather(
        store.commit(turn("sam", 1, seen="new", outbox=[text()])),
        store.commit(turn("kim", 2, seen="had", outbox=[text()])),
        store.commit(turn("ada", 7, seen="late", outbox=[text()])),
    )
    assert (lossy.lost, [*results]) == (1, [COMMITTED, DUPLICATE, CONFLICT])
    assert await count(store, "outbox") == 1


async def test_a_turn_without_an_event_is_there_once(store: Store, lossy: Lossy) -> None:
    """A due row's turn has no key to find itself by: it becomes a conflict, and its text is there once."""
    await born(store, "sam", agenda_set=[AgendaRow("cue", "a", 5, 9, 1)])
    lossy.loses = 1
    taken = turn("sam", 1, agenda_drop=[("cue", "a")], outbox=[text()])
    assert await store.commit(taken) is CONFLICT
    assert (lossy.lost, await count(store, "outbox"), await store.due(99, 9)) == (1, 1, [])


async def test_a_turn_of_a_held_person_is_there_once(store: Store, lossy: Lossy) -> None:
    """Made anew on what was committed it finds itself applied, and changes nothing."""
    await born(store, "sam")

    async def work(loaded: LoadedPerson[Person]) -> TurnWrites:
        return turn("sam", loaded.version, seen="e", outbox=[text()])

    lossy.loses = 1
    assert await store.commit_held("here", "sam", work) is DUPLICATE
    assert (lossy.lost, await count(store, "outbox")) == (1, 1)
    assert (await store.load("here", ["sam"]))["sam"].version == 2


async def test_lost_twice_it_is_kept_elsewhere(store: Store, lossy: Lossy) -> None:
    """When the second try is lost as well, its caller hears that the store is away; it is there once."""
    await born(store, "sam")
    lossy.loses = 2
    taken = turn("sam", 1, seen="e", outbox=[text()])
    with pytest.raises(StoreUnavailable):
        await store.commit(taken)
    assert lossy.lost == 2
    assert await store.commit(taken) is DUPLICATE
    assert await count(store, "outbox") == 1


async def test_texts_that_were_taken_up_are_sent(store: Store, lossy: Lossy) -> None:
    """A claim whose COMMIT was not heard of is given all the same; no text of it counts as perhaps sent."""
    await born(store, "sam", outbox=[text()])
    lossy.loses = 1
    (claim,) = await store.claim_outgoing(5, 9, 60_000, "f")
    assert (lossy.lost, claim.ambiguous) == (1, False)
    assert await store.settle(claim.id, "f", "sent")
