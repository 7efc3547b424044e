"""Addresses, invites, relations, records and the agenda, written by turns and looked up."""

import pytest

from storage.errors import AddressTaken, InviteUsed, NotTheirs, RowRefused, RowTaken
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
from tests.storage.kit import BOTH, Person, Store, Talk, born, count, text, turn

ENGINES = BOTH


async def test_an_address_of_somebody_else_is_refused(sam: Store):
    """Taking another person's address fails the whole turn; the address stays where it is."""
    theirs = BindAddress("sms", "+44sam", "active")
    with pytest.raises(AddressTaken):
        await sam.commit(turn("kim", None, person=Person("kim"), addresses=[theirs]))
    assert await sam.person_of("here", "sms", "+44sam") == "sam"
    assert set(await sam.load("here", ["kim"])) == set()
    assert not sam._vault.holds("kim")


async def test_an_address_changes_state_and_goes(sam: Store):
    """Binding again changes the state; unbinding frees the address."""
    await sam.commit(turn("sam", 1, addresses=[BindAddress("sms", "+44sam", "stopped")]))
    assert await sam.address_of("here", "sms", "+44sam") == ("sam", "stopped")
    await sam.commit(turn("sam", 2, addresses=[UnbindAddress("sms", "+44sam")]))
    assert await sam.address_of("here", "sms", "+44sam") is None


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
    for version, state in ((1, "open"), (2, "ended")):
        await sam.commit(turn("sam", version, relations=[RelationRow("ada", "sam", state, version)]))
    wanted = [RelationRow("ada", "sam", "ended", 2)]
    assert await sam.clients_of("here", "ada") == wanted
    assert await sam.therapists_of("here", "sam") == wanted


async def test_nothing_crosses_a_practice(sam: Store):
    """A tell, a relation or a talk that reaches into another practice fails its turn."""
    await born(sam, "kim", practice="there")
    crossings = (
        {"tells": [TellRow("t", "kim", "there", {})]},
        {"tells": [TellRow("t", "kim", "here", {})]},
        {"tells": [TellRow("t", "kim", "here", {}, "sam")]},
        {"relations": [RelationRow("kim", "sam", "open", 1)]},
        {"talks": [TalkRow("t", "kim", "s", "open", Talk([]))]},
    )
    for crossing in crossings:
        with pytest.raises((RowTaken, RowRefused)):
            await sam.commit(turn("sam", 1, **crossing))
    assert await sam.commit(turn("sam", 1, practice_id="there")) is CommitResult.CONFLICT


async def test_a_talk_of_somebody_else_is_not_overwritten(sam: Store):
    """A talk id that belongs to another person fails the turn and leaves the talk as it is."""
    await born(sam, "kim")
    await sam.commit(turn("kim", 1, talks=[TalkRow("t", "", "s", "open", Talk(["mine"]))]))
    with pytest.raises(RowTaken):
        await sam.commit(turn("sam", 1, talks=[TalkRow("t", "", "s", "open", Talk(["yours"]))]))
    assert (await sam.load("here", ["kim"]))["kim"].talks[0].doc == Talk(["mine"])


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
    assert [talk.id for talk in (await sam.load("here", ["sam"]))["sam"].talks] == ["t2"]
    assert [record.id for record in await sam.records("here", "sam")] == ["r1"]
    assert await sam.due(100, 9) == [("sam", "here", moved)]
    assert await sam.next_due() == 30


async def test_records_are_chosen_by_time_and_kind(sam: Store):
    """Records come oldest first, from the moment asked for, of the kinds asked for."""
    records = [RecordRow(f"r{at}", "ab"[at % 2], at, {}) for at in (3, 1, 2, 4)]
    await sam.commit(turn("sam", 1, records=records))
    assert [r.id for r in await sam.records("here", "sam", 2)] == ["r2", "r3", "r4"]
    assert [r.id for r in await sam.records("here", "sam", 0, ["b"])] == ["r1", "r3"]


async def test_due_rows_come_in_order_and_no_more_than_asked(store: Store):
    """The longest due comes first, what is not due does not come."""
    for number in range(4):
        row = AgendaRow("cue", "", 40 - number * 10, 99, 1)
        await born(store, f"p{number}", agenda_set=[row])
    assert [(i, row.due_at) for i, _, row in await store.due(30, 2)] == [("p3", 10), ("p2", 20)]
    assert [row.due_at for _, _, row in await store.due(30, 9)] == [10, 20, 30]


async def test_the_store_itself_holds_to_the_invite(sam: Store) -> None:
    """Past its time, for another person or in another practice a code is used up by no turn, whoever asks."""
    await sam.commit(turn("sam", 1, invites=[InviteRow("CODE", "sam", "client", 2000)]))
    await born(sam, "kim")
    for writes in (
        turn("sam", 2, used_invite="CODE", at=2000),
        turn("kim", 1, used_invite="CODE", addresses=[BindAddress("sms", "+447", "active")]),
        turn("sam", 2, used_invite="code"),
    ):
        with pytest.raises(InviteUsed):
            await sam.commit(writes)
    assert await sam.person_of("here", "sms", "+447") is None


async def test_a_code_is_kept_as_a_keyed_hash_only(sam: Store) -> None:
    """Neither the code nor a plain hash of it is in the store, so a copy of the file lets nobody in."""
    await sam.commit(turn("sam", 1, invites=[InviteRow("CANARYC0DE", "sam", "client", 2000)]))
    ((stored,),) = await sam._pump.read("SELECT code_hash FROM invite")
    here, there = (sam._vault.blind("invite", practice, "CANARYC0DE") for practice in ("here", "there"))
    assert stored == here != there


