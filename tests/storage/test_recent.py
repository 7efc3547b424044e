"""People met lately are remembered: what a turn is given is still exactly what the database holds."""

import asyncio
import random
from typing import Any

import pytest

from storage.errors import AddressTaken
from storage.recent import Opened, Recent
from storage.rows import BindAddress, CommitResult, TalkRow, UnbindAddress
from storage.vault import WrappedKey
from tests.storage.kit import Person, Store, Talk, born, poke, text, turn


async def loaded(store: Store, person_id: str) -> Any:
    """Somebody as a turn would be given them."""
    return (await store.load("here", [person_id])).get(person_id)


async def as_stored(store: Store, person_id: str) -> Any:
    """The same, read anew from the tables."""
    store._recent.forget_all()
    return await loaded(store, person_id)


def some_turn(chance: random.Random, version: int, open_talks: list[str]) -> Any:
    """A turn that changes anything of what is remembered, at a time that may lie before the last."""
    ids = [f"t{n}" for n in range(5)]
    talks = [
        TalkRow(id, "", "barrier", chance.choice(("open", "suspended")), Talk([str(chance.random())]))
        for id in chance.sample(ids, chance.randrange(3))
    ]
    dropped = [id for id in open_talks if chance.random() < 0.3 and id not in {row.id for row in talks}]
    person = Person("Sam", version, [str(chance.random())]) if chance.random() < 0.8 else None
    outbox = [text() for _ in range(chance.randrange(3))]
    at = 1000 + chance.randrange(50)
    return turn("sam", version, at=at, person=person, talks=talks, drop_talks=dropped, outbox=outbox)


@pytest.mark.parametrize("seed", range(20))
async def test_what_is_remembered_is_what_is_stored(sam: Store, seed: int):
    """After any turns a remembered person equals the one in the tables: document, talks in order, version."""
    chance = random.Random(seed)
    for _ in range(12):
        before = await loaded(sam, "sam")
        writes = some_turn(chance, before.version, [row.id for row in before.talks])
        assert await sam.commit(writes) is CommitResult.COMMITTED
        assert sam._recent.get("sam") is not None
        remembered = await loaded(sam, "sam")
        assert remembered == await as_stored(sam, "sam")


async def test_numbers_go_on_from_what_is_remembered(sam: Store):
    """Texts of turns that were not loaded from the tables are numbered without a gap or a double."""
    for version in range(1, 5):
        await loaded(sam, "sam")
        await sam.commit(turn("sam", version, outbox=[text(), text()]))
    rows = await sam._pump.read("SELECT number FROM outbox ORDER BY number")
    assert [row[0] for row in rows] == list(range(1, 9))


async def test_whoever_is_remembered_is_read_from_no_table(sam: Store, monkeypatch: pytest.MonkeyPatch):
    """The second turn of a person asks the database neither for them nor whose their address is."""
    await loaded(sam, "sam")

    async def nothing(*_: Any) -> Any:
        raise AssertionError("the tables were asked")

    monkeypatch.setattr(sam._pump, "load", nothing)
    monkeypatch.setattr(sam._pump, "look_up", nothing)
    assert (await loaded(sam, "sam")).doc == Person("sam")
    assert await sam.person_of("here", "sms", "+44sam") == "sam"
    with pytest.raises(AssertionError):
        await sam.load("elsewhere", ["sam"])
    with pytest.raises(AssertionError):
        await sam.person_of("elsewhere", "sms", "+44sam")


async def test_what_a_turn_does_to_its_copy_stays_with_it(sam: Store):
    """A turn that is never committed leaves no trace in what the next one is given."""
    first = await loaded(sam, "sam")
    first.doc.days.append("spoilt")
    first.talks.append("spoilt")
    first.addresses.clear()
    assert await loaded(sam, "sam") == await as_stored(sam, "sam")
    assert (await loaded(sam, "sam")).addresses == [("sms", "+44sam", "active")]


