"""Texts on their way out: what is tried again when, what is given up, and who hears of it."""

import asyncio
from pathlib import Path
from unittest.mock import AsyncMock, patch

import pytest

from bot.channels.base import Failure, NotSent
from bot.clock import VirtualClock
from tests.core_stage import ADA, SAM, Play, playing
from tests.world import client

MENU = {"who": "sam", "text": "menu"}


async def _gone(play: Play, wait: str) -> list[str]:
    return [e["to"] for e in await play({"wait": wait})]


async def test_a_text_that_may_have_gone_waits_and_goes_once_more() -> None:
    """After an ambiguous failure nothing for 15 minutes, then once."""
    async with playing(ADA, SAM) as play:
        assert await play({"refuse": "telegram", "how": "ambiguous", "times": 1}, MENU) == []
        assert await _gone(play, "14m") == []
        assert await _gone(play, "2m") == ["sam"]


async def test_a_text_ambiguous_twice_is_given_up_and_the_therapist_hears() -> None:
    """Once more is once: a second ambiguous failure ends it, also with another failure between."""
    async with playing(ADA, client("sam", "sms")) as play:
        await play({"refuse": "sms", "how": "ambiguous", "times": 1}, MENU)
        await play({"refuse": "sms", "how": "unavailable", "times": 1}, {"wait": "15m"})
        said = await play({"refuse": "sms", "how": "ambiguous", "times": 1}, {"wait": "10m"})
    assert [(e["to"], e["kind"]) for e in said] == [("ada", "notice")]


async def test_being_throttled_is_no_try_and_holds_up_the_whole_channel() -> None:
    """A 429 concerns the bot: nobody's next text goes before it said, and no try is counted."""
    async with playing(ADA, client("sam", "telegram"), client("kim", "telegram")) as play:
        await play({"refuse": "telegram", "how": "throttled", "times": 1})
        await play.deliver("sam", text="menu")
        await play.deliver("kim", text="menu")
        await play.stage.engine.settle()
        assert play.stage.engine.sender.counts["telegram", "sent"] == 0
        assert play.stage.engine.sender.counts["telegram", "throttled"] == 1
        assert sorted(await _gone(play, "1m")) == ["kim", "sam"]


async def test_the_card_goes_although_the_channel_asks_for_silence() -> None:
    """What comforts in danger is tried while everything else waits out a 429."""
    async with playing(ADA, SAM, client("kim", "telegram")) as play:
        await play({"refuse": "telegram", "how": "throttled", "times": 1})
        await play.deliver("sam", text="menu")
        await play.stage.engine.sender.drain()
        await play.deliver("kim", text="sos")
        before = len(play.printed)
        await play.stage.engine.sender.drain()
        assert [(e["to"], e["kind"]) for e in play.printed[before:]] == [("kim", "safety")]


async def test_the_card_is_tried_until_its_last_moment() -> None:
    """A safety text does not end after a few quick failures: it goes on down the ladder."""
    async with playing(ADA, SAM) as play:
        await play({"refuse": "telegram", "how": "ambiguous", "times": 4}, {"who": "sam", "text": "sos"})
        said = await play({"wait": "1h"})
    assert "safety" in [e["kind"] for e in said if e["to"] == "sam"]


async def test_a_card_and_an_alert_come_soon_after_a_long_outage() -> None:
    """However long a provider was away: what is urgent goes within three minutes after it is back."""
    async with playing(ADA, SAM) as play:
        await play({"refuse": "telegram", "how": "unavailable", "times": -1}, {"who": "sam", "text": "sos"})
        assert await play({"wait": "3h"}) == []
        said = await play({"refuse": "telegram", "times": 0}, {"wait": "3m"})
    assert {("sam", "safety"), ("ada", "alert")} <= {(e["to"], e["kind"]) for e in said}


async def test_a_card_waits_two_minutes_where_a_provider_asks_for_an_hour() -> None:
    """Of an hour's silence what is urgent keeps two minutes; everything else keeps all of it."""
    hour = NotSent(Failure.THROTTLED, 3600)
    async with playing(ADA, SAM, client("kim", "telegram")) as play:
        channel = play.stage._channels[play.stage.practice, "telegram"]
        with patch.object(channel, "send", AsyncMock(return_value=hour)):
            await play({"who": "sam", "text": "sos"}, {"who": "kim", "text": "menu"})
        soon = await play({"wait": "3m"})
        later = await play({"wait": "1h"})
    assert {(e["to"], e["kind"]) for e in soon} == {("sam", "safety"), ("ada", "alert")}
    assert "kim" in {e["to"] for e in later}


