"""The throw-away store of a rehearsal answers as a real one."""

from tests.core_stage import ADA, SAM, playing


async def test_what_is_due_later_is_not_due_now() -> None:
    """A client's letter in some days keeps nobody busy; at its moment it does."""
    async with playing(ADA, SAM) as play:
        store = play.stage.engine.store
        due = await store.next_due()
        assert due is not None
        assert not (await store.busy(play.stage.clock.now())).due
        assert (await store.busy(due)).due
