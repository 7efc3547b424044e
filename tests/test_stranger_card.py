"""The card for somebody whom nothing is stored of: no outbox holds it, so nothing may lose it either."""

from pathlib import Path

import pytest

from bot.channels.base import Failure
from bot.door import Unanswered
from tests.core_stage import ADA, Play, playing
from tests.spool_stage import Line, outage

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
