"""Texts that may have gone out, in their line: whom they hold up, whom they do not, when they are over."""

from pathlib import Path
from typing import Any

import pytest

from storage.rows import OutgoingClaim
from tests.storage.kit import BOTH, SQLITE, Store, born, opened, text
from tests.storage.test_outbox import LEASE, claim, queue, words

ENGINES = BOTH

LATER = 900_000
ANSWER: dict[str, Any] = {"reply": True, "answers": True}


async def held(store: Store, claimed: OutgoingClaim, until: int = LATER) -> None:
    """It may have gone out, and waits."""
    assert await store.settle(claimed.id, claimed.fence, "queued", failure="ambiguous", next_at=until)


async def in_doubt(store: Store, *, reply: bool = True) -> OutgoingClaim:
    """A text of sam's that may have gone out and is held."""
    await queue(store, "sam", text(words="in doubt", reply=reply))
    (found,) = await claim(store)
    await held(store, found)
    return found


@pytest.mark.parametrize("reply", [True, False])
async def test_a_reply_does_not_wait_behind_it(sam: Store, reply: bool):
    """An answer to what its person wrote since goes at once, and so does what stood in line before that."""
    await in_doubt(sam, reply=reply)
    await queue(sam, "sam", text(words="prompt"), at=1500)
    assert await claim(sam, 3000) == []
    await queue(sam, "sam", text(words="reply", **ANSWER), at=2000)
    for expected in ("prompt", "reply"):
        (one,) = await claim(sam, 3000)
        assert one.doc["text"] == expected
        await sam.settle(one.id, "f", "sent", receipt=expected)
    await queue(sam, "sam", text(words="prompt again"), at=2500)
    assert await claim(sam, 3000) == []


async def test_what_was_said_with_it_waits(sam: Store):
    """The second text of the same turn is no answer to anything newer: it keeps its place."""
    await queue(sam, "sam", text(words="in doubt", reply=True), text(words="its second", reply=True))
    (first,) = await claim(sam)
    await held(sam, first)
    assert await claim(sam, 3000) == []
    await queue(sam, "sam", text(words="reply", **ANSWER), at=2000)
    assert words(await claim(sam, 3000)) == ["its second"]


async def test_a_text_that_surely_did_not_go_keeps_its_place(sam: Store):
    """Only doubt lets others pass: before a text that waits for its retry nobody's order changes."""
    await queue(sam, "sam", text(words="1", reply=True))
    (first,) = await claim(sam)
    await sam.settle(first.id, "f", "queued", failure="unavailable", next_at=LATER)
    await queue(sam, "sam", text(words="2", **ANSWER), at=2000)
    assert await claim(sam, 3000) == []


async def test_a_text_that_is_being_sent_holds_up_a_reply(sam: Store):
    """While its sender lives order is kept; once the lease ran out both are given out."""
    await queue(sam, "sam", text(words="1", reply=True))
    await claim(sam)
    await queue(sam, "sam", text(words="2", **ANSWER), at=2000)
    assert await claim(sam, 2000 + LEASE - 1, "g") == []
    found = await claim(sam, 2000 + LEASE, "g")
    assert {one.doc["text"]: one.ambiguous for one in found} == {"1": True, "2": False}


@pytest.mark.parametrize(
    ("newer", "overtaken"),
    [
        (ANSWER, True),
        ({"urgent": True, "kind": "safety", "answers": True}, True),
        ({"reply": True}, False),
        ({"urgent": True, "kind": "alert"}, False),
        ({"channel": "telegram", **ANSWER}, False),
        ({}, False),
    ],
)
async def test_when_the_conversation_has_moved_on(sam: Store, newer: dict[str, Any], overtaken: bool):
    """A reply in doubt is overtaken by a newer answer on its channel, not by the clock, nor by an alert."""
    await in_doubt(sam)
    await queue(sam, "sam", text(words="newer", **newer), at=2000)
    for one in await claim(sam, 3000):
        await sam.settle(one.id, "f", "sent", receipt="r")
    (again,) = [one for one in await claim(sam, LATER) if one.doc["text"] == "in doubt"]
    assert (again.in_doubt, again.overtaken) == (True, overtaken)


async def test_a_prompt_is_not_overtaken(sam: Store):
    """What nobody asked for is still news after an answer to something else."""
    await in_doubt(sam, reply=False)
    await queue(sam, "sam", text(words="newer", **ANSWER), at=2000)
    (newer,) = await claim(sam, 3000)
    await sam.settle(newer.id, "f", "sent", receipt="r")
    assert [one.overtaken for one in await claim(sam, LATER)] == [False]


async def test_nobody_is_told_of_one_that_moved_on(sam: Store):
    """It is over, counted as expired, and not among those somebody has to hear of."""
    found = await in_doubt(sam)
    (again,) = await claim(sam, LATER)
    assert await sam.settle(found.id, again.fence, "expired", failure="moved_on")
    assert (await sam.outbox_counts())["expired"] == 1
    assert await sam.expired(9) == []


@pytest.mark.parametrize("engine", SQLITE, indirect=True)
async def test_leases_of_the_process_before_are_over(tmp_path: Path):
    """Who opens the store alone finds what was being sent at once, and the dead one's word counts no more."""
    store = await opened(tmp_path / "a.db")
    await born(store, "sam", outbox=[text()])
    (first,) = await claim(store)
    await store.abandon()
    store = await opened(tmp_path / "a.db")
    assert await store.next_outgoing() == 0
    assert [one.ambiguous for one in await claim(store, 2001, "g")] == [True]
    assert not await store.settle(first.id, "f", "sent", receipt="m")


@pytest.mark.parametrize("engine", SQLITE, indirect=True)
async def test_a_clock_set_back_brings_nothing_before_its_time(tmp_path: Path):
    """What was being sent while the clock was ahead is taken up in its hours; answers go at once."""
    store = await opened(tmp_path / "a.db")
    await born(store, "sam", outbox=[text(words="notice", kind="notice", not_before=9000)])
    await born(store, "kim", outbox=[text(words="answer", reply=True, not_before=9000)])
    assert len(await claim(store, 9000)) == 2
    await store.abandon()
    store = await opened(tmp_path / "a.db")
    assert words(await claim(store, 2000, "g")) == ["answer"]
    assert words(await claim(store, 9001, "h")) == ["notice"]


async def test_an_urgent_one_is_taken_up_whatever_else_waits(sam: Store):
    """A card whose sender died comes back also while only urgent texts go, and while sends are held."""
    await queue(sam, "sam", text(words="prompt"), text(words="card", urgent=True))
    assert len(await claim(sam)) == 2
    now = 2000 + LEASE
    only = await sam.claim_outgoing(now, 9, LEASE, "g", urgent_only=True)
    assert [(one.doc["text"], one.ambiguous) for one in only] == [("card", True)]
    await sam.hold(500)
    again = await claim(sam, now + LEASE, "h")
    assert [(one.doc["text"], one.ambiguous) for one in again] == [("card", True)]


async def test_those_of_one_channel_do_not_starve_another(sam: Store):
    """What was left by a channel nobody sends on any more stands in no other channel's way."""
    await queue(sam, "sam", *[text(channel="telegram") for _ in range(3)])
    for _ in range(3):
        await claim(sam)
    await queue(sam, "sam", text(words="sms"))
    assert len(await claim(sam)) == 1
    now = 2000 + LEASE
    found = await sam.claim_outgoing(now, 1, LEASE, "g", practice_id="here", channel="sms")
    assert words(found) == ["sms"]
