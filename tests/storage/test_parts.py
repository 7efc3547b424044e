"""A long text goes in parts: how many have gone outlives the process, and one lost part is a lost text."""

import pytest

from storage.rows import Delivery
from tests.storage.kit import BOTH, Store, text
from tests.storage.test_outbox import LEASE, claim, queue

ENGINES = BOTH


async def long_text(store: Store) -> str:
    """A text that is being sent."""
    row = text()
    await queue(store, "sam", row)
    await claim(store)
    return row.id


async def news(store: Store, ref: str) -> Delivery:
    """The text, of whose earlier part a report is news."""
    found = await store.unsettled("here", ref, part=True)
    assert found is not None
    return found


async def test_the_next_try_knows_how_many_parts_went(sam: Store) -> None:
    """What a try says is in the next claim; a later try that says less takes nothing back."""
    id = await long_text(sam)
    assert await sam.settle(id, "f", "queued", failure="throttled", next_at=2000, parts=2) == "queued"
    assert [one.parts for one in await claim(sam)] == [2]
    await sam.settle(id, "f", "queued", failure="unavailable", next_at=2000)
    assert [one.parts for one in await claim(sam)] == [2]
    await sam.settle(id, "f", "queued", failure="unavailable", next_at=2000, parts=3)
    assert [one.parts for one in await claim(sam)] == [3]


async def test_a_report_of_an_earlier_part_counts_it(sam: Store) -> None:
    """A part its provider told of has gone, also when whoever sent it died; fewer change nothing."""
    id = await long_text(sam)
    await sam.part_went(await news(sam, id), 2)
    await sam.part_went(await news(sam, id), 1)
    (again,) = await claim(sam, 2000 + LEASE, "g")
    assert (again.parts, again.ambiguous) == (2, True)
    assert not await sam.went("here", id)


@pytest.mark.parametrize("state", ["sending", "waiting", "in doubt", "sent", "delivered"])
async def test_an_earlier_part_that_failed_ends_its_text(sam: Store, state: str) -> None:
    """Whatever became of the other parts: the text has failed, and what is left of it does not go."""
    id = await long_text(sam)
    if state == "waiting":
        await sam.settle(id, "f", "queued", failure="throttled", next_at=2000, parts=1)
    elif state == "in doubt":
        await sam.settle(id, "f", "queued", failure="ambiguous", next_at=2000)
    elif state in ("sent", "delivered"):
        await sam.settle(id, "f", "sent", receipt="SM2")
    if state == "delivered":
        await sam.status("here", "SM2", True)
    found = await news(sam, id)
    assert found.state == {"waiting": "sending", "in doubt": "queued"}.get(state, state)
    report = await sam.status("here", id, False, "unreachable", part=True)
    assert report is not None
    assert report.state == "failed"
    assert await claim(sam, 9000) == []
    assert await sam.unsettled("here", id, part=True) is None
    assert await sam.status("here", id, True) is None


async def test_a_report_of_the_whole_is_no_news_of_one_that_waits(sam: Store) -> None:
    """While the rest waits because it surely did not go, only an earlier part can be told of."""
    id = await long_text(sam)
    await sam.settle(id, "f", "queued", failure="throttled", next_at=2000, parts=1)
    assert await sam.unsettled("here", id) is None
    assert await sam.status("here", id, True) is None
    assert len(await claim(sam)) == 1
