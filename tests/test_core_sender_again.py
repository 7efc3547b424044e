"""Texts that were in somebody's hand when a clock was set right, or when a process died."""

from dataclasses import replace

from tests.core_stage import ADA, SAM, playing


async def test_what_was_claimed_while_the_clock_was_ahead_waits_for_its_hour() -> None:
    """A cue in hand when the clock is set right does not go in the night; it goes at its time."""
    async with playing(ADA, SAM) as play:
        await play(
            {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"}, {"who": "ada", "tap": "Send"}
        )
        await play({"until": "2026-03-03T18:59:00+00:00"})
        sender, clock = play.stage.engine.sender, play.stage.clock
        clock.advance_to(clock.now() + 60_000)
        await play.stage.engine.runner.due()
        (claim,) = await sender.claim(None, None, 9)
        before = len(play.printed)
        await sender.send(replace(claim, created_at=claim.created_at + 7_200_000))
        assert [e["kind"] for e in play.printed[before:]] == []


async def test_a_card_whose_process_died_is_tried_again_at_once() -> None:
    """However often a provider was away before: a death is no refusal, and nobody in danger waits for it."""
    async with playing(ADA, SAM) as play:
        await play({"refuse": "telegram", "how": "ambiguous", "times": 4}, {"who": "sam", "text": "sos"})
        sender, clock = play.stage.engine.sender, play.stage.clock
        clock.advance_to(clock.now() + 40_000)
        (card,) = [one for one in await sender.claim(None, None, 9) if one.kind == "safety"]
        assert card.tries >= 2
        clock.advance_to(clock.now() + sender.lease)
        (again,) = [one for one in await sender.claim(None, None, 9) if one.kind == "safety"]
        assert again.ambiguous
        await sender.send(again)
        said = await play({"refuse": "telegram", "times": 0}, {"wait": "1m"})
        assert "safety" in [one["kind"] for one in said if one["to"] == "sam"]
