"""The process stands still for longer than its leases: nothing stale goes, nobody sends twice (SAFETY §6)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import Outgoing, SendResult
from bot.doubt import HOLD_AMBIGUOUS
from bot.sender import LEASE, Sender
from storage.rows import OutgoingClaim
from tests.core_stage import ADA, SAM, Play, playing

MINUTES = 60_000
MENU = {"text": "menu"}


@pytest.fixture
async def play() -> AsyncIterator[Play]:
    """Ada and Sam, on Telegram."""
    async with playing(ADA, SAM) as stage:
        yield stage


def another(play: Play) -> Sender:
    """The sender of another process on the same store."""
    engine = play.stage.engine
    return Sender(
        engine.store, play.stage._channels, play.stage.clock, engine.runner.entropy, engine.sender._lost
    )


def stand_still(play: Play, milliseconds: int) -> None:
    """SIGSTOP, and later SIGCONT."""
    play.stage.clock.advance_to(play.stage.clock.now() + milliseconds)


def said(play: Play, to: str = "sam") -> int:
    """How many texts somebody got."""
    return len([event for event in play.printed if event.get("to") == to])


async def claimed(play: Play) -> OutgoingClaim:
    """The answer to what Sam wrote, taken up for sending."""
    await play.deliver("sam", **MENU)
    (claim,) = await play.stage.engine.sender.claim(None, None, 9)
    return claim


async def test_after_a_pause_a_text_is_not_sent_on_an_old_lease(play: Play) -> None:
    """Another process has taken the text over meanwhile: the one that stood still does not send it."""
    claim, before = await claimed(play), said(play)
    stand_still(play, 10 * MINUTES)
    (taken_over,) = await another(play).claim(None, None, 9)
    assert (taken_over.id, taken_over.ambiguous) == (claim.id, True)
    await play.stage.engine.sender.send(claim)
    assert said(play) == before
    await another(play).send(taken_over)
    stand_still(play, HOLD_AMBIGUOUS)
    await play.stage.engine.settle()
    assert said(play) == before + 1


async def test_nobody_took_it_over_so_it_goes_once(play: Play) -> None:
    """Alone after a pause: what was claimed and not sent is claimed anew, without a doubt, and goes once."""
    claim, before = await claimed(play), said(play)
    stand_still(play, LEASE)
    await play.stage.engine.sender.send(claim)
    assert said(play) == before
    await play.stage.engine.settle()
    assert said(play) == before + 1
    assert not play.stage.engine.sender.ambiguous


async def test_a_pause_within_the_lease_changes_nothing(play: Play) -> None:
    """A short pause: the text goes as it was claimed."""
    claim, before = await claimed(play), said(play)
    stand_still(play, LEASE - 1)
    await play.stage.engine.sender.send(claim)
    assert said(play) == before + 1


async def test_a_pause_while_the_provider_has_the_text(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease ends while the call hangs: its late result settles nothing that is another's by now."""
    channel = play.stage._channels[play.stage.practice, "telegram"]
    really, hanging, go_on = channel.send, asyncio.Event(), asyncio.Event()

    async def send(message: Outgoing) -> SendResult:
        result = await really(message)
        hanging.set()
        await go_on.wait()
        return result

    claim, before = await claimed(play), said(play)
    with monkeypatch.context() as patch:
        patch.setattr(channel, "send", send)
        sending = asyncio.create_task(play.stage.engine.sender.send(claim))
        await hanging.wait()
    stand_still(play, 10 * MINUTES)
    other = another(play)
    (taken_over,) = await other.claim(None, None, 9)
    go_on.set()
    await sending
    assert await play.stage.engine.store.settle(claim.id, claim.fence, "sent") == ""
    assert (await play.stage.engine.store.outbox_counts())["sending"] == 1
    await other.send(taken_over)
    stand_still(play, HOLD_AMBIGUOUS)
    await play.stage.engine.settle()
    assert said(play) <= before + 1 + other.ambiguous["telegram", "met"]
    assert (await play.stage.engine.store.outbox_counts())["sending"] == 0


async def test_a_pause_while_the_text_is_made_ready(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease is looked at last, just before the call: what was made ready before does not count."""
    claim, before = await claimed(play), said(play)
    sender = play.stage.engine.sender
    really = sender._with_file

    async def with_file(one: OutgoingClaim) -> Outgoing:
        stand_still(play, LEASE)
        return await really(one)

    with monkeypatch.context() as patch:
        patch.setattr(sender, "_with_file", with_file)
        await sender.send(claim)
    assert said(play) == before
    await play.stage.engine.settle()
    assert said(play) == before + 1


async def test_no_text_has_two_leases(play: Play) -> None:
    """While a lease lasts nobody else gets the text, however many ask."""
    claim = await claimed(play)
    stand_still(play, LEASE - 1)
    assert await another(play).claim(None, None, 9) == []
    stand_still(play, 1)
    takers = [await another(play).claim(None, None, 9) for _ in range(3)]
    assert [one.id for taken in takers for one in taken] == [claim.id]


async def test_nothing_goes_late_after_a_pause(play: Play) -> None:
    """Claimed in time, and the process stood still until its last moment had passed: it never goes."""
    await play({"who": "ada", "text": "/assign Sam sa-mood daily at 12:00"}, {"who": "ada", "tap": "Send"})
    await play({"until": "2026-03-02T11:59:00+00:00"})
    play.stage.clock.advance_to(play.stage.clock.now() + MINUTES)
    await play.stage.engine.runner.due()
    claims = await play.stage.engine.sender.claim(None, None, 9)
    assert [claim.kind for claim in claims] == ["cue"]
    before = said(play)
    stand_still(play, 50 * MINUTES)
    for claim in claims:
        await play.stage.engine.sender.send(claim)
    await play.stage.engine.settle()
    assert said(play) == before
