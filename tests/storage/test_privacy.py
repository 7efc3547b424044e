"""Export and erasure."""

import asyncio
from pathlib import Path

import pytest

from storage.errors import NoKey
from storage.rows import (
    AgendaRow,
    BindAddress,
    CommitResult,
    InboxRow,
    RecordRow,
    RelationRow,
    TalkRow,
    TellRow,
)
from tests.storage.kit import BOTH, Person, Store, Talk, born, count, on_disk, opened, text, turn

ENGINES = BOTH


async def full_person(store: Store) -> None:
    """A client, `sam`, with a row in every table, and a therapist, `ada`, who holds rows about him."""
    await born(store, "sam")
    await born(store, "ada")
    await store.commit(
        turn(
            "sam",
            1,
            talks=[TalkRow("t1", "", "barrier", "open", Talk(["canary"]))],
            records=[RecordRow("r1", "journal", 900, {"words": "canary"})],
            agenda_set=[AgendaRow("cue", "a1", 2000, 3000, 1)],
            outbox=[text(words="canary")],
            tells=[TellRow("x1", "ada", "here", {"words": "canary"}, "sam")],
            relations=[RelationRow("ada", "sam", "active", 1)],
            addresses=[BindAddress("telegram", "77", "stopped")],
            seen="e1",
        )
    )
    await store.commit(turn("ada", 1, outbox=[text(words="summary", about_id="sam"), text(words="menu")]))


async def test_an_export_holds_everything_of_one_person(store: Store):
    """Document, addresses, talks, records, texts and agenda are there in the clear, nobody else's are."""
    await full_person(store)
    export = await store.export_person("here", "sam")
    assert export["person"] == {"name": "sam", "count": 0, "days": []}
    assert export["addresses"] == [["sms", "+44sam", "active"], ["telegram", "77", "stopped"]]
    assert export["talks"][0]["doc"] == {"answers": ["canary"]}
    assert export["records"] == [{"kind": "journal", "state": "", "at": 900, "doc": {"words": "canary"}}]
    assert [row["doc"] for row in export["texts"]] == [{"text": "canary"}]
    assert export["agenda"][0]["due_at"] == 2000
    assert await store.export_person("here", "nobody") == {}


async def test_an_erased_person_is_gone_and_stays_stopped(tmp_path: Path):
    """The key, every row of and about them are gone; stopped addresses and event keys remain, hashed."""
    store = await opened(tmp_path / "a.db")
    await full_person(store)
    wrapped = (await store._pump.read("SELECT wrapped_key FROM person WHERE id = 'sam'"))[0][0]
    assert (await store.erase_person("here", "sam", 7000, "operator"))["rows"] == 8
    assert await store.export_person("here", "sam") == {}
    assert not store._vault.holds("sam")
    assert set(await store.load("here", ["sam", "ada"])) == {"ada"}
    assert await store.person_of("here", "sms", "+44sam") is None
    assert await store.address_of("here", "telegram", "77") == (None, "stopped")
    assert [await count(store, t) for t in ("talk", "record", "tell", "outbox", "seen")] == [0, 0, 0, 1, 1]
    assert (await store.audit_verify()).entries == 1
    assert await store.erase_person("here", "sam", 7000) == {}
    assert wrapped not in on_disk(tmp_path)
    await store.close()


async def test_a_turn_written_with_an_erasure_leaves_nothing_about_them(store: Store):
    """A turn about somebody, committed together with their erasure, is erased with them or refused."""
    await full_person(store)
    late = turn("ada", 2, outbox=[text(about_id="sam")])
    both = (store.commit(late), store.erase_person("here", "sam", 7000))
    result, erased = await asyncio.gather(*both, return_exceptions=True)
    assert result is CommitResult.COMMITTED or (store.shared and isinstance(result, NoKey))
    assert isinstance(erased, dict)
    assert await store._pump.read("SELECT COUNT(*) FROM outbox WHERE about_id = 'sam'") == [(0,)]


