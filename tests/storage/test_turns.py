"""Loading people and committing their turns."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from storage.errors import NoKey, RowRefused, StoreUnavailable
from storage.rows import (
    AgendaRow,
    CommitResult,
    RecordRow,
    RelationRow,
    TalkRow,
)
from storage.writing import BATCH, HALF
from tests.storage.kit import BOTH, Person, Store, Talk, born, count, opened, places, poke, text, turn

ENGINES = BOTH


async def test_a_person_comes_back_as_written(sam: Store):
    """Document, talks, addresses, records and agenda come back equal to what was committed."""
    result = await sam.commit(
        turn(
            "sam",
            1,
            person=Person("Sam", 3, ["2026-03-02"]),
            talks=[TalkRow("t1", "", "barrier", "open", Talk(["some"]))],
            records=[RecordRow("r1", "journal", 900, {"words": "rain"})],
            agenda_set=[AgendaRow("cue", "a1", 2000, 3000, 1)],
        )
    )
    assert result is CommitResult.COMMITTED
    loaded = (await sam.load("here", ["sam"]))["sam"]
    assert loaded.doc == Person("Sam", 3, ["2026-03-02"])
    assert loaded.version == 2
    assert loaded.talks == [TalkRow("t1", "sam", "barrier", "open", Talk(["some"]))]
    assert loaded.addresses == [("sms", "+44sam", "active")]
    assert await sam.records("here", "sam") == [RecordRow("r1", "journal", 900, {"words": "rain"}, "sam")]
    assert await sam.due(2000, 10) == [("sam", "here", AgendaRow("cue", "a1", 2000, 3000, 1))]


async def test_everything_is_still_there_after_reopening(tmp_path: Path):
    """A store opened anew on the same file gives the same person, found by the same address."""
    store = await opened(tmp_path / "a.db")
    await born(store, "sam")
    await store.close()
    store = await opened(tmp_path / "a.db")
    assert await store.person_of("here", "sms", "+44sam") == "sam"
    assert (await store.load("here", ["sam"]))["sam"].doc == Person("sam")
    await store.close()


async def test_a_therapist_s_talk_about_a_client_opens_with_the_client_s_key(sam: Store):
    """A talk about somebody else is loaded although only its owner was asked for."""
    await born(sam, "ada", talks=[])
    await sam.commit(turn("ada", 1, talks=[TalkRow("t1", "sam", "assign", "open", Talk(["x"]))]))
    sam._vault.forget("sam")
    assert (await sam.load("here", ["ada"]))["ada"].talks == [
        TalkRow("t1", "sam", "assign", "open", Talk(["x"]))
    ]


async def test_an_unknown_person_is_left_out(sam: Store):
    """Loading somebody who does not exist gives everybody else."""
    assert set(await sam.load("here", ["sam", "nobody"])) == {"sam"}


async def test_the_same_event_twice_has_one_effect(sam: Store):
    """A turn whose event was applied before is a duplicate and changes nothing."""
    first = turn("sam", 1, seen="sms:1", outbox=[text()], person=Person("one"))
    again = turn("sam", 2, seen="sms:1", outbox=[text()], person=Person("two"))
    assert await sam.commit(first) is CommitResult.COMMITTED
    assert await sam.commit(again) is CommitResult.DUPLICATE
    assert (await sam.load("here", ["sam"]))["sam"].doc == Person("one")
    assert await count(sam, "outbox") == 1


async def test_the_same_event_twice_at_once_has_one_effect(store: Store):
    """Two turns with one event waiting together are never in one batch, so one is a duplicate."""
    await born(store, "sam")
    await born(store, "kim")
    results = await asyncio.gather(
        store.commit(turn("sam", 1, seen="e", outbox=[text()])),
        store.commit(turn("kim", 1, seen="e", outbox=[text()])),
    )
    assert list(results) == [CommitResult.COMMITTED, CommitResult.DUPLICATE]
    assert await count(store, "outbox") == 1


async def test_the_same_event_key_in_two_practices_is_two_events(store: Store):
    """Event keys of one practice never shadow another's."""
    await born(store, "sam")
    await born(store, "kim", practice="there")
    assert await store.commit(turn("sam", 1, seen="e")) is CommitResult.COMMITTED
    assert await store.commit(turn("kim", 1, seen="e", practice_id="there")) is CommitResult.COMMITTED


