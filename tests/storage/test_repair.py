"""What gap repair asks of a store, on both databases."""

from storage.rows import TellRow
from tests.storage.kit import BOTH, Store, born, count, poke, text, turn
from tests.storage.test_outbox import LEASE, claim, queue

ENGINES = BOTH


async def test_keys_that_were_met_are_known_in_their_practice_only(sam: Store):
    """An event that was applied, and one that belongs to nobody, stay known, also after an erasure."""
    await sam.commit(turn("sam", 1, seen="sms:1:in"))
    assert await sam.see("here", "sms:2:in")
    assert not await sam.see("here", "sms:2:in")
    assert not await sam.see("here", "sms:1:in")
    keys = ["sms:1:in", "sms:2:in", "sms:3:in"]
    assert await sam.known("here", keys) == {"sms:1:in", "sms:2:in"}
    assert await sam.known("elsewhere", keys) == set()
    assert await sam.known("here", []) == set()
    await sam.erase_person("here", "sam", 3000)
    assert await sam.known("here", keys) == {"sms:1:in", "sms:2:in"}


async def test_how_far_was_asked_begins_with_the_newest_event(sam: Store):
    """Before the first look it is the newest event known, or nothing; then what was noted, by channel."""
    assert await sam.asked_until("here", "sms") is None
    await sam.commit(turn("sam", 1, seen="a", at=1700))
    assert await sam.asked_until("here", "sms") == 1700
    await sam.ask_from("here", "sms", 9000)
    await sam.ask_from("here", "sms", 9500)
    assert await sam.asked_until("here", "sms") == 9500
    assert await sam.asked_until("here", "other") == 1700


async def test_a_report_settles_a_text_in_doubt(sam: Store):
    """A text that may have gone out is unsettled until its provider tells; then it is sent."""
    row = text()
    await queue(sam, "sam", row)
    await claim(sam)
    assert (await sam.unsettled("here", row.id)).state == "sending"  # type: ignore[union-attr]  # it is there
    await sam.settle(row.id, "f", "queued", failure="ambiguous", next_at=9000)
    found = await sam.unsettled("here", row.id)
    assert found is not None
    assert (found.state, found.person_id, found.kind) == ("queued", "sam", row.kind)
    assert await sam.unsettled("elsewhere", row.id) is None
    assert await sam.arrived(found, "SM1")
    assert not await sam.arrived(found, "SM1")
    assert await claim(sam, 9500) == []
    assert await sam.receipts_known("here", ["SM1", "SM2"]) == {"SM1"}
    assert (await sam.status("here", "SM1", True)).state == "delivered"  # type: ignore[union-attr]  # it is there
    assert await sam.unsettled("here", "SM1") is None


async def test_a_receipt_that_comes_while_it_is_sent_is_its_own(sam: Store):
    """A report that overtakes the end of its text leaves the receipt known: no other text takes it over."""
    row = text()
    await queue(sam, "sam", row)
    await claim(sam)
    sending = await sam.unsettled("here", row.id)
    assert sending is not None
    assert await sam.arrived(sending, "SM1")
    assert (await sam.status("here", row.id, True)).state == "delivered"  # type: ignore[union-attr]  # it is there
    await sam.settle(row.id, "f", "queued", failure="ambiguous", next_at=9000)
    assert await sam.receipts_known("here", ["SM1"]) == {"SM1"}
    assert await claim(sam, 9500) == []


async def test_a_text_that_surely_failed_is_not_in_doubt(sam: Store):
    """A report is no news of a text that waits because it certainly did not go."""
    row = text()
    await queue(sam, "sam", row)
    await claim(sam)
    await sam.settle(row.id, "f", "queued", failure="unavailable", next_at=9000)
    assert await sam.unsettled("here", row.id) is None


async def test_after_a_restore_what_is_unsure_expires(sam: Store):
    """Texts of the copy and unprompted ones of the hold expire and are told of; replies of the hold go."""
    copied, sending = text(words="copied"), text(words="on its way", urgent=True)
    await queue(sam, "sam", copied, sending)
    await claim(sam, 1500)
    await sam.settle(copied.id, "f", "queued", next_at=1500)
    assert await sam.give_up_unsure() == 0  # nothing is held
    await sam.hold(5000)
    await queue(sam, "sam", text(words="due"), text(words="reply", reply=True), at=6000)
    assert await sam.give_up_unsure() == 3
    await sam.release()
    claims = await claim(sam, 7000 + LEASE)
    assert [one.doc["text"] for one in claims] == ["reply"]
    assert len(await sam.expired(10)) == 3


async def test_a_tell_to_nobody_is_lost_at_once_and_stays(sam: Store):
    """Nothing more is tried, and the row is there for whoever looks."""
    await born(sam, "ada")
    await sam.commit(turn("sam", 1, tells=[TellRow("t1", "ada", "here", {}, "sam")]))
    await sam.tell_lost("here", "ada", "t1")
    assert await sam.tells(5, 10) == []
    assert await count(sam, "tell") == 1
    assert (await sam.levels()).tells_lost == 1


async def test_a_spoilt_text_is_counted_by_channel(sam: Store):
    """Whoever runs this hears of a text that does not open."""
    await queue(sam, "sam", text())
    await poke(sam, "UPDATE outbox SET doc = ?", b"\0")
    assert await claim(sam) == []
    assert sam.spoilt == {"sms": 1}
