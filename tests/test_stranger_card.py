"""The card for somebody whom nothing is stored of: no outbox holds it, so nothing may lose it either."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from bot.channels.base import Failure, Outgoing, SendResult
from bot.door import Unanswered
from bot.gap import Patience
from storage.errors import StoreUnavailable
from tests.core_stage import ADA, Play, playing
from tests.program import PATIENCE
from tests.spool_stage import Line, Outage, outage

WORDS = "i want to die"


def _cards(printed: list[Line]) -> list[str]:
    return [one["kind"] for one in printed if one["to"] == "pat"]


@pytest.mark.parametrize("failure", [Failure.UNAVAILABLE, Failure.AMBIGUOUS, Failure.THROTTLED])
async def test_a_card_the_provider_did_not_take_goes_later(tmp_path: Path, failure: Failure) -> None:
    """What a stranger in danger wrote is kept until the card has gone, also over several tries."""
    async with outage(tmp_path) as stage:
        play = stage.play
        play.stage._figure({"who": "pat", "channel": "telegram"})
        play.stage._channels[play.stage.practice, "telegram"].refuse(failure, 3)
        await stage.says("pat", WORDS)
        assert _cards(stage.printed()) == []
        for _ in range(40):
            await play({"wait": "1m"})
            await play.stage.engine.door.gap.replay()
        assert _cards(stage.printed()) == ["safety"]
        assert stage.files() == []


async def test_a_card_that_can_never_go_is_not_tried_again(tmp_path: Path) -> None:
    """Somebody who blocked the bot cannot be answered, and is not tried for hours."""
    async with outage(tmp_path) as stage:
        stage.play.stage._figure({"who": "pat", "channel": "telegram"})
        stage.play.stage._channels[stage.play.stage.practice, "telegram"].refuse(Failure.BLOCKED, 1)
        await stage.says("pat", WORDS)
        assert stage.files() == []


async def test_a_slow_provider_is_no_absent_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that takes its time with a stranger's card is not cut off: one card, and nothing is kept."""
    async with outage(tmp_path, patience=Patience(1.0, 0.5)) as stage:
        stage.play.stage._figure({"who": "pat", "channel": "telegram"})
        provider = stage.play.stage._channels[stage.play.stage.practice, "telegram"]
        send = provider.send

        async def slowly(message: Outgoing) -> SendResult:
            result = await send(message)
            await asyncio.sleep(1.2)
            return result

        monkeypatch.setattr(provider, "send", slowly)
        await stage.says("pat", WORDS)
        assert _cards(stage.printed()) == ["safety"]
        assert (stage.play.stage.engine.door.gap.away, stage.files()) == (False, [])


async def test_a_second_delivery_does_not_stand_for_a_card_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the card is on its way the same text comes again; when the card fails it is sent once more."""
    async with outage(tmp_path) as stage:
        stage.play.stage._figure({"who": "pat", "channel": "telegram"})
        provider = stage.play.stage._channels[stage.play.stage.practice, "telegram"]
        send, inbound = provider.send, stage.written("pat", WORDS)

        async def slowly(message: Outgoing) -> SendResult:
            await asyncio.sleep(0.05)
            return await send(message)

        monkeypatch.setattr(provider, "send", slowly)
        provider.refuse(Failure.UNAVAILABLE, 2)
        await asyncio.gather(stage.again(inbound), stage.again(inbound))
        for _ in range(3):
            await stage.play({"wait": "1m"})
            await stage.play.stage.engine.door.gap.replay()
        assert _cards(stage.printed()) == ["safety"]


async def test_what_is_kept_does_not_stand_for_a_card_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that was kept comes again, and is looked at while its card is on its way and fails once more."""
    async with outage(tmp_path) as stage:
        stage.play.stage._figure({"who": "pat", "channel": "telegram"})
        provider, gap = (
            stage.play.stage._channels[stage.play.stage.practice, "telegram"],
            stage.play.stage.engine.door.gap,
        )
        send, inbound = provider.send, stage.written("pat", WORDS)
        provider.refuse(Failure.UNAVAILABLE, 4)
        await stage.again(inbound)

        async def slowly(message: Outgoing) -> SendResult:
            await asyncio.sleep(0.05)
            return await send(message)

        monkeypatch.setattr(provider, "send", slowly)
        await asyncio.gather(stage.again(inbound), gap.replay())
        for _ in range(5):
            await stage.play({"wait": "1m"})
            await stage.play.stage.engine.door.gap.replay()
        assert _cards(stage.printed()) == ["safety"]


