"""Tells to other people and events waiting to be tried again."""

from storage.rows import CommitResult, InboxRow, TellRow
from storage.waiting import TELL_TRIES
from tests.storage.kit import BOTH, Person, Store, born, count, poke, turn

ENGINES = BOTH
NOW = 1000


async def test_a_tell_is_there_until_its_turn_took_it(sam: Store):
    """A tell comes with the turn that wrote it and goes with the turn that takes it."""
    await born(sam, "ada")
    tell = TellRow("t1", "ada", "here", {"event": "done"}, "sam")
    await sam.commit(turn("sam", 1, tells=[tell]))
    assert await sam.tells(NOW, 10) == [tell]
    await sam.commit(turn("ada", 1, done_tell="t1"))
    assert await sam.tells(NOW, 10) == []


async def test_a_tell_may_come_before_the_person_it_is_for(sam: Store):
    """An invitation waits for somebody who only comes to be by taking it, under the teller's key."""
    tell = TellRow("t1", "new", "here", {"what": "invited"}, "sam")
    await sam.commit(turn("sam", 1, tells=[tell]))
    assert await sam.tells(NOW, 10) == [tell]
    taken = turn("new", None, person=Person("new"), done_tell="t1")
    assert await sam.commit(taken) is CommitResult.COMMITTED
    assert await sam.tells(NOW, 10) == []


async def test_a_tell_of_a_turn_without_effect_does_not_exist(sam: Store):
    """A conflicting turn tells nobody."""
    await sam.commit(turn("sam", 7, tells=[TellRow("t1", "sam", "here", {})]))
    assert await count(sam, "tell") == 0


async def test_a_tell_that_fails_nine_times_is_left_aside(sam: Store):
    """Tries are counted and the ninth is the last."""
    await sam.commit(turn("sam", 1, tells=[TellRow("t1", "sam", "here", {})]))
    for tries in range(TELL_TRIES):
        assert [tell.tries for tell in await sam.tells(NOW, 10)] == [tries]
        await sam.tell_failed("here", "sam", "t1", tries + 1)
    assert await sam.tells(NOW, 10) == []
    assert await count(sam, "tell") == 1


async def test_an_event_waits_until_its_turn_went_through(sam: Store):
    """An event put aside comes back whole, and its later turn removes it."""
    row = InboxRow("i1", "here", "sam", {"text": "help"})
    assert await sam.inbox_put(row, 1000, seen="e1")
    assert await sam.inbox_waiting() == [InboxRow("i1", "here", "sam", {"text": "help"}, 0, 1000)]
    assert await sam.commit(turn("sam", 1, done_inbox=("i1",))) is CommitResult.COMMITTED
    assert await sam.inbox_waiting() == []


async def test_an_event_is_kept_once(sam: Store):
    """An event that was put or applied before is neither put nor applied again."""
    assert await sam.inbox_put(InboxRow("i1", "here", "sam", {}), 1000, seen="e1")
    assert not await sam.inbox_put(InboxRow("i2", "here", "sam", {}), 1000, seen="e1")
    assert await sam.commit(turn("sam", 1, seen="e1")) is CommitResult.DUPLICATE
    assert [row.id for row in await sam.inbox_waiting()] == ["i1"]


async def test_an_event_is_set_aside_after_three_tries(sam: Store):
    """Only the third failure says so, and then the event no longer waits."""
    await sam.inbox_put(InboxRow("i1", "here", "sam", {}), 1000)
    assert [await sam.inbox_fail("here", "sam", "i1") for _ in range(3)] == [False, False, True]
    assert await sam.inbox_waiting() == []


async def test_spoilt_rows_stop_nobody(sam: Store):
    """A tell or event that does not open counts a try; the others are given out."""
    await sam.commit(turn("sam", 1, tells=[TellRow(i, "sam", "here", {}) for i in ("t1", "t2")]))
    await poke(sam, "UPDATE tell SET doc = ? WHERE id = 't1'", b"\0")
    assert [tell.id for tell in await sam.tells(NOW, 10)] == ["t2"]
    await sam.inbox_put(InboxRow("i1", "here", "sam", {}), 1)
    await poke(sam, "UPDATE inbox SET doc = ?", b"\0")
    assert [len(await sam.inbox_waiting()) for _ in range(4)] == [0, 0, 0, 0]
