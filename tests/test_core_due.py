"""Due rows: one that fails rests, one of nobody goes; a turn that cannot be written is not swallowed."""

import pytest

from bot.runner import Contended
from handlers.events import Due, Text
from storage.rows import AgendaRow, CommitResult, TurnWrites
from tests.core_stage import ADA, SAM, failing, playing
from tests.world import client

KIM = client("kim", "telegram")
DAILY = (
    {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"},
    {"who": "ada", "tap": "Send"},
    {"who": "ada", "text": "/assign Kim sa-mood daily at 19:00"},
    {"who": "ada", "tap": "Send"},
)


async def test_a_failing_row_rests_and_the_others_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person's cue that raises is tried again an hour later; everybody else has theirs in time."""
    async with playing(ADA, SAM, KIM, *DAILY, {"until": "2026-03-03T18:59:00+00:00"}) as play:
        engine, sam = play.stage.engine, await play.id("sam")
        met = failing(monkeypatch, lambda t, e: isinstance(e, Due) and e.kind == "cue" and t.person.id == sam)
        before = len(play.printed)
        play.stage.clock.advance_to(play.stage.clock.now() + 60_000)
        for _ in range(5):
            assert await engine.runner.due_side_by_side() < 5
        await engine.sender.drain()
        assert [(e["to"], e["kind"]) for e in play.printed[before:]] == [("kim", "cue")]
        assert len(met) == 1
        again = [
            row for id, _, row in await engine.store.due(play.stage.clock.now() + 3_600_000, 99) if id == sam
        ]
        assert any(row.kind == "cue" for row in again)


async def test_in_a_rehearsal_the_fault_is_raised_after_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tries their texts out hears of a fault, and everybody else's texts still go."""
    async with playing(ADA, SAM, KIM, *DAILY, {"until": "2026-03-03T18:59:00+00:00"}) as play:
        sam = await play.id("sam")
        failing(monkeypatch, lambda t, e: isinstance(e, Due) and e.kind == "cue" and t.person.id == sam)
        with pytest.raises(RuntimeError, match="on request"):
            await play({"wait": "2m"})
        assert [e["to"] for e in await play({"wait": "1m"}) if e["kind"] == "cue"] == ["kim"]


async def test_a_row_of_somebody_who_is_gone_goes_too() -> None:
    """A due row nobody answers for is not taken again at every tick."""
    async with playing(ADA, SAM) as play:
        store, id = play.stage.engine.store, await play.id()
        loaded = (await store.load(play.stage.practice, [id]))[id]
        row = AgendaRow("cue", "2026-01-01", 1, 2, 999)
        written = TurnWrites(
            person_id=id,
            practice_id=play.stage.practice,
            expected_version=loaded.version,
            at=5,
            person=loaded.doc,
            agenda_set=[row],
        )
        await store.commit(written)
        await store._pump.job(lambda c: c.execute("UPDATE person SET erased_at = 5 WHERE id = ?", (id,)))
        assert await play.stage.engine.runner.due() >= 1
        assert "cue" not in {r.kind for _, _, r in await store.due(10, 99)}


async def test_a_turn_that_cannot_be_written_is_no_duplicate(monkeypatch: pytest.MonkeyPatch) -> None:
    """After three conflicts the event comes back to its provider: it is not acknowledged as known."""
    async with playing(ADA, SAM) as play:
        runner, id = play.stage.engine.runner, await play.id()

        async def commit(writes: TurnWrites) -> CommitResult:
            return CommitResult.CONFLICT

        monkeypatch.setattr(runner.store, "commit", commit)
        with pytest.raises(Contended):
            await runner.take(play.stage.practice, id, Text("menu", play.stage.clock.now()))
        with pytest.raises(Contended):
            await play.deliver("sam", text="menu")