async def test_without_a_spool_the_provider_brings_it_again() -> None:
    """Where nothing can be kept outside the store, the webhook is not acknowledged."""
    async with playing(ADA) as play:
        play.stage._figure({"who": "pat", "channel": "telegram"})
        play.stage._channels[play.stage.practice, "telegram"].refuse(Failure.UNAVAILABLE, 2)
        with pytest.raises(Unanswered):
            await play.deliver("pat", text=WORDS)


class Died(BaseException):
    """The process is gone."""


async def _dies_at(play: Play, call: str, before: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pat writes; the process dies before or after this call of the store, and starts again."""
    store = play.stage.engine.store
    really = getattr(store, call)

    async def dies(*args: str) -> None:
        if not before:
            await really(*args)
        raise Died

    monkeypatch.setattr(store, call, dies)
    with pytest.raises(Died):
        await play.deliver("pat", text=WORDS)
    await play({"crash": True})


@pytest.mark.parametrize(("before", "cards"), [(True, 2), (False, 1)])
async def test_a_crash_says_the_card_once_more_at_most(
    monkeypatch: pytest.MonkeyPatch, before: bool, cards: int
) -> None:
    """Dead after the card and before it was noted: it comes twice, and however often it is brought no more.

    Dead after it was noted and before the acknowledgement: it has come, and is not said again.
    """
    async with playing(ADA) as play:
        play.stage._figure({"who": "pat", "channel": "telegram"})
        await _dies_at(play, "see", before, monkeypatch)
        await play({"again": True}, {"again": True}, {"crash": True}, {"again": True})
        assert _cards(play.printed) == ["safety"] * cards


async def test_a_look_that_is_cut_short_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """While it was looked up whether it was known the turn was given up: what comes again is answered."""
    async with playing(ADA) as play:
        play.stage._figure({"who": "pat", "channel": "telegram"})
        with monkeypatch.context() as patched:
            await _cut_short(play, patched)
        await play({"again": True})
        assert _cards(play.printed) == ["safety"]


async def _cut_short(play: Play, patched: pytest.MonkeyPatch) -> None:
    async def given_up(*_: object) -> None:
        raise Died

    patched.setattr(play.stage.engine.store, "known", given_up)
    with pytest.raises(Died):
        await play.deliver("pat", text=WORDS)


async def test_after_hours_without_a_provider_the_card_goes_soon(tmp_path: Path) -> None:
    """However long the provider was away, a stranger in danger hears within minutes of its return."""
    async with outage(tmp_path) as stage:
        play = stage.play
        play.stage._figure({"who": "pat", "channel": "telegram"})
        provider = play.stage._channels[play.stage.practice, "telegram"]
        provider.refuse(Failure.UNAVAILABLE, -1)
        await stage.says("pat", WORDS)
        for _ in range(3 * 60):
            await play({"wait": "1m"})
            await play.stage.engine.door.gap.replay()
        assert (_cards(stage.printed()), len(stage.files())) == ([], 1)
        provider.refuse(Failure.UNAVAILABLE, 0)
        for _ in range(3):
            await play({"wait": "1m"})
            await play.stage.engine.door.gap.replay()
        assert _cards(stage.printed()) == ["safety"]


async def test_a_card_that_failed_while_the_store_is_away_does_not_wait_for_it(tmp_path: Path) -> None:
    """The disk is broken and the provider fails once: the card is tried again, and said once."""
    async with outage(tmp_path) as stage:
        provider = stage.play.stage._channels[stage.play.stage.practice, "telegram"]
        stage.away()
        provider.refuse(Failure.UNAVAILABLE, 1)
        before = len(stage.play.printed)
        await stage.says("sam", WORDS)
        assert stage.printed(before) == []
        clock, gap = stage.play.stage.clock, stage.play.stage.engine.door.gap
        for _ in range(30):
            clock.advance_to(clock.now() + 1000)
            with suppress(StoreUnavailable):
                await gap.go_on()
        assert [one["kind"] for one in stage.printed(before) if one["to"] == "sam"] == ["safety"]
        stage.back()
        await stage.play({"wait": "1m"})
        later = stage.printed(before)
        assert [one["kind"] for one in later if one["to"] == "sam"] == ["safety"]
        assert "alert" in [one["kind"] for one in later if one["to"] == "ada"]


async def _passes(stage: Outage, seconds: int) -> None:
    """So many ticks, a second each, while the store takes nothing."""
    clock = stage.play.stage.clock
    for _ in range(seconds):
        clock.advance_to(clock.now() + 1000)
        with suppress(StoreUnavailable):
            await stage.play.stage.engine.door.gap.go_on()


@pytest.mark.parametrize("outage_of", ["away", "full"])
async def test_a_card_that_failed_goes_seconds_after_the_provider_is_back(
    tmp_path: Path, outage_of: str
) -> None:
    """Also with a store that answers and takes no turn; no text says meanwhile that a lot came at once."""
    async with outage(tmp_path) as stage:
        provider = stage.play.stage._channels[stage.play.stage.practice, "sms"]
        getattr(stage, outage_of)()
        provider.refuse(Failure.UNAVAILABLE, -1)
        await stage.says("kim", WORDS)
        await _passes(stage, 3)
        provider.refuse(Failure.UNAVAILABLE, 0)
        before = len(stage.play.printed)
        await _passes(stage, 60)
        assert [one["kind"] for one in stage.printed(before)] == ["safety"]
        stage.back()
        await stage.play({"wait": "1m"})
        assert [one["kind"] for one in stage.printed(before) if one["to"] == "kim"] == ["safety"]


@pytest.mark.parametrize("outage_of", ["away", "full"])
async def test_a_start_without_the_store_says_the_card(tmp_path: Path, outage_of: str) -> None:
    """The process is killed before any provider took it: the next one starts, and says it once."""
    async with outage(tmp_path) as stage:
        provider = stage.play.stage._channels[stage.play.stage.practice, "sms"]
        getattr(stage, outage_of)()
        provider.refuse(Failure.UNAVAILABLE, 1)
        before = len(stage.play.printed)
        await stage.says("kim", WORDS)
        await stage.begin(without_store=True)
        assert stage.play.stage.engine.door.gap.behind
        await _passes(stage, 60)
        assert [one["kind"] for one in stage.printed(before)] == ["safety"]


async def _hangs(*_: object) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("words", [WORDS, "what is this?"])
async def test_a_store_that_hangs_after_the_answer_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """What went out but could not be noted is kept and acknowledged; it is noted later, never said again."""
    async with outage(tmp_path, patience=Patience(1.0, 0.5)) as stage:
        inner = stage.play.stage
        inner._figure({"who": "pat", "channel": "sms"})
        with monkeypatch.context() as patched:
            patched.setattr(inner.engine.store, "see", _hangs)
            inbound = await asyncio.wait_for(stage.says("pat", words), PATIENCE)
        said = _cards(stage.printed())
        assert (len(said), len(stage.files()), inner.engine.door.gap.away) == (1, 1, True)
        await inner.engine.door.gap.replay()
        await stage.again(inbound)
        assert (_cards(stage.printed()), stage.files()) == (said, [])
        assert await inner.engine.store.known(inner.practice, [inbound.key]) == {inbound.key}