async def test_an_old_version_is_a_conflict(sam: Store):
    """A turn worked out on an older version has no effect."""
    assert await sam.commit(turn("sam", 1, person=Person("new"))) is CommitResult.COMMITTED
    late = turn("sam", 1, person=Person("old"), outbox=[text()])
    assert await sam.commit(late) is CommitResult.CONFLICT
    assert (await sam.load("here", ["sam"]))["sam"].doc == Person("new")
    assert await count(sam, "outbox") == 0


async def test_two_turns_of_one_version_at_once_are_one_commit_and_one_conflict(sam: Store):
    """Of two turns that loaded the same version only the first goes through."""
    results = await asyncio.gather(sam.commit(turn("sam", 1)), sam.commit(turn("sam", 1)))
    assert list(results) == [CommitResult.COMMITTED, CommitResult.CONFLICT]


async def test_a_new_person_who_exists_is_a_conflict(sam: Store):
    """Making somebody anew changes nothing, and their key still opens their document."""
    assert await sam.commit(turn("sam", None, person=Person("other"))) is CommitResult.CONFLICT
    assert (await sam.load("here", ["sam"]))["sam"].doc == Person("sam")


async def test_a_turn_without_a_document_keeps_it(sam: Store):
    """`person` None moves the version and leaves the document."""
    await sam.commit(turn("sam", 1))
    loaded = (await sam.load("here", ["sam"]))["sam"]
    assert (loaded.version, loaded.doc) == (2, Person("sam"))


@pytest.mark.parametrize("bad", ["doc", "row"])
async def test_one_bad_turn_in_a_batch_of_twenty_fails_alone(store: Store, bad: str):
    """Nineteen turns are committed and exactly the bad one's caller gets its error."""
    for number in range(20):
        await born(store, f"p{number}")
    await poke(store, "INSERT INTO seen (key, practice_id, at) VALUES ('x', 'here', 1)")
    turns = [turn(f"p{n}", 1, person=Person(f"new{n}"), outbox=[text()], seen=f"e{n}") for n in range(20)]
    spoilt: dict[str, dict[str, Any]] = {
        "doc": {"person": object()},
        "row": {"relations": [RelationRow("nobody", "p7", "open", 1)]},
    }
    turns[7] = turn("p7", 1, outbox=[text()], **spoilt[bad])
    results = await asyncio.gather(*(store.commit(t) for t in turns), return_exceptions=True)
    assert isinstance(results[7], TypeError if bad == "doc" else RowRefused)
    assert [r for n, r in enumerate(results) if n != 7] == [CommitResult.COMMITTED] * 19
    loaded = await store.load("here", [f"p{n}" for n in range(20)])
    assert [p.doc.name for p in loaded.values()] == [f"new{n}" if n != 7 else "p7" for n in range(20)]
    assert await count(store, "outbox") == 19


