"""What processes that share a store are given: each row to one of them, each stretch of time once."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from storage.rows import AgendaRow, InboxRow, TellRow
from storage.waiting import LONGEST_REST
from tests.storage.kit import BOTH, POSTGRESQL, Store, born, opened, places, text, turn

ENGINES = BOTH
HOUR = 3_600_000
HERE = ("here",)


def due(scope: str, at: int) -> AgendaRow:
    return AgendaRow("cue", scope, at, at + HOUR, 1)


async def test_a_due_row_is_taken_up_once(store: Store) -> None:
    """What is due and taken up is nobody else's until it is stale; the longest due come first."""
    for number in range(4):
        await born(store, f"p{number}", agenda_set=[due("a", 100 - number), due("later", 10_000)])
    first = await store.claim_due(HERE, 1000, 3, 0)
    assert [(person, row.due_at) for person, _, row in first] == [("p3", 97), ("p2", 98), ("p1", 99)]
    assert [person for person, *_ in await store.claim_due(HERE, 1001, 9, 0)] == ["p0"]
    assert await store.claim_due(HERE, 1002, 9, 500) == []
    assert len(await store.claim_due(HERE, 2000, 9, 1000)) == 3


async def test_a_row_that_moved_is_free_again(store: Store) -> None:
    """A row whose time was changed, or that rests, is taken up when it is due the next time."""
    await born(store, "p", agenda_set=[due("a", 100), due("b", 100)])
    taken = await store.claim_due(HERE, 1000, 9, 0)
    assert len(taken) == 2
    await store.commit(turn("p", 1, agenda_set=[AgendaRow("cue", "a", 200, HOUR, 2)]))
    await store.due_rests("here", "p", due("b", 100), 300)
    found = await store.claim_due(HERE, 1001, 9, 0)
    assert [(row.scope, row.due_at, row.version) for _, _, row in found] == [("a", 200, 2), ("b", 300, 1)]


async def test_claims_side_by_side_share_nothing(store: Store, tmp_path: Path) -> None:
    """Two claims at one moment get different rows, together all of them."""
    for number in range(30):
        await born(store, f"p{number}", agenda_set=[due("a", number)])
    other = await opened(tmp_path / "a.db") if store.shared else store
    first, second = await asyncio.gather(
        store.claim_due(HERE, 1000, 15, 0), other.claim_due(HERE, 1000, 15, 0)
    )
    people = [person for person, *_ in (*first, *second)]
    left = [person for person, *_ in await store.claim_due(HERE, 1001, 99, 0)]
    assert sorted(people + left) == sorted(f"p{number}" for number in range(30))


@pytest.mark.parametrize("engine", POSTGRESQL, indirect=True)
async def test_a_row_being_taken_up_is_passed_over(store: Store, tmp_path: Path) -> None:
    """What another process is just taking up is left to it, and nobody waits for that process."""
    for number in range(4):
        await born(store, f"p{number}", agenda_set=[due("a", number)])
    other = await asyncpg.connect(await places.url(tmp_path / "a.db"))
    try:
        async with other.transaction():
            await other.fetch("SELECT scope FROM agenda WHERE person_id = 'p1' FOR UPDATE")
            taken = await store.claim_due(HERE, 1000, 9, 0)
    finally:
        await other.close()
    assert [person for person, *_ in taken] == ["p0", "p2", "p3"]


async def test_tells_are_claimed_by_person_and_read_in_order(store: Store) -> None:
    """Who is to be told something is claimed once; a tell that failed is free at once."""
    await born(store, "b")
    tells = [TellRow(f"t{n}", "b", "here", {"n": n}) for n in range(3)]
    await born(store, "a", tells=tells)
    assert await store.claim_tells(HERE, 1000, 9, 0) == [("here", "b")]
    assert await store.claim_tells(HERE, 1001, 9, 0) == []
    assert [row.doc["n"] for row in await store.tells_of("here", "b", 1001, 9)] == [0, 1, 2]
    await store.tell_failed("here", "b", "t1", 1)
    assert await store.claim_tells(HERE, 1002, 9, 0) == [("here", "b")]
    assert await store.tells_of("elsewhere", "b", 5, 9) == []


async def test_a_channels_time_is_given_away_once(store: Store) -> None:
    """Stretches of time follow each other without a gap or an overlap, and none begins in the past."""
    await store.make_lanes([("here", "sms"), ("here", "sms"), ("here", "telegram")])
    starts = await asyncio.gather(*(store.reserve("here", "sms", 100, 1000) for _ in range(5)))
    assert sorted(starts) == [1000, 1100, 1200, 1300, 1400]
    assert await store.reserve("here", "sms", 100, 9000) == 9000
    assert await store.reserve("here", "telegram", 50, 1000) == 1000
    assert await store.lane("here", "sms") == (9100, 0)


