"""Activities of the practice's own: who reads them, who changes them, and what an erasure leaves."""

from pathlib import Path
from typing import Any

import pytest

from storage.errors import RowTaken
from storage.rows import ActivityRow, CommitResult, OwnActivity
from tests.storage.kit import BOTH, Store, born, count, on_disk, opened, poke, turn

ENGINES = BOTH


def row(id: str = "own-1", part: str = "published", *, shared: bool = False, title: str = "t") -> ActivityRow:
    """One of them."""
    return ActivityRow(id, part, shared, {"title": title})


async def made(store: Store, *rows: ActivityRow, by: str = "ada", version: int = 1, **more: Any) -> Any:
    """A turn of this person's that makes or changes some."""
    return await store.commit(turn(by, version, activities=rows, **more))


async def staff(store: Store) -> None:
    """Ada and Lee of one practice, Kim of another."""
    for id, practice in (("ada", "here"), ("lee", "here"), ("kim", "there")):
        await born(store, id, practice)


async def seen(store: Store, by: str, practice: str = "here") -> list[tuple[str, str]]:
    """What this person may read, as (id, part)."""
    return [(one.id, one.part) for one in await store.activities(practice, by)]


async def test_who_reads_what(store: Store) -> None:
    """Whoever made them reads all; a colleague what is shared; another practice nothing."""
    await staff(store)
    await made(store, row("own-1"), row("own-2", shared=True), row("own-2", "draft"))
    assert await seen(store, "ada") == [("own-1", "published"), ("own-2", "draft"), ("own-2", "published")]
    assert await seen(store, "lee") == [("own-2", "published")]
    assert await seen(store, "kim", "there") == []
    assert await seen(store, "kim") == []


async def test_what_is_kept_comes_back(store: Store) -> None:
    """The document, its owner, and whether it is shared."""
    await staff(store)
    await made(store, row(shared=True, title="After the call"))
    assert await store.activities("here", "lee") == [
        OwnActivity("own-1", "published", "ada", True, {"title": "After the call"})
    ]


async def test_it_becomes_shared_and_private_again(store: Store) -> None:
    """Sharing seals it anew, for everybody; taking that back does the same for its owner alone."""
    await staff(store)
    await made(store, row(title="mine"))
    await made(store, row(shared=True, title="ours"), version=2)
    assert [one.doc for one in await store.activities("here", "lee")] == [{"title": "ours"}]
    await made(store, row(title="mine again"), version=3)
    assert await store.activities("here", "lee") == []
    assert [one.doc for one in await store.activities("here", "ada")] == [{"title": "mine again"}]


@pytest.mark.parametrize("part", ["published", "draft"])
async def test_nobody_changes_what_another_made(store: Store, part: str) -> None:
    """A colleague who names its id changes nothing and lets nothing go."""
    await staff(store)
    await made(store, row(shared=True), row(part="draft"))
    with pytest.raises(RowTaken):
        await made(store, row(part=part, title="taken"), by="lee")
    gone = turn("lee", 1, drop_activities=[("own-1", part)])
    assert await store.commit(gone) is CommitResult.COMMITTED
    assert [one.doc["title"] for one in await store.activities("here", "ada")] == ["t", "t"]


async def test_ids_of_two_practices_may_be_the_same(store: Store) -> None:
    """Each practice has its own."""
    await staff(store)
    await made(store, row(shared=True, title="here"))
    await store.commit(turn("kim", 1, practice_id="there", activities=[row(shared=True, title="there")]))
    assert [one.doc["title"] for one in await store.activities("there", "kim")] == ["there"]
    assert [one.doc["title"] for one in await store.activities("here", "lee")] == ["here"]


async def test_an_erasure_takes_drafts_and_what_was_not_shared(tmp_path: Path) -> None:
    """What the practice shares stays, as nobody's; drafts and the rest go with their owner."""
    store = await opened(tmp_path / "a.db")
    await staff(store)
    await made(store, row("own-1"), row("own-2", shared=True), row("own-2", "draft"), row("own-3", "draft"))
    assert (await store.erase_person("here", "ada", 7000))["rows"] == 4  # three of them, and her address
    assert await store.activities("here", "lee") == [
        OwnActivity("own-2", "published", "", True, {"title": "t"})
    ]
    assert await count(store, "activity") == 1
    await store.close()


async def test_an_export_holds_what_a_therapist_made(store: Store) -> None:
    """Drafts and published ones, their own alone; nothing is added for somebody who made none."""
    await staff(store)
    await made(store, row("own-1", "draft", title="begun"), row("own-2", shared=True))
    assert [
        (one["id"], one["kind"], one["doc"])
        for one in (await store.export_person("here", "ada"))["activities"]
    ] == [
        ("own-1", "draft", {"title": "begun"}),
        ("own-2", "published", {"title": "t"}),
    ]
    assert "activities" not in await store.export_person("here", "lee")


async def test_one_that_does_not_open_is_left_out(store: Store) -> None:
    """A spoilt row does not stop the rest of a therapist's work, and is counted for the operator."""
    await staff(store)
    await made(store, row("own-1", shared=True), row("own-2", shared=True))
    await poke(
        store, "UPDATE activity SET doc = ? WHERE id = 'own-1'", b"spoilt and long enough to look real"
    )
    assert await seen(store, "lee") == [("own-2", "published")]
    assert (await store.shut_activities("here"), await store.shut_activities("there")) == (1, 0)


async def test_a_row_does_not_open_in_another_place(store: Store) -> None:
    """A draft put where the published one stands is not read as it."""
    await staff(store)
    await made(store, row(shared=False), row(part="draft", title="not yet"))
    await poke(
        store,
        "UPDATE activity SET doc = (SELECT doc FROM activity WHERE part = 'draft') WHERE part = 'published'",
    )
    assert await seen(store, "ada") == [("own-1", "draft")]


async def test_no_word_of_it_is_on_the_disk(tmp_path: Path) -> None:
    """Shared or not, it is ciphertext."""
    store = await opened(tmp_path / "a.db")
    await staff(store)
    await made(store, row("own-1", title="canary"), row("own-2", shared=True, title="canary"))
    assert b"canary" not in on_disk(tmp_path)
    await store.close()


async def test_what_is_dropped_is_gone(store: Store) -> None:
    """A draft that was let go leaves what was published."""
    await staff(store)
    await made(store, row(), row(part="draft"))
    await made(store, version=2, drop_activities=[("own-1", "draft")])
    assert await seen(store, "ada") == [("own-1", "published")]