@pytest.mark.parametrize(("waiting", "batches"), [(2 * HALF - 1, 1), (2 * HALF + 2, 2), (2 * BATCH + 2, 3)])
async def test_of_many_turns_half_go_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiting: int, batches: int
):
    """A few turns share one transaction; of more, half are synced while the others are worked out."""
    store = await opened(f"sqlite:{tmp_path / 'a.db'}")
    for n in range(waiting):
        await born(store, f"p{n}")
    sizes = list[int]()
    really = store._writer.write

    async def write(turns: Any) -> Any:
        sizes.append(len(turns))
        return await really(turns)

    monkeypatch.setattr(store._writer, "write", write)
    results = await asyncio.gather(*(store.commit(turn(f"p{n}", 1, outbox=[text()])) for n in range(waiting)))
    assert results == [CommitResult.COMMITTED] * waiting
    assert sizes[0] == (waiting if batches == 1 else min(BATCH, waiting // 2))
    assert len(sizes) >= batches


@pytest.mark.parametrize("steps", [1, 2])  # with the third the commit is handed over
async def test_closing_without_committing_leaves_nothing(tmp_path: Path, steps: int):
    """What was handed over but not committed is gone after a crash, whole turns at a time."""
    store = await opened(tmp_path / "a.db")
    await born(store, "sam")
    waiting = asyncio.create_task(store.commit(turn("sam", 1, person=Person("lost"), outbox=[text()])))
    for _ in range(steps):
        await asyncio.sleep(0)
    await store.abandon()
    with pytest.raises(StoreUnavailable):
        await waiting
    store = await opened(tmp_path / "a.db")
    assert (await store.load("here", ["sam"]))["sam"].doc == Person("sam")
    assert await count(store, "outbox") == 0
    await store.close()


async def test_closing_finishes_what_is_waiting(tmp_path: Path):
    """A clean close commits every turn already handed over."""
    store = await opened(tmp_path / "a.db")
    await born(store, "sam")
    waiting = asyncio.create_task(store.commit(turn("sam", 1, person=Person("kept"))))
    await asyncio.sleep(0)
    await store.close()
    assert await waiting is CommitResult.COMMITTED
    with pytest.raises(StoreUnavailable):
        await store.load("here", ["sam"])


CHILD = """
import asyncio, sys
from pathlib import Path
from typing import Any
from storage.writing import BATCH, HALF
from tests.storage.kit import Person, born, opened, text, turn

async def main():
    store = await opened(sys.argv[1])
    await born(store, "sam")
    for version in range(1, 100_000):
        await store.commit(turn("sam", version, person=Person("sam", version), outbox=[text()]))
        print(version, flush=True)

asyncio.run(main())
"""


async def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path: Path):
    """After SIGKILL the newest acknowledged turn, or one later, is there with all its texts."""
    command = ("-c", CHILD, await places.url(tmp_path / "a.db"))
    root = Path(__file__).parents[2]
    child = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=subprocess.PIPE, cwd=root)
    assert child.stdout is not None
    lines = [await child.stdout.readline() for _ in range(30)]
    child.kill()
    lines += (await child.stdout.read()).splitlines(keepends=True)
    await child.wait()
    acknowledged = int([line for line in lines if line.endswith(b"\n")][-1])

    store = await opened(tmp_path / "a.db")
    versions, texts = (await store.load("here", ["sam"]))["sam"].doc.count, await count(store, "outbox")
    assert versions == texts
    assert acknowledged <= versions <= acknowledged + 1


async def test_many_load_and_commit_at_once(store: Store):
    """Turns of forty people at once, ten each, all arrive and none is lost or doubled."""
    await asyncio.gather(*(born(store, f"p{n}") for n in range(40)))

    async def work(person_id: str) -> None:
        for _ in range(10):
            loaded = (await store.load("here", [person_id]))[person_id]
            changed = Person(person_id, loaded.doc.count + 1)
            result = await store.commit(turn(person_id, loaded.version, person=changed, outbox=[text()]))
            assert result is CommitResult.COMMITTED

    await asyncio.gather(*(work(f"p{n}") for n in range(40)))
    people = await store.load("here", [f"p{n}" for n in range(40)])
    assert {person.doc.count for person in people.values()} == {10}
    assert await count(store, "outbox") == 400


async def test_a_turn_about_somebody_unknown_fails_alone(sam: Store):
    """Without the key of the person it is about, nothing of a turn is written."""
    with pytest.raises(NoKey):
        await sam.commit(turn("sam", 1, records=[RecordRow("r", "k", 1, {}, "nobody")]))
    assert await count(sam, "record") == 0