async def test_nothing_is_written_about_an_erased_person(store: Store, monkeypatch: pytest.MonkeyPatch):
    """A turn loaded before the erasure and committed after it fails, even with the key still at hand."""
    await full_person(store)
    monkeypatch.setattr(store._vault, "forget", lambda person_id: None)
    await store.erase_person("here", "sam", 7000)
    assert store._vault.holds("sam")
    with pytest.raises(NoKey):
        await store.commit(turn("ada", 2, outbox=[text(about_id="sam")]))
    assert await store.commit(turn("sam", 2, person=Person("back"))) is CommitResult.CONFLICT


async def test_a_suppressed_address_may_come_back(store: Store):
    """The owner of a suppressed address can join again."""
    await full_person(store)
    await store.erase_person("here", "sam", 7000)
    back = turn("new", None, person=Person("new"), addresses=[BindAddress("telegram", "77", "active")])
    assert await store.commit(back) is CommitResult.COMMITTED
    assert await store.address_of("here", "telegram", "77") == ("new", "active")


async def test_a_purge_takes_what_is_finished_and_old(store: Store):
    """Old texts no longer on their way go, waiting and newer ones stay; a dry run only counts."""
    await born(store, "sam", outbox=[text(words="old"), text(words="waiting")])
    (old,) = await store.claim_outgoing(1, 9, 9, "f")
    await store.settle(old.id, "f", "sent", receipt="m")
    assert await store.purge("here", 1000) == 0
    assert (await store.purge("here", 1001, dry_run=True), await count(store, "outbox")) == (1, 2)
    assert (await store.purge("here", 1001), await count(store, "outbox")) == (1, 1)
    assert (await store.outbox_counts())["queued"] == 1


async def test_a_purge_takes_nothing_that_was_set_aside_before_its_time(store: Store):
    """Events set aside and tells that are lost go with words as old as they; what is still tried stays."""
    await born(store, "sam")
    tells = [TellRow(id, "sam", "here", {"what": "nothing", "data": {}}) for id in ("lost", "tried")]
    await store.commit(turn("sam", 1, at=2000, tells=tells))
    await store.tell_lost("here", "sam", "lost")
    for id in ("aside", "tried"):
        await store.inbox_put(InboxRow(id, "here", "sam", {"type": "Text"}), 2000)
    for _ in range(3):
        await store.inbox_fail("here", "sam", "aside")
    await store.purge("here", 2000)
    assert (await count(store, "inbox"), await count(store, "tell")) == (2, 2)
    await store.purge("here", 2001)
    assert [row.id for row in await store.inbox_waiting()] == ["tried"]
    assert [row.id for row in await store.tells(2000, 9)] == ["tried"]
    assert (await count(store, "inbox"), await count(store, "tell")) == (1, 1)


async def test_one_side_of_a_person_goes_and_the_other_stays(store: Store):
    """Of somebody who stays: records but those kept, what they were as a client, and words said; no more."""
    await full_person(store)
    both = [RelationRow("ada", "sam", "open", 1), RelationRow("sam", "kim", "open", 1)]
    kept = [RecordRow("r2", "guard_new", 901, {"words": "work"})]
    await store.commit(turn("sam", 2, relations=both[:1], records=kept))
    await born(store, "kim")
    await store.commit(turn("kim", 1, relations=both[1:]))
    assert await store.erase_side("here", "sam", 7000, ["r2"], ["ada"]) == 2
    assert [row.id for row in await store.records("here", "sam")] == ["r2"]
    assert await store.therapists_of("here", "sam") == []
    assert [row.client_id for row in await store.clients_of("here", "sam")] == ["kim"]
    assert set(await store.load("here", ["sam", "ada"])) == {"sam", "ada"}
    assert await store.person_of("here", "sms", "+44sam") == "sam"
