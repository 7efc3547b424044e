"""Texts on their way out: order, leases, retries, reports."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from storage.rows import BindAddress, Delivery, OutboxRow, OutgoingClaim
from tests.storage.kit import BOTH, DAY, Store, born, opened, poke, text, turn

ENGINES = BOTH

LEASE = 60_000


async def queue(store: Store, person_id: str, *texts: OutboxRow, **more: Any) -> None:
    """Queue texts by one more turn of this person."""
    version = (await store.load("here", [person_id]))[person_id].version
    await store.commit(turn(person_id, version, outbox=texts, **more))


async def claim(store: Store, now: int = 2000, fence: str = "f", limit: int = 10) -> list[OutgoingClaim]:
    """Claim what may go now."""
    return await store.claim_outgoing(now, limit, LEASE, fence)


def words(claims: list[OutgoingClaim]) -> list[str]:
    """The texts of claims."""
    return [c.doc["text"] for c in claims]


async def test_a_claim_carries_all_a_sender_needs(sam: Store):
    """Address, its state, number, limits and document come with the claim."""
    row = text(not_after=5000, kind="cue")
    await queue(sam, "sam", row)
    expected = OutgoingClaim(
        id=row.id, practice_id="here", person_id="sam", about_id="sam", number=1, channel="sms", kind="cue",
        urgent=False, tries=0, not_after=5000, address="+44sam", address_state="active", fence="f",
        ambiguous=False, doc={"text": "hello"}, unasked=True,
    )  # fmt: skip
    assert await claim(sam) == [expected]


async def test_one_person_reads_in_order(sam: Store):
    """Per person and channel only the lowest unsent number is given out; the next follows its end."""
    await queue(sam, "sam", text(words="1"), text(words="2"))
    await queue(sam, "sam", text(words="3"), text(words="tg", channel="telegram"))
    told = []
    while claims := await claim(sam):
        told += words(claims)
        for one in claims:
            assert await sam.settle(one.id, "f", "sent", receipt=f"m{one.number}")
    assert sorted(told[:2]) == ["1", "tg"]
    assert told[2:] == ["2", "3"]


async def test_a_text_in_flight_holds_back_the_next(sam: Store):
    """While one text is being sent, the next of that person is not given out."""
    await queue(sam, "sam", text(words="1"), text(words="2"))
    assert words(await claim(sam)) == ["1"]
    assert await claim(sam) == []


async def test_a_text_waiting_for_its_retry_holds_back_the_next(sam: Store):
    """Order is kept across retries: the second waits until the first has gone or ended."""
    await queue(sam, "sam", text(words="1"), text(words="2"))
    (first,) = await claim(sam)
    await sam.settle(first.id, "f", "queued", failure="unavailable", next_at=9000)
    assert await claim(sam, 8999) == []
    (again,) = await claim(sam, 9000)
    assert (again.doc["text"], again.tries, again.ambiguous) == ("1", 1, False)
    await sam.settle(again.id, "f", "failed", failure="refused")
    assert words(await claim(sam, 9000)) == ["2"]


async def test_a_text_for_later_holds_nobody_back(sam: Store):
    """A text whose time has not come is not in line yet."""
    await queue(sam, "sam", text(words="later", not_before=7000), text(words="now"))
    assert words(await claim(sam)) == ["now"]
    assert await sam.next_outgoing(2000) == 7000


async def test_urgent_texts_skip_the_line(sam: Store):
    """An urgent text goes at once, before and beside one that is stuck."""
    await queue(sam, "sam", text(words="1"), text(words="2"))
    assert words(await claim(sam)) == ["1"]
    await queue(sam, "sam", text(words="card", urgent=True))
    claims = await claim(sam)
    assert words(claims) == ["card"]
    assert claims[0].urgent


async def test_urgent_then_replies_then_the_rest(store: Store):
    """Among people urgent texts go first, replies next, and within these the longest due."""
    for person_id in "abcd":
        await born(store, person_id)
    await queue(store, "a", text(words="cue", not_before=1))
    await queue(store, "b", text(words="late reply", reply=True, not_before=9))
    await queue(store, "c", text(words="reply", reply=True, not_before=5))
    await queue(store, "d", text(words="card", urgent=True, not_before=9))
    assert words(await claim(store, limit=3)) == ["card", "reply", "late reply"]
    assert words(await claim(store)) == ["cue"]


async def test_texts_past_their_time_expire(sam: Store):
    """A text is given out until its last moment and never after; its end is counted."""
    await queue(sam, "sam", text(words="old", not_after=2000), text(words="new"))
    (old,) = await claim(sam, 2000)
    assert words([old]) == ["old"]
    await sam.settle(old.id, "f", "queued", failure="unavailable", next_at=2000)
    assert words(await claim(sam, 2001)) == ["new"]
    assert (await sam.outbox_counts()) == {"queued": 0, "sending": 1, "failed": 0, "expired": 1}


async def test_a_lease_that_ran_out_comes_back_as_ambiguous(sam: Store):
    """A text left `sending` is given out again, marked, and the first holder's word no longer counts."""
    await queue(sam, "sam", text(words="1"), text(words="2"))
    (first,) = await claim(sam, fence="one")
    assert await claim(sam, 2000 + LEASE - 1, fence="two") == []
    (again,) = await claim(sam, 2000 + LEASE, fence="two")
    assert (again.id, again.ambiguous, again.fence) == (first.id, True, "two")
    assert not await sam.settle(first.id, "one", "sent", receipt="m1")
    assert await sam.settle(first.id, "two", "sent", receipt="m1")


