"""Addresses, invites, relations, records and the agenda, written by turns and looked up."""

import sqlite3

import pytest

from storage.errors import AddressTaken, InviteUsed, RowTaken
from storage.rows import (
    AgendaRow,
    BindAddress,
    CommitResult,
    InviteRow,
    RecordRow,
    RelationRow,
    TalkRow,
    TellRow,
    UnbindAddress,
)
from tests.storage.kit import Person, Store, Talk, born, count, text, turn


async def test_an_address_of_somebody_else_is_refused(sam: Store):
    """Taking another person's address fails the whole turn; the address stays where it is."""
    theirs = BindAddress("sms", "+44sam", "active")
    with pytest.raises(AddressTaken):
        await sam.commit(turn("kim", None, person=Person("kim"), addresses=[theirs]))
    assert await sam.person_of("here", "sms", "+44sam") == "sam"
    assert set(await sam.load(["kim"])) == set()
    assert not sam._vault.holds("kim")


async def test_an_address_changes_state_and_goes(sam: Store):
    """Binding again changes the state; unbinding frees the address."""
    await sam.commit(turn("sam", 1, addresses=[BindAddress("sms", "+44sam", "stopped")]))
    assert await sam.address_of("here", "sms", "+44sam") == ("sam", "stopped")
    await sam.commit(turn("sam", 2, addresses=[UnbindAddress("sms", "+44sam")]))
    assert await sam.address_of("here", "sms", "+44sam") is None


async def test_several_addresses_are_found_together(sam: Store):
    """Known pairs give their people, unknown ones are left out."""
    await born(sam, "kim")
    wanted = [("sms", "+44kim"), ("sms", "+440"), ("telegram", "+44sam"), ("sms", "+44sam")]
    found = await sam.persons_of("here", wanted)
    assert found == {("sms", "+44kim"): "kim", ("sms", "+44sam"): "sam"}


async def test_an_invite_is_used_once(sam: Store):
    """The first turn that uses a code goes through, the second has no effect at all."""
    await sam.commit(turn("sam", 1, invites=[InviteRow("CODE", "sam", "client", 9000)]))
    assert await sam.invite_of("here", "CODE") == InviteRow("CODE", "sam", "client", 9000)
    assert await sam.invite_of("there", "CODE") is None
    await sam.commit(turn("sam", 2, used_invite="CODE"))
    with pytest.raises(InviteUsed):
        await sam.commit(turn("sam", 3, used_invite="CODE", outbox=[text()]))
    assert await sam.invite_of("here", "CODE") == InviteRow("CODE", "sam", "client", 9000, 1000)
    assert await count(sam, "outbox") == 0


async def test_relations_are_read_from_both_sides(sam: Store):
    """A therapist finds their clients and a client their therapists, in the newest state."""
    await born(sam, "ada")
    for version, state in ((1, "invited"), (2, "active")):
        await sam.commit(turn("sam", version, relations=[RelationRow("ada", "sam", state, version)]))
    wanted = [RelationRow("ada", "sam", "active", 2)]
    assert await sam.clients_of("ada") == wanted
    assert await sam.therapists_of("sam") == wanted


async def test_nothing_crosses_a_practice(sam: Store):
    """A tell, a relation or a talk that reaches into another practice fails its turn."""
    await born(sam, "kim", practice="there")
    crossings = (
        {"tells": [TellRow("t", "kim", "there", {})]},
        {"tells": [TellRow("t", "kim", "here", {})]},
        {"tells": [TellRow("t", "kim", "here", {}, "sam")]},
        {"relations": [RelationRow("sam", "kim", "active", 1)]},
        {"talks": [TalkRow("t", "kim", "s", "open", Talk([]))]},
    )
    for crossing in crossings:
        with pytest.raises((RowTaken, sqlite3.IntegrityError)):
            await sam.commit(turn("sam", 1, **crossing))
    assert await sam.commit(turn("sam", 1, practice_id="there")) is CommitResult.CONFLICT


async def test_a_talk_of_somebody_else_is_not_overwritten(sam: Store):
    """A talk id that belongs to another person fails the turn and leaves the talk as it is."""
    await born(sam, "kim")
    await sam.commit(turn("kim", 1, talks=[TalkRow("t", "", "s", "open", Talk(["mine"]))]))
    with pytest.raises(RowTaken):
        await sam.commit(turn("sam", 1, talks=[TalkRow("t", "", "s", "open", Talk(["yours"]))]))
    assert (await sam.load(["kim"]))["kim"].talks[0].doc == Talk(["mine"])


async def test_talks_records_and_agenda_rows_are_dropped(sam: Store):
    """Drops remove exactly what they name, and an agenda row set again in the turn stays."""
    rows = [AgendaRow("cue", scope, 10, 20, 1) for scope in "ab"]
    talks = [TalkRow(i, "", "s", "open", Talk([])) for i in ("t1", "t2")]
    records = [RecordRow(i, "k", 1, {}) for i in ("r1", "r2")]
    await sam.commit(turn("sam", 1, agenda_set=rows, talks=talks, records=records))
    moved = AgendaRow("cue", "a", 30, 40, 2)
    drops = [("cue", "a"), ("cue", "b")]
    await sam.commit(
        turn("sam", 2, drop_talks=["t1"], drop_records=["r2"], agenda_drop=drops, agenda_set=[moved])
    )
    assert [talk.id for talk in (await sam.load(["sam"]))["sam"].talks] == ["t2"]
    assert [record.id for record in await sam.records("sam")] == ["r1"]
    assert await sam.due(100, 9) == [("sam", "here", moved)]
    assert await sam.next_due() == 30


async def test_records_are_chosen_by_time_and_kind(sam: Store):
    """Records come oldest first, from the moment asked for, of the kinds asked for."""
    records = [RecordRow(f"r{at}", "ab"[at % 2], at, {}) for at in (3, 1, 2, 4)]
    await sam.commit(turn("sam", 1, records=records))
    assert [r.id for r in await sam.records("sam", 2)] == ["r2", "r3", "r4"]
    assert [r.id for r in await sam.records("sam", 0, ["b"])] == ["r1", "r3"]


async def test_due_rows_come_in_order_and_no_more_than_asked(store: Store):
    """The longest due comes first, what is not due does not come."""
    for number in range(4):
        row = AgendaRow("cue", "", 40 - number * 10, 99, 1)
        await born(store, f"p{number}", agenda_set=[row])
    assert [(i, row.due_at) for i, _, row in await store.due(30, 2)] == [("p3", 10), ("p2", 20)]
    assert [row.due_at for _, _, row in await store.due(30, 9)] == [10, 20, 30]
