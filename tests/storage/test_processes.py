"""Several processes on one store at the same moment: nothing lost, nothing twice, one chain."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from storage import people
from storage.dialect import statement
from storage.errors import AddressTaken, StoreUnavailable
from storage.rows import AuditRow, BindAddress, CommitResult, TellRow
from storage.writing import Writes
from tests.postgres import ask
from tests.storage.kit import (
    POSTGRESQL,
    Person,
    Store,
    born,
    count,
    opened,
    places,
    text,
    turn,
)

ENGINES = POSTGRESQL
COMMITTED, DUPLICATE, CONFLICT = CommitResult.COMMITTED, CommitResult.DUPLICATE, CommitResult.CONFLICT


async def step(store: Store, person_id: str, mark: str) -> int:
    """One turn as the bot takes it, anew after every conflict; gives how many conflicts there were."""
    conflicts = 0
    while True:
        loaded = (await store.load("here", [person_id]))[person_id]
        changed = Person(person_id, loaded.doc.count + 1, [*loaded.doc.days, mark])
        audits = [AuditRow(person_id, mark, person_id)]
        writes = turn(person_id, loaded.version, person=changed, outbox=[text()], audits=audits, seen=mark)
        result = await store.commit(writes)
        if result is COMMITTED:
            return conflicts
        assert result is CONFLICT
        conflicts += 1


async def test_no_turn_is_lost_or_double(two: tuple[Store, Store]) -> None:
    """Two processes that change the same people at once keep every turn once, with its text in its place."""
    people = [f"p{n}" for n in range(6)]
    await asyncio.gather(*(born(two[0], person) for person in people))
    work = [step(two[n % 2], people[n % 6], f"e{n}") for n in range(120)]
    conflicts = await asyncio.gather(*work)
    loaded = await two[0].load("here", people)
    assert sum(conflicts) > 0  # they did meet
    assert [person.doc.count for person in loaded.values()] == [20] * 6
    assert {mark for person in loaded.values() for mark in person.doc.days} == {f"e{n}" for n in range(120)}
    rows = await two[0]._pump.read("SELECT person_id, number FROM outbox ORDER BY person_id, number")
    assert [tuple(row) for row in rows] == [(p, n) for p in people for n in range(1, 21)]


async def test_the_audit_trail_of_many_processes_is_whole(two: tuple[Store, Store], tmp_path: Path) -> None:
    """Turns and operators of several processes write one chain without a gap or a fork, in every practice."""
    stores = [*two, await opened(tmp_path / "a.db"), await opened(tmp_path / "a.db")]
    await asyncio.gather(*(born(two[0], f"p{n}", practice=f"at{n % 2}") for n in range(12)))

    async def work(n: int) -> None:
        for version in range(1, 11):
            store, practice = stores[(n + version) % 4], f"at{n % 2}"
            await store.note(practice, AuditRow("operator", "looked", ""))
            audits = [AuditRow(f"p{n}", "opened", ""), AuditRow(f"p{n}", "closed", "")]
            assert (
                await store.commit(turn(f"p{n}", version, practice_id=practice, audits=audits)) is COMMITTED
            )

    await asyncio.gather(*(work(n) for n in range(12)))
    report = await two[0].audit_verify()
    assert report.faults == ()
    assert sorted((practice, number) for practice, (number, _) in report.heads.items()) == [
        ("at0", 180),
        ("at1", 180),
    ]


async def test_an_event_that_both_got_is_applied_once(two: tuple[Store, Store]) -> None:
    """Of one event that two processes take at the same moment, one turn is made."""
    await born(two[0], "sam")
    for n in range(20):
        version = (await two[0].load("here", ["sam"]))["sam"].version
        results = await asyncio.gather(
            *(s.commit(turn("sam", version, seen=f"e{n}", outbox=[text()])) for s in two)
        )
        assert sorted(result.value for result in results) == ["committed", "duplicate"]
    assert await count(two[0], "outbox") == 20


async def test_a_tell_that_both_took_is_told_once(two: tuple[Store, Store]) -> None:
    """Of one tell that two processes take at the same moment, one turn is made."""
    await born(two[0], "sam")
    await born(two[0], "ada")
    for n in range(20):
        tell = TellRow(f"t{n}", "ada", "here", {"what": "x"}, "sam")
        loaded = await two[0].load("here", ["sam", "ada"])
        assert await two[0].commit(turn("sam", loaded["sam"].version, tells=[tell])) is COMMITTED
        taken = turn("ada", loaded["ada"].version, done_tell=f"t{n}", outbox=[text()])
        results = await asyncio.gather(*(store.commit(taken) for store in two))
        assert sorted(result.value for result in results) == ["committed", "duplicate"]
    assert [await count(two[0], "outbox"), await count(two[0], "tell")] == [20, 0]


async def test_texts_are_claimed_by_one_process(two: tuple[Store, Store]) -> None:
    """Two processes that claim at once never get the same text, nor one before an earlier of its person."""
    for person in ("sam", "kim", "ada"):
        await born(two[0], person, outbox=[text(words=f"{person}{n}") for n in range(12)])
    sent: list[tuple[str, int]] = []

    async def work(store: Store, fence: str) -> None:
        while (await store.outbox_counts())["queued"]:
            for claim in await store.claim_outgoing(5, 2, 60_000, fence):
                sent.append((claim.person_id, claim.number))
                assert await store.settle(claim.id, fence, "sent")

    await asyncio.gather(*(work(store, f"f{n}") for n, store in enumerate((*two, *two))))
    assert len(sent) == len(set(sent)) == 36
    for person in ("sam", "kim", "ada"):
        assert [number for whose, number in sent if whose == person] == list(range(1, 13))


async def test_a_turn_on_an_older_version_is_a_conflict(two: tuple[Store, Store]) -> None:
    """What another process changed since a person was loaded makes the turn a conflict without effect."""
    await born(two[0], "sam")
    assert await two[1].commit(turn("sam", 1, person=Person("new"))) is COMMITTED
    assert await two[0].commit(turn("sam", 1, person=Person("old"), outbox=[text()])) is CONFLICT
    assert (await two[0].load("here", ["sam"]))["sam"].doc == Person("new")
    assert await count(two[0], "outbox") == 0


async def test_one_newcomer_is_made_once(two: tuple[Store, Store]) -> None:
    """A person whom two processes make at the same moment is made by one; the other has a conflict."""
    for n in range(10):
        born_twice = turn(f"p{n}", None, person=Person("x"), outbox=[text()])
        again = turn(f"p{n}", None, person=Person("y"), outbox=[text()])
        results = await asyncio.gather(two[0].commit(born_twice), two[1].commit(again))
        assert sorted(result.value for result in results) == ["committed", "conflict"]
    assert set(await two[0].load("here", [f"p{n}" for n in range(10)])) == {f"p{n}" for n in range(10)}
    assert await count(two[0], "outbox") == 10


async def test_one_address_is_one_person_s(two: tuple[Store, Store]) -> None:
    """Of two people whom two processes give one address at the same moment, one has it."""
    await born(two[0], "sam")
    await born(two[0], "kim")
    bind = [BindAddress("telegram", "7", "active")]
    work = (two[0].commit(turn("sam", 1, addresses=bind)), two[1].commit(turn("kim", 1, addresses=bind)))
    results = await asyncio.gather(*work, return_exceptions=True)
    assert {type(result) for result in results} == {CommitResult, AddressTaken}
    owner = await two[0].person_of("here", "telegram", "7")
    assert owner == ("sam" if results[0] is COMMITTED else "kim")


async def test_nobody_waits_for_a_store_that_broke_down(
    two: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When one part of the store ends by a mistake of ours, all of it ends, and every caller hears so."""

    async def broken(self: Writes) -> None:
        raise RuntimeError("on request")

    await born(two[0], "sam")
    monkeypatch.setattr(Writes, "work", broken)
    with pytest.raises(StoreUnavailable):
        await two[0].commit(turn("sam", 1))
    with pytest.raises(StoreUnavailable):
        await two[0].load("here", ["sam"])
    with pytest.raises(ExceptionGroup):
        await two[0].close()


