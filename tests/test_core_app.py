"""The running process: what ends it, what does not, and what is finished before its end."""

import asyncio
from typing import Any

import pytest

from bot import app
from bot.channels.base import Outgoing, SendResult
from bot.channels.console import ConsoleChannel
from bot.sending_loop import SendingLoop
from storage.rows import OutgoingClaim
from tests.core_stage import ADA, SAM, Play, playing
from tests.program import PATIENCE
from tests.work_stage import Tallies, work_of


async def test_a_part_that_stops_ends_the_process_with_its_fault() -> None:
    """Polling that dies is not waited out: the process ends, and says why by its exit."""

    async def dies() -> None:
        raise OSError("on request")

    ended = await app._until(asyncio.Event(), [asyncio.create_task(dies())])
    assert isinstance(ended, OSError)


async def test_a_stop_that_was_asked_for_is_no_fault() -> None:
    """SIGTERM ends the wait with nothing to complain about."""
    stop = asyncio.Event()
    stop.set()
    part = asyncio.create_task(asyncio.Event().wait())
    assert await app._until(stop, [part]) is None  # type: ignore[list-item]  # its result is not read
    part.cancel()


async def test_a_fault_in_one_job_of_the_tick_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken inbox does not keep cues and alerts from going."""
    tallies = Tallies()

    async def broken() -> int:
        raise RuntimeError("on request")

    async with playing(ADA, SAM) as play:
        monkeypatch.setattr(play.stage.engine.inbox, "retry", broken)
        await play.deliver("sam", text="ask is it long?")
        await work_of(play, tallies).tick()
    assert tallies.ticks == [(0, 1)]


class Slow(ConsoleChannel):
    """A channel whose sends wait until they are let through; urgent ones are marked by their kind."""

    def __init__(self) -> None:
        super().__init__("telegram")
        self.gate = asyncio.Event()
        self.begun: list[str] = []

    async def send(self, message: Outgoing) -> SendResult:
        self.begun.append(message.kind)
        if message.kind != "safety":
            await self.gate.wait()
        return await super().send(message)


async def looped(play: Play) -> tuple[Slow, SendingLoop]:
    """The stage's outbox behind a slow channel."""
    slow, engine = Slow(), play.stage.engine
    engine.sender._channels = {(play.stage.practice, "telegram"): slow}
    return slow, SendingLoop(engine, {(play.stage.practice, "telegram"): slow}, play.stage.clock)


async def until(what: Any) -> None:
    """Let everything run until this holds."""
    async with asyncio.timeout(PATIENCE):
        while not what():  # noqa: ASYNC110  # what is waited for sets no event
            await asyncio.sleep(0.005)


async def test_the_card_overtakes_a_batch_that_hangs() -> None:
    """A provider that hangs on ordinary texts does not hold back the numbers to call."""
    async with playing(ADA, SAM) as play:
        slow, loop = await looped(play)
        task = asyncio.create_task(loop.run())
        await play.deliver("sam", text="menu")
        await until(lambda: slow.begun)
        await play.deliver("sam", text="sos")
        await until(lambda: any(m.kind == "safety" for m in slow.sent))
        slow.gate.set()
        await loop.drain(PATIENCE)
        task.cancel()
    assert slow.begun[-1] == "safety"
    assert "safety" in [m.kind for m in slow.sent]


async def test_while_something_kept_is_unread_only_the_card_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a STOP perhaps in the spool nothing ordinary is claimed; the card is, and later the rest."""
    async with playing(ADA, SAM) as play:
        slow, loop = await looped(play)
        sender, gap, urgent = play.stage.engine.sender, play.stage.engine.door.gap, list[bool]()
        claim = sender.claim

        async def noted(*of: Any, urgent_only: bool) -> list[OutgoingClaim]:
            urgent.append(urgent_only)
            return await claim(*of, urgent_only=urgent_only)

        monkeypatch.setattr(sender, "claim", noted)
        slow.gate.set()
        gap.behind = True
        task = asyncio.create_task(loop.run())
        await play.deliver("sam", text="sos")
        await until(lambda: slow.sent)
        before = (set(urgent), [m.kind for m in slow.sent])
        gap.behind = False
        await play.deliver("sam", text="menu")
        await until(lambda: len(slow.sent) > 1)
        task.cancel()
    assert before == ({True}, ["safety"])


async def test_what_is_on_its_way_arrives_before_the_end() -> None:
    """At the end what flies is waited for and settled: it does not come back as perhaps sent."""
    async with playing(ADA, SAM) as play:
        slow, loop = await looped(play)
        task = asyncio.create_task(loop.run())
        await play.deliver("sam", text="menu")
        await until(lambda: slow.begun)
        asyncio.get_running_loop().call_later(0.05, slow.gate.set)
        await loop.drain(PATIENCE)
        task.cancel()
        counts = await play.stage.engine.store.outbox_counts()
    assert (counts["sending"], counts["queued"]) == (0, 0)
    assert len(slow.sent) == 1


async def test_a_text_whose_sending_failed_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is being sent is known while it is sent, and no longer: else its lease would be kept for ever."""
    async with playing(ADA, SAM) as play:
        slow, loop = await looped(play)
        task = asyncio.create_task(loop.run())
        await play.deliver("sam", text="menu")
        await until(lambda: slow.begun)
        assert len(loop.in_hand) == 1

        async def fails(*_: object, **__: object) -> bool:
            raise RuntimeError("on request")

        monkeypatch.setattr(play.stage.engine.store, "settle", fails)
        slow.gate.set()
        await until(lambda: not loop.in_hand)
        task.cancel()