async def test_two_who_ask_together_get_one_each(sam: Store):
    """What a turn does to a person it loaded is not seen by who asked for the same person beside it."""
    sam._recent.forget_all()
    one, other = await asyncio.gather(loaded(sam, "sam"), loaded(sam, "sam"))
    one.doc.days.append("not committed")
    one.talks.append("not committed")
    assert other == await as_stored(sam, "sam")


async def test_a_turn_that_fails_changes_nothing_that_is_remembered(sam: Store):
    """After a refused turn, a conflict and a duplicate, people are as the tables have them."""
    await born(sam, "ada")
    await loaded(sam, "sam")
    stolen = [BindAddress("sms", "+44ada", "active")]
    with pytest.raises(AddressTaken):
        await sam.commit(turn("sam", 1, person=Person("not he"), addresses=stolen))
    assert await loaded(sam, "sam") == await as_stored(sam, "sam")
    assert await sam.commit(turn("sam", 7, person=Person("not he"))) is CommitResult.CONFLICT
    assert await loaded(sam, "sam") == await as_stored(sam, "sam")
    for person in ("he", "not he"):
        version = (await loaded(sam, "sam")).version
        await sam.commit(turn("sam", version, person=Person(person), seen="event"))
    assert (await loaded(sam, "sam")).doc == Person("he")


async def test_stale_memory_is_a_conflict_and_then_forgotten(sam: Store):
    """Whatever else changed a person, a turn on what is remembered is not written over it."""
    await loaded(sam, "sam")
    await poke(sam, "UPDATE person SET version = 9 WHERE id = 'sam'")
    assert await sam.commit(turn("sam", 1, person=Person("not he"))) is CommitResult.CONFLICT
    assert ((await loaded(sam, "sam")).version, (await loaded(sam, "sam")).doc) == (9, Person("sam"))


async def test_an_address_that_goes_over_is_found_at_its_new_owner(sam: Store):
    """Neither the address nor its state is remembered beyond the turn that changes it."""
    await born(sam, "ada")
    await loaded(sam, "sam")
    await sam.commit(turn("sam", 1, addresses=[UnbindAddress("sms", "+44sam")]))
    assert await sam.person_of("here", "sms", "+44sam") is None
    await loaded(sam, "ada")
    await sam.commit(turn("ada", 1, addresses=[BindAddress("sms", "+44sam", "stopped")]))
    assert await sam.address_of("here", "sms", "+44sam") == ("ada", "stopped")
    assert (await loaded(sam, "sam")).addresses == []


async def test_an_erased_person_is_not_remembered(sam: Store):
    """Nor is what somebody else's talk held of them, also when a turn is written in the same breath."""
    await born(sam, "ada")
    about = [TalkRow("t1", "sam", "assign", "open", Talk(["about sam"]))]
    for person in ("ada", "sam"):
        await loaded(sam, person)
    await sam.commit(turn("ada", 1, talks=about))
    assert (await loaded(sam, "ada")).talks != []
    await asyncio.gather(sam.commit(turn("ada", 2)), sam.erase_person("here", "sam", 2000))
    assert await loaded(sam, "sam") is None
    assert await sam.person_of("here", "sms", "+44sam") is None
    assert (await loaded(sam, "ada")).talks == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_where_others_write_nobody_is_remembered(sam: Store):
    """On a shared database every turn loads its person."""
    await loaded(sam, "sam")
    await sam.commit(turn("sam", 1))
    assert sam._recent.get("sam") is None
    assert sam._recent.owner("here", "sms", "+44sam") is None


def test_who_was_met_longest_ago_is_forgotten_first():
    """No more people are remembered than were allowed for, and nobody's address outlives them."""
    recent = Recent(2)
    for id in ("a", "b"):
        recent.keep(_someone(id))
    assert recent.get("a") is not None
    recent.keep(_someone("c"))
    assert [recent.get(id) is not None for id in "abc"] == [True, False, True]
    assert [recent.owner("here", "sms", f"+{id}") is not None for id in "abc"] == [True, False, True]


def _someone(id: str) -> Opened:
    return Opened(id, "here", 1, 0, WrappedKey("k", b""), b"{}", [], [("sms", f"+{id}", "active")])