async def test_an_erasure_waits_for_a_turn_and_leaves_nothing_of_it(
    two: tuple[Store, Store], tmp_path: Path
) -> None:
    """What another process writes about a person whose erasure has begun is gone with them as well."""
    await born(two[0], "ada", outbox=[text()])
    await born(two[0], "sam")
    url = await places.url(tmp_path / "a.db")
    other = await asyncpg.connect(url)
    turn_of_other = other.transaction()
    await turn_of_other.start()
    await other.fetch(statement(people.LOCK).text, '["ada", "sam"]')
    erasing = asyncio.create_task(two[1].erase_person("here", "sam", 1))
    while not await ask(url, "SELECT 1 FROM pg_locks WHERE NOT granted"):
        assert not erasing.done()
    await other.execute("UPDATE outbox SET about_id = 'sam' WHERE person_id = 'ada'")
    await turn_of_other.commit()
    await other.close()
    assert (await erasing)["rows"] > 0
    assert await count(two[0], "outbox") == 0


async def test_a_process_that_stood_still_settles_nothing_of_another(two: tuple[Store, Store]) -> None:
    """Its lease ran out and another process has the text: what it says of it afterwards changes nothing."""
    await born(two[0], "sam", outbox=[text(not_before=0)])
    (first,) = await two[0].claim_outgoing(2000, 1, 60_000, "one")
    assert await two[1].claim_outgoing(61_999, 1, 60_000, "two") == []
    (taken_over,) = await two[1].claim_outgoing(62_000, 1, 60_000, "two")
    assert (taken_over.id, taken_over.ambiguous, taken_over.leased_until) == (first.id, True, 122_000)
    assert not await two[0].settle(first.id, "one", "sent")
    assert (await two[1].outbox_counts())["sending"] == 1
    assert await two[1].settle(first.id, "two", "sent")