async def test_a_claim_survives_a_crash(tmp_path: Path):
    """`sending` is on the disk before the claim returns: after a crash the text is ambiguous, once."""
    store = await opened(tmp_path / "a.db")
    await born(store, "sam", outbox=[text()])
    (first,) = await claim(store)
    await store.abandon()
    store = await opened(tmp_path / "a.db")
    assert not await store.settle(first.id, "f", "sent", receipt="m")
    assert [c.ambiguous for c in await claim(store, 2000 + LEASE, "g")] == [True]
    assert await claim(store, 2000 + LEASE, "h") == []
    await store.close()


async def test_a_lane_is_claimed_alone(store: Store):
    """With a practice and a channel named, only that bot's texts are given out."""
    await born(store, "sam", outbox=[text(words="sms"), text(words="tg", channel="telegram")])
    await born(store, "kim", practice="there", outbox=[text(words="there")])
    lane = await store.claim_outgoing(2000, 9, LEASE, "f", practice_id="here", channel="telegram")
    assert words(lane) == ["tg"]
    assert words(await store.claim_outgoing(2000, 9, LEASE, "f", practice_id="there")) == ["there"]
    assert words(await claim(store)) == ["sms"]


async def test_no_text_is_given_out_twice(store: Store):
    """Claims running at once never share a text."""
    for number in range(30):
        await born(store, f"p{number}", outbox=[text()])
    batches = await asyncio.gather(*(claim(store, fence=str(n), limit=7) for n in range(6)))
    ids = [c.id for batch in batches for c in batch]
    assert len(ids) == len(set(ids)) == 30


async def test_withdrawn_texts_do_not_go(sam: Store):
    """`drop_queued` withdraws the kinds it names, before the turn's own texts, and never urgent ones."""
    await queue(sam, "sam", text(words="cue", kind="cue"), text(words="letter", kind="letter"))
    await queue(sam, "sam", text(words="card", kind="safety", urgent=True))
    await queue(sam, "sam", text(words="bye", kind="cue"), drop_queued=["cue"])
    assert (await sam.outbox_counts())["queued"] == 3
    await queue(sam, "sam", text(words="stopped", kind="optout"), drop_queued=["*"])
    (card,) = await claim(sam)
    await sam.settle(card.id, "f", "sent")
    assert words([card, *await claim(sam)]) == ["card", "stopped"]


@pytest.mark.parametrize("lost", [False, True])
async def test_a_withdrawn_text_on_its_way_does_not_come_again(sam: Store, lost: bool):
    """What is being sent when it is withdrawn is dropped when it fails, or when nobody knows how it ended."""
    await queue(sam, "sam", text(words="cue", kind="cue"))
    (cue,) = await claim(sam)
    await queue(sam, "sam", text(words="stopped", kind="optout"), drop_queued=["*"])
    if lost:
        (cue,) = [one for one in await claim(sam, 2000 + LEASE, "g") if one.ambiguous]
        assert cue.not_after < 0
    assert await sam.settle(cue.id, cue.fence, "queued", failure="unavailable", next_at=2000)
    assert words(await claim(sam, 2000 + LEASE, "h")) == ["stopped"]


