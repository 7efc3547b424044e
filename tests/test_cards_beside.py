"""A provider that hangs holds up its own cards, and neither the wheel nor the look for the store."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import gap as gaps
from bot import unsaid
from bot.channels.base import Failure, Inbound, NotSent, Outgoing, SendResult
from bot.spool import Haste, Record
from bot.spool_lanes import Lanes
from bot.unsaid import Unsaid
from storage.errors import StoreUnavailable
from tests.program import PATIENCE
from tests.spool_stage import Line, Outage, outage
from tests.work_stage import Tallies, work_of

WORDS = "i want to die"
MANY = 20


class Provider:
    """Telegram, which fails until it `hangs`; then nothing ends before `opens`."""

    def __init__(self, really: Callable[[Outgoing], Any]) -> None:
        self._really = really
        self.hangs, self.opens, self.waiting = False, asyncio.Event(), 0

    async def send(self, message: Outgoing) -> SendResult:
        """In the place of the printing channel's own."""
        if not self.hangs:
            return NotSent(Failure.UNAVAILABLE)
        self.waiting += 1
        await self.opens.wait()
        sent: SendResult = await self._really(message)
        return sent


@asynccontextmanager
async def hanging(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strangers: int = MANY
) -> AsyncIterator[tuple[Outage, Provider]]:
    """So many strangers wrote in distress, their cards failed, and are due again; now Telegram hangs."""
    monkeypatch.setattr(unsaid, "WAITED", 0.05)
    monkeypatch.setattr(gaps, "STALLED", 0.5)
    async with outage(tmp_path) as stage:
        inner = stage.play.stage
        channel = inner._channels[inner.practice, "telegram"]
        provider = Provider(channel.send)
        monkeypatch.setattr(channel, "send", provider.send)
        stage.away()
        for number in range(strangers):
            inner._figure({"who": f"p{number}", "channel": "telegram"})
            await stage.says(f"p{number}", WORDS)
        inner.clock.advance_to(inner.clock.now() + 6_000)
        provider.hangs = True
        yield stage, provider
        provider.opens.set()


def _cards(printed: list[Line]) -> list[str]:
    return sorted(one["to"] for one in printed if one["kind"] == "safety")


async def _soon(work: Any) -> Any:
    return await asyncio.wait_for(work, PATIENCE)


async def test_cards_are_tried_side_by_side_and_the_store_s_return_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While every card hangs at the provider all are on their way, and the store is seen; each goes once."""
    async with hanging(tmp_path, monkeypatch) as (stage, provider):
        gap = stage.play.stage.engine.door.gap
        with pytest.raises(StoreUnavailable):
            await _soon(gap.go_on())
        assert provider.waiting == MANY
        with pytest.raises(StoreUnavailable):
            await _soon(gap.go_on())
        assert provider.waiting == MANY
        stage.back()
        await _soon(gap.go_on())
        assert not gap.away
        provider.opens.set()
        while stage.files():
            await _soon(gap.go_on())
        assert _cards(stage.printed()) == sorted(f"p{number}" for number in range(MANY))


async def test_the_wheel_does_not_wait_for_a_kept_strangers_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is back and a card hangs: ticks come to their end, and what falls due is taken."""
    async with hanging(tmp_path, monkeypatch, 1) as (stage, provider):
        stage.back()
        tallies = Tallies()
        work = work_of(stage.play, tallies)
        for _ in range(3):
            await _soon(work.tick())
        assert (len(tallies.ticks), provider.waiting, len(stage.files())) == (3, 1, 1)
        provider.opens.set()
        while stage.files():
            await _soon(work.tick())
        assert _cards(stage.printed()) == ["p0"]


async def test_a_store_that_goes_while_a_card_hangs_is_seen_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store goes and comes while what was kept is still being gone through: both are noticed."""
    async with hanging(tmp_path, monkeypatch, 1) as (stage, _):
        stage.back()
        gap = stage.play.stage.engine.door.gap
        assert await _soon(gap.go_on()) == 0
        stage.away()
        await stage.says("sam", "win one")
        with pytest.raises(StoreUnavailable):
            await _soon(gap.go_on())
        assert gap.away
        stage.back()
        await _soon(gap.go_on())
        assert not gap.away


async def test_at_the_end_nothing_is_waited_for_and_nothing_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends while cards hang leaves them in the spool; the next start says them."""
    async with hanging(tmp_path, monkeypatch, 2) as (stage, provider):
        with pytest.raises(StoreUnavailable):
            await stage.play.stage.engine.door.gap.go_on()
        work_of(stage.play, Tallies()).end()
        await asyncio.sleep(0)
        assert (len(stage.files()), _cards(stage.printed())) == (2, [])
        stage.back()
        provider.opens.set()
        await stage.begin()
        assert (stage.files(), _cards(stage.printed())) == ([], ["p0", "p1"])


def test_a_clock_that_was_set_back_makes_no_card_wait() -> None:
    """What was to be tried again in a minute by the old clock is tried at once, not in two hours."""
    inbound, now = Inbound("telegram", "7", "telegram:1", "text", 0, text=WORDS), 10**9
    lanes, clock = Lanes(), SimpleNamespace(now=lambda: now)
    lanes.enter("a", Record("practice", inbound, now), 1, Haste(first=True))
    lanes.rest("a", now + 5_000)

    async def never(_: Record) -> bool:
        return False

    unsaid = Unsaid(clock, never)
    unsaid.note("a", said=False)
    lane = ("practice", "telegram", "7")
    assert (lanes.next(lane, now), unsaid.due()) == ("", set())
    now -= 2 * 3_600_000
    assert (lanes.next(lane, now), unsaid.due()) == ("a", {"a"})