@pytest.mark.parametrize("how", ["unavailable", "throttled"])
async def test_a_cue_is_never_late_and_its_end_is_said(how: str) -> None:
    """A cue the channel would not take in its 45 minutes never goes, is not missed, has no follow-up."""
    async with playing(ADA, SAM) as play:
        await play(
            {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"}, {"who": "ada", "tap": "Send"}
        )
        await play({"until": "2026-03-03T18:59:00+00:00"}, {"refuse": "telegram", "how": how, "times": -1})
        await play({"until": "2026-03-03T19:50:00+00:00"}, {"refuse": "telegram", "times": 0})
        said = await play({"until": "2026-03-03T23:50:00+00:00"})
        assert not {"cue", "followup"} & {e["kind"] for e in said}
        assert [e["kind"] for e in said if e["to"] == "ada"].count("notice") == 1
        sam = (await play.person()).client
        assert sam is not None
        item = sam.assignments[0]
        assert [o.state for o in item.occurrences if o.day == "2026-03-03"] == ["uncued"]


async def test_waits_differ_by_a_fifth_and_repeat_from_run_to_run(tmp_path: Path) -> None:
    """The ladder's jitter is there, is bounded, and is the same in the same rehearsal."""

    async def seconds() -> list[int]:
        async with playing(ADA, SAM) as play:
            await play({"refuse": "telegram", "how": "unavailable", "times": 3}, MENU)
            sender, started = play.stage.engine.sender, play.stage.clock.now()
            found: list[int] = []
            while not sender.counts["telegram", "sent"]:
                moment = await play.stage.engine.store.next_outgoing(play.stage.clock.now())
                assert moment is not None
                play.stage.clock.advance_to(moment)
                await play.stage.engine.settle()
                found.append(moment - started)
                started = moment
            return found

    once, again = await seconds(), await seconds()
    assert once == again
    assert once != [5_000, 30_000, 120_000]
    for wait, rung in zip(once, (5_000, 30_000, 120_000), strict=True):
        assert 0.8 * rung <= wait <= 1.2 * rung


async def test_refused_is_lost_and_said() -> None:
    """A text the channel refuses for good is not tried again, and the therapist hears."""
    async with playing(ADA, client("sam", "sms")) as play:
        play.stage._channels[play.stage.practice, "sms"].refuse(Failure.REFUSED, 1)
        said = await play(MENU)
        assert [(e["to"], e["kind"]) for e in said] == [("ada", "notice")]
        assert await play({"wait": "3h"}) == []


async def test_a_text_claimed_before_a_long_pause_is_not_sent_by_who_slept() -> None:
    """After its lease a claimed text is not sent by its old holder; it goes back, and goes once."""
    async with playing(ADA, SAM) as play:
        await play.deliver("sam", text="menu")
        sender, clock = play.stage.engine.sender, play.stage.clock
        (claim,) = await sender.claim(None, None, 9)
        clock.advance_to(clock.now() + sender.lease)
        before = len(play.printed)
        await sender.send(claim)
        assert play.printed[before:] == []
        assert await _gone(play, "1m") == ["sam"]


async def test_a_text_whose_last_moment_passes_in_the_line_is_not_sent() -> None:
    """Claimed in time and reached too late, within its lease: a cue stays unsent, and never goes."""
    async with playing(ADA, SAM) as play:
        await play(
            {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"}, {"who": "ada", "tap": "Send"}
        )
        await play({"until": "2026-03-03T18:59:00+00:00"})
        sender, clock = play.stage.engine.sender, play.stage.clock
        clock.advance_to(clock.now() + 60_000)
        await play.stage.engine.runner.due()
        sender.lease = 7_200_000
        (claim,) = await sender.claim(None, None, 9)
        assert claim.kind == "cue"
        before = len(play.printed)
        clock.advance_to(claim.not_after + 1)
        await sender.send(claim)
        assert [e["kind"] for e in await play({"wait": "1h"}) if e["to"] == "sam"] == []
        assert [e["kind"] for e in play.printed[before:] if e["to"] == "sam"] == []


async def test_a_text_on_its_way_when_stop_came_is_not_tried_again() -> None:
    """STOP withdraws also what is being sent: should that fail, only the confirmation follows."""
    async with playing(ADA, SAM) as play:
        await play.deliver("sam", text="menu")
        sender = play.stage.engine.sender
        (claim,) = await sender.claim(None, None, 9)
        await play.deliver("sam", text="stop")
        play.stage._channels[play.stage.practice, "telegram"].refuse(Failure.UNAVAILABLE, 1)
        await sender.send(claim)
        before = len(play.printed)
        await _gone(play, "1h")
        assert [e["kind"] for e in play.printed[before:] if e["to"] == "sam"] == ["optout"]


@pytest.mark.parametrize(
    "asks", [{"who": "ada", "text": "/pause sam 1d"}, {"who": "sam", "text": "pause 1d"}]
)
async def test_a_cue_that_waits_does_not_go_into_a_pause(asks: dict[str, str]) -> None:
    """A cue the channel could not take before somebody rests is called off with the rest."""
    async with playing(
        ADA, SAM, {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"}, {"who": "ada", "tap": "Send"}
    ) as play:
        await play({"until": "2026-03-03T18:59:00+00:00"}, {"refuse": "telegram", "how": "ambiguous"})
        await play({"until": "2026-03-03T19:05:00+00:00"}, {"refuse": "telegram", "times": 0}, asks)
        if asks["who"] == "ada":
            await play({"who": "ada", "text": "yes"})
        said = await play({"until": "2026-03-03T19:45:00+00:00"})
    assert "cue" not in {e["kind"] for e in said}


async def test_an_outage_longer_than_the_ladder_gives_nothing_up() -> None:
    """What surely did not go is tried to its last moment, and goes when the network is back."""
    async with playing(ADA, SAM) as play:
        await play({"refuse": "telegram", "how": "unavailable", "times": -1}, MENU, {"wait": "3h"})
        await play({"refuse": "telegram", "how": "unavailable", "times": 0})
        assert await _gone(play, "2h30m") == ["sam"]


async def test_refusals_without_a_wait_make_the_next_one_longer() -> None:
    """A provider that says only "too many" is asked again after 5 s, 30 s, 2 minutes, not every second."""
    async with playing(ADA, client("sam", "sms")) as play:
        sender = play.stage.engine.sender
        refusal = AsyncMock(return_value=NotSent(Failure.THROTTLED, code="429"))
        with patch.object(play.stage._channels[play.stage.practice, "sms"], "send", refusal):
            await play({"who": "sam", "text": "menu"}, {"wait": "30m"})
        assert 8 <= sender.counts["sms", "throttled"] <= 20
        assert await _gone(play, "3m") == ["sam"]


@pytest.mark.parametrize(("asked", "most"), [((None, None, None), 10_000), ((60.0, 3.0, None), 60_000)])
async def test_texts_refused_at_once_are_refused_once(asked: tuple[float | None, ...], most: int) -> None:
    """What was on its way when another was refused does not make the silence longer, nor shorter."""
    people = ("sam", "kim", "lee")
    async with playing(ADA, *(client(name, "sms") for name in people)) as play:
        stage, sender, waits = play.stage, play.stage.engine.sender, iter(asked)
        for name in people:
            await play.deliver(name, text="menu")
        together = asyncio.Barrier(3)

        async def refuse(_: object) -> NotSent:
            await together.wait()
            return NotSent(Failure.THROTTLED, next(waits))

        with patch.object(stage._channels[stage.practice, "sms"], "send", refuse):
            claims = await sender.claim(stage.practice, "sms", 9)
            await asyncio.gather(*(sender.send(claim) for claim in claims))
        assert most * 0.4 < sender.paused_until(stage.practice, "sms") - stage.clock.now() <= most


async def test_a_text_in_line_when_stop_comes_is_not_sent() -> None:
    """Claimed and waiting for its place in the pace, it is looked at once more before it goes."""
    async with playing(ADA, SAM) as play:
        engine = play.stage.engine
        await play.deliver("sam", text="menu")
        (claim,) = await engine.sender.claim(None, None, 9)
        await play.deliver("sam", text="stop")
        before = len(play.printed)
        await engine.sender.send(claim, waited=True)
        assert play.printed[before:] == []
        await engine.settle()
        assert [one["kind"] for one in play.printed[before:] if one["to"] == "sam"] == ["optout"]


async def test_a_clock_that_was_set_back_holds_up_no_card() -> None:
    """A card that waits for its next try by a clock that was two hours fast goes now."""
    async with playing(ADA, SAM) as play:
        stage = play.stage
        await play({"refuse": "telegram", "how": "unavailable", "times": 1})
        await play.deliver("sam", text="sos")
        await stage.engine.sender.drain()
        before = len(play.printed)
        hours_ago = stage.clock.now() - 2 * 3_600_000
        with patch.object(stage.engine.sender, "_clock", VirtualClock(hours_ago)):
            await stage.engine.sender.drain()
        assert [(e["to"], e["kind"]) for e in play.printed[before:]] == [("sam", "safety")]