async def desk(store: Store) -> None:
    """Ada with her client sam, lee with his client kim; each has a record. Ann is of another practice."""
    for name in ("ada", "lee", "kim"):
        await born(store, name)
    await born(store, "ann", practice="there")
    record = RecordRow("r-sam", "journal", 900, {"words": "rain"})
    await store.commit(turn("sam", 1, relations=[RelationRow("ada", "sam", "open", 1000)], records=[record]))
    record = RecordRow("r-kim", "journal", 900, {"words": "snow"})
    await store.commit(turn("kim", 1, relations=[RelationRow("lee", "kim", "open", 1000)], records=[record]))


async def seen(store: Store, therapist: str, now: int = 2000, practice: str = "here") -> dict[str, int]:
    """Whom a therapist may read at a moment, and how many of their records."""
    found = await store.clients(practice, therapist, now)
    assert all(one.id == id and one.doc.name == id for id, one in found.items())
    every = ("sam", "kim", "ada", "lee", "ann")
    counts = {id: len(await store.client_records(practice, therapist, id, now)) for id in every}
    assert {id for id, count in counts.items() if count} <= found.keys()
    return {id: counts[id] for id in found}


async def test_a_therapist_reads_through_the_relation_or_not_at_all(sam: Store):
    """Each therapist reads their own client and that client's records, and nobody else's."""
    await desk(sam)
    assert await seen(sam, "ada") == {"sam": 1}
    assert await seen(sam, "lee") == {"kim": 1}
    for stranger in ("sam", "kim", "ann", "nobody", ""):
        assert await seen(sam, stranger) == {}
    assert await seen(sam, "ada", practice="there") == {}
    await sam.commit(turn("ada", 1, relations=[RelationRow("ada", "sam", "ended", 1500)]))
    assert await seen(sam, "ada") == {}


@pytest.mark.parametrize(
    ("writer", "relation"),
    [
        ("lee", RelationRow("lee", "sam", "open", 1)),
        ("lee", RelationRow("lee", "sam", "former", 1, 9000)),
        ("lee", RelationRow("lee", "sam", "cover", 1, 9000)),
        ("lee", RelationRow("ada", "sam", "ended", 1)),
        ("kim", RelationRow("lee", "sam", "cover", 1, 9000)),
        ("ada", RelationRow("lee", "kim", "cover", 1, 9000)),
        ("ada", RelationRow("lee", "sam", "open", 1)),
        ("ada", RelationRow("lee", "sam", "cover", 1)),
        ("ada", RelationRow("lee", "sam", "cover", 9000, 1)),
    ],
)
async def test_nobody_makes_themselves_a_therapist(sam: Store, writer: str, relation: RelationRow):
    """Only a client's own turn opens a relation; a cover comes from an open one, and with an end."""
    await desk(sam)
    version = (await sam.load("here", [writer]))[writer].version
    with pytest.raises(NotTheirs):
        await sam.commit(turn(writer, version, relations=[relation], outbox=[text()]))
    assert await count(sam, "outbox") == 0
    assert (await seen(sam, "ada"), await seen(sam, "lee")) == ({"sam": 1}, {"kim": 1})


@pytest.mark.parametrize(("writer", "state"), [("ada", "cover"), ("sam", "former")])
async def test_some_access_ends_by_itself(sam: Store, writer: str, state: str):
    """A colleague's cover and a former therapist's sight of distress have a first instant and a last."""
    await desk(sam)
    version = (await sam.load("here", [writer]))[writer].version
    await sam.commit(turn(writer, version, relations=[RelationRow("lee", "sam", state, 3000, 5000)]))
    assert await seen(sam, "lee", 2999) == {"kim": 1}
    assert await seen(sam, "lee", 3000) == await seen(sam, "lee", 4999) == {"kim": 1, "sam": 1}
    assert await seen(sam, "lee", 5000) == {"kim": 1}


async def test_a_cover_takes_nothing_away(sam: Store):
    """Somebody who is the client's therapist as well stays so when they also cover for the other one."""
    await desk(sam)
    await sam.commit(turn("sam", 2, relations=[RelationRow("lee", "sam", "open", 1000)]))
    await sam.commit(turn("ada", 1, relations=[RelationRow("lee", "sam", "cover", 1000, 5000)]))
    assert await seen(sam, "lee", 9000) == {"kim": 1, "sam": 1}


async def test_ids_of_another_practice_are_nobody(sam: Store):
    """Whatever is asked with the wrong practice finds, changes and deletes nothing."""
    await desk(sam)
    before = await export(sam)
    assert await sam.load("there", ["sam", "ada"]) == {}
    assert await sam.records("there", "sam") == []
    assert await sam.export_person("there", "sam") == {}
    assert await sam.erase_person("there", "sam", 9) == {}
    assert await sam.therapists_of("there", "sam") == await sam.clients_of("there", "ada") == []
    await sam.due_gone("there", "sam", AgendaRow("cue", "", 1, 2, 1))
    await sam.tell_failed("there", "sam", "t1", 1)
    assert await export(sam) == before


async def export(store: Store) -> object:
    """Everything of sam's."""
    return await store.export_person("here", "sam")