async def test_silence_is_only_prolonged(store: Store) -> None:
    """The longest silence a provider asked for holds."""
    await store.make_lanes([("here", "sms")])
    for until in (500, 900, 700):
        await store.be_silent("here", "sms", until)
    assert await store.lane("here", "sms") == (0, 900)


async def test_lines_with_something_to_send_are_known(store: Store) -> None:
    """A line is named when a text of it may go now; while it is silent only for an urgent one."""
    await store.make_lanes([("here", "sms"), ("here", "telegram")])
    assert await store.lanes_ready(5000) == []
    await born(store, "a", outbox=[text("sms"), text("telegram", not_before=9000)])
    assert await store.lanes_ready(5000) == [("here", "sms")]
    await store.be_silent("here", "sms", 6000)
    assert await store.lanes_ready(5000) == []
    await store.commit(turn("a", 1, outbox=[text("sms", urgent=True)]))
    assert await store.lanes_ready(5000) == [("here", "sms")]
    assert await store.lanes_ready(9000) == [("here", "sms"), ("here", "telegram")]


async def test_a_lease_is_kept_while_its_process_lives(store: Store) -> None:
    """A text whose lease is prolonged is not taken for one whose sender is gone."""
    await born(store, "a", outbox=[text("sms")])
    await store.make_lanes([("here", "sms")])
    (claim,) = await store.claim_outgoing(1000, 9, 500, "f")
    await store.extend_leases(["another"], 9000)
    assert await store.lanes_ready(1500) == [("here", "sms")]
    await store.extend_leases([claim.id], 5000)
    assert await store.lanes_ready(4000) == []
    assert await store.lanes_ready(5000) == [("here", "sms")]


async def test_kept_events_are_counted(store: Store) -> None:
    """Whether something of a person waits is known to every process, by practice."""
    await born(store, "a")
    for number in range(3):
        await store.inbox_put(InboxRow(f"i{number}", "here", "a", {"type": "Text"}), 5)
    assert await store.inbox_waits("here", "a", 100) == 3
    assert await store.inbox_waits("here", "a", 2) == 2
    assert await store.inbox_waits("elsewhere", "a", 100) == 0


async def test_what_belongs_to_an_unknown_practice_is_left(store: Store) -> None:
    """Nobody takes up rows of a practice they do not name, and whoever names it finds them untouched."""
    await born(store, "b", "west")
    tells = [TellRow("t", "b", "west", {})]
    await born(store, "a", "west", tells=tells, agenda_set=[due("a", 100)])
    assert not await store.due(1000, 9, HERE)
    assert not await store.tells(1000, 9, HERE)
    assert len(await store.due(1000, 9, ["west"])) == len(await store.tells(1000, 9, ["west"])) == 1
    assert await store.claim_due(HERE, 1000, 9, 0) == []
    assert await store.claim_tells(HERE, 1000, 9, 0) == []
    west = ("here", "west")
    assert [person for person, *_ in await store.claim_due(west, 1000, 9, 0)] == ["a"]
    assert await store.claim_tells(west, 1000, 9, 0) == [("west", "b")]


async def test_a_tell_rests_for_everybody(store: Store) -> None:
    """Until the moment a failed tell rests to no process is given it; two who fail at once are one try."""
    await born(store, "b")
    await born(store, "a", tells=[TellRow("t", "b", "here", {})])
    for _ in range(2):
        await store.tell_failed("here", "b", "t", 3, 9000)
    for now in (1000, 8999):
        assert await store.claim_tells(HERE, now, 9, now) == []
        assert await store.tells(now, 9) == await store.tells_of("here", "b", now, 9) == []
    assert [row.tries for row in await store.tells(9000, 9)] == [3]
    assert [row.tries for row in await store.tells_of("here", "b", 9000, 9)] == [3]
    assert await store.claim_tells(HERE, 9000, 9, 9000) == [("here", "b")]


async def test_a_clock_set_back_prolongs_no_rest(store: Store) -> None:
    """A tell that seems to rest for longer than any may rest was written by a clock that was ahead."""
    await born(store, "b")
    await born(store, "a", tells=[TellRow("t", "b", "here", {})])
    await store.tell_failed("here", "b", "t", 3, 7 * HOUR + LONGEST_REST)
    assert await store.tells(7 * HOUR, 9) == []
    assert [row.id for row in await store.tells(5 * HOUR, 9)] == ["t"]
