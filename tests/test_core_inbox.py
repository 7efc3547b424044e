"""An event whose turn raises: kept, in order, set aside after three tries, and said to those concerned."""

from pathlib import Path

import pytest

from handlers.events import NotDelivered
from handlers.turn import DAY
from storage.rows import InboxRow
from storage.waiting import TELL_TRIES
from tests.core_stage import ADA, SAM, failing, is_told, playing, words_of


async def test_later_words_queue_behind_an_event_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person sends after a text whose turn failed is taken after it, in the order it was sent."""
    broken = {"now": True}
    async with playing(ADA, SAM) as play:
        with monkeypatch.context() as patch:
            failing(patch, lambda _, event: broken["now"] and words_of(event) == "win one")
            await play.deliver("sam", text="win one")
            await play.deliver("sam", text="win two")
            assert await play.records() == []
            broken["now"] = False
            await play({"wait": "1m"})
        wins = [one["words"] for one in await play.records() if one["kind"] == "win"]
    assert wins == ["one", "two"]


@pytest.mark.parametrize("said", ["i want to die", "sos", "stop texting me"])
async def test_distress_and_stop_pass_an_event_that_failed(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """Words of risk and requests to stop are answered at once, whatever stands before them."""
    async with playing(ADA, SAM) as play:
        failing(monkeypatch, lambda _, event: words_of(event) == "win one")
        await play({"who": "sam", "text": "win one"})
        answered = await play({"who": "sam", "text": said})
    assert [e["kind"] for e in answered if e["to"] == "sam"][:1] in (["safety"], ["optout"])


async def test_after_three_tries_it_is_set_aside_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person gets one fixed text, the therapist one notice, the operator a count; the queue moves on."""
    async with playing(ADA, SAM) as play:
        met = failing(monkeypatch, lambda _, event: words_of(event) == "win one")
        said = await play({"who": "sam", "text": "win one"}, {"wait": "1m"}, {"wait": "1m"}, {"wait": "1m"})
        assert [(e["to"], e["kind"]) for e in said] == [("sam", "error"), ("ada", "notice")]
        assert len(met) == 4  # the turn itself, then three tries
        assert play.stage.engine.faults["set_aside"] == 1
        await play({"who": "sam", "text": "win two"})
        assert [one["words"] for one in await play.records() if one["kind"] == "win"] == ["two"]


async def test_what_waits_is_known_after_a_restart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A person with an event waiting before the stop still queues behind it after the start."""
    store = f"sqlite:{tmp_path / 'kept.db'}"
    async with playing(ADA, SAM, store=store) as play:
        failing(monkeypatch, lambda _, event: words_of(event) == "win one")
        await play({"who": "sam", "text": "win one"}, {"crash": True})
        met = failing(monkeypatch, lambda _, event: words_of(event) == "win two")
        person = await play.id()
        await play.deliver("sam", text="win two")
        assert met == []
        assert len(await play.stage.engine.store.inbox_waiting()) == 2
        assert person in {row.person_id for row in await play.stage.engine.store.inbox_waiting()}


async def test_an_event_delivered_twice_is_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider's second delivery of an event that is being kept has no effect of its own."""
    broken = {"now": True}
    async with playing(ADA, SAM) as play:
        failing(monkeypatch, lambda _, event: broken["now"] and words_of(event) == "win one")
        await play({"who": "sam", "text": "win one"}, {"again": True})
        broken["now"] = False
        await play({"wait": "1m"})
        assert [one["words"] for one in await play.records() if one["kind"] == "win"] == ["one"]


async def test_a_lost_text_whose_turn_fails_is_kept_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a text was lost is an event like others: a fault while noting it does not swallow it."""
    broken = {"now": True}
    async with playing(ADA, SAM) as play:
        failing(monkeypatch, lambda _, event: broken["now"] and isinstance(event, NotDelivered))
        await play({"refuse": "telegram", "how": "blocked", "times": 1}, {"who": "sam", "text": "menu"})
        broken["now"] = False
        said = await play({"wait": "1m"})
    assert [(e["to"], e["kind"]) for e in said] == [("ada", "notice")]


async def test_a_tell_is_tried_for_hours_then_counted_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tell that fails is tried quickly, then for hours; lost, it is counted and stays; none wait for it."""
    async with playing(ADA, SAM) as play:
        met = failing(monkeypatch, lambda _, event: is_told(event, "question"))
        await play({"who": "sam", "text": "ask one?"}, {"wait": "1m"}, {"wait": "1m"})
        assert len(met) == 4  # three at once, the next after a minute
        said = await play({"who": "sam", "text": "sos"})
        assert ("ada", "alert") in [(e["to"], e["kind"]) for e in said]
        assert play.stage.engine.faults["tell_lost"] == 0
        for _ in range(24):
            await play({"wait": "10m"})
        assert len(met) == TELL_TRIES
        assert play.stage.engine.faults["tell_lost"] == 1
        assert await play.stage.engine.store.tells(play.stage.clock.now() + DAY, 9) == []
        kept = await play.stage.engine.store._pump.read("SELECT COUNT(*) FROM tell")
        assert kept[0][0] == 1


async def test_a_tell_that_fails_for_an_hour_still_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that lasts longer than the quick tries delays what is told, and loses nothing."""
    broken = {"now": True}
    async with playing(ADA, SAM) as play:
        failing(monkeypatch, lambda _, event: broken["now"] and is_told(event, "question"))
        await play({"who": "sam", "text": "ask one?"}, {"wait": "10m"})
        broken["now"] = False
        said = await play({"wait": "30m"}, {"wait": "1m"})
    assert [e["to"] for e in said] == ["ada"]


async def test_a_tell_is_taken_once_when_two_dispatch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tick and whoever is woken by a tell do not both take it."""
    import asyncio

    async with playing(ADA, SAM) as play:
        stage, before = play.stage, len(play.printed)
        await play.deliver("sam", text="ask is it long?")
        await asyncio.gather(*(stage.engine.dispatch() for _ in range(3)))
        await stage.engine.settle()
        told = [e for e in play.printed[before:] if e.get("to") == "ada"]
    assert len(told) == 1


async def test_what_another_version_kept_holds_up_nobody(tmp_path: Path) -> None:
    """An event this program has no name for is set aside after its tries; its sender's next is taken."""
    async with playing(ADA, SAM) as play:
        engine, person = play.stage.engine, await play.id()
        unknown = InboxRow("unknown", play.stage.practice, person, {"type": "Painted", "colour": "red"})
        await engine.store.inbox_put(unknown, play.stage.clock.now())
        await engine.inbox.start()
        await play({"who": "sam", "text": "win one"}, {"wait": "1m"}, {"wait": "1m"}, {"wait": "1m"})
        assert [one["words"] for one in await play.records() if one["kind"] == "win"] == ["one"]
        assert [row.id for row in await engine.store.inbox_aside(play.stage.practice)] == ["unknown"]
        assert engine.faults["set_aside"] == 1