async def test_a_text_put_off_expires_and_its_end_is_news(sam: Store):
    """What waits does not go; what is on its way may arrive, and expires like the other when it does not."""
    await queue(sam, "sam", text(words="going", kind="assignment"))
    (going,) = await claim(sam)
    waiting = text(words="waiting", kind="assignment")
    await queue(sam, "sam", waiting, text(words="card", kind="assignment", urgent=True))
    await queue(sam, "sam", put_off=["assignment"])
    assert await sam.called_off(going.id)
    assert words(await claim(sam)) == ["card"]
    assert [one.id for one in await sam.expired(10)] == [waiting.id]
    await sam.settle(going.id, "f", "queued", failure="unavailable", next_at=2000)
    assert words(await claim(sam, 9000)) == []
    assert {one.id for one in await sam.expired(10)} == {waiting.id, going.id}


@pytest.mark.parametrize("by", ["receipt", "id"])
async def test_a_delivery_report_changes_a_text_once(sam: Store, by: str):
    """A report is taken by receipt or by our id; a second one, also a contrary one, changes nothing."""
    row = text()
    await queue(sam, "sam", row)
    await claim(sam)
    await sam.settle(row.id, "f", "sent", receipt="SM1")
    ref = "SM1" if by == "receipt" else row.id
    wanted = Delivery(row.id, "here", "sam", "sam", "sms", "reply", 1000, "delivered")
    assert await sam.status("here", ref, delivered=True) == wanted
    assert await sam.status("here", ref, delivered=False, failure="unreachable") is None
    assert await sam.status("here", "SM2", delivered=True) is None


async def test_a_report_that_overtakes_the_receipt_is_kept(sam: Store):
    """A report while we are still `sending` stands; settling keeps it and adds the receipt."""
    row = text()
    await queue(sam, "sam", row)
    await claim(sam)
    report = await sam.status("here", row.id, delivered=False, failure="unreachable")
    assert report is not None
    assert await sam.settle(row.id, "f", "sent", receipt="SM1")
    assert await sam.status("here", "SM1", delivered=True) is None
    assert (await sam.outbox_counts())["failed"] == 1


async def test_the_next_moment_is_the_earliest_of_all(store: Store):
    """Due times, retries and leases all count, and only those later than asked."""
    assert await store.next_outgoing() is None
    await born(store, "sam", outbox=[text(not_before=50)])
    await born(store, "kim", outbox=[text(not_before=70)])
    assert [await store.next_outgoing(after) for after in (-1, 49, 50, 70)] == [50, 50, 70, None]
    await claim(store, 60)
    assert await store.next_outgoing(70) == 60 + LEASE


async def test_a_hold_keeps_everything_but_new_urgent_texts(tmp_path: Path):
    """After a restore nothing old goes until release, also after a restart; new distress answers do."""
    store = await opened(tmp_path / "a.db")
    await born(store, "sam", outbox=[text(words="old"), text(words="old card", urgent=True)])
    await store.hold(5000)
    await store.close()
    store = await opened(tmp_path / "a.db")
    assert store.held
    await queue(store, "sam", text(words="new"), text(words="new card", urgent=True), at=6000)
    assert words(await claim(store, 7000)) == ["new card"]
    await store.release()
    assert words(await claim(store, 7000)) == ["old card", "old"]
    await store.close()


async def test_a_spoilt_text_fails_and_stops_nobody(store: Store):
    """A row that does not open becomes `failed`; the others go out."""
    for person_id in ("sam", "kim"):
        await born(store, person_id, outbox=[text(words=person_id)])
    await poke(store, "UPDATE outbox SET doc = ? WHERE person_id = 'sam'", b"\0")
    assert words(await claim(store)) == ["kim"]
    assert (await store.outbox_counts())["failed"] == 1


async def test_a_person_without_the_channel_has_no_address(sam: Store):
    """A claim for a channel the person is not on says so; a stopped address shows its state."""
    await queue(sam, "sam", text(channel="telegram"))
    await queue(sam, "sam", text(), addresses=[BindAddress("sms", "+44sam", "stopped")])
    found = {c.channel: (c.address, c.address_state) for c in await claim(sam)}
    assert found == {"telegram": (None, ""), "sms": ("+44sam", "stopped")}


async def test_texts_about_a_client_use_the_client_s_key(sam: Store):
    """A therapist's text about a client opens with the client's key, also after a restart of the vault."""
    await born(sam, "ada")
    await queue(sam, "ada", text(words="summary", about_id="sam", not_after=DAY))
    sam._vault.forget("sam")
    sam._vault.forget("ada")
    (claimed,) = await claim(sam)
    assert (claimed.about_id, claimed.doc) == ("sam", {"text": "summary"})
