"""Asking for updates: acknowledged only when committed, patient when the provider is not there."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.channels.base import Inbound
from bot.channels.polling import Poller, pause
from bot.channels.telegram import TelegramChannel
from tests.channels.cases import FarSide, Reply
from tests.channels.table_telegram_in import update
from tests.channels.table_telegram_out import YES, error


class Over(BaseException):
    """The story is told: nothing more is prepared."""


@dataclass
class Story:
    """A provider that gives these batches (or errors), and what was asked and waited for meanwhile."""

    batches: list[Any]
    asked: list[int | None] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    handled: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    async def fetch(self, offset: int | None) -> list[Any]:
        self.asked.append(offset)
        if not self.batches:
            raise Over
        batch = self.batches.pop(0)
        if isinstance(batch, Exception):
            raise batch
        return list(batch)

    async def read(self, item: tuple[int, str, str]) -> Inbound | None:
        _, who, text = item
        return Inbound("telegram", who, f"k:{text}", "text", 0, text) if who else None

    async def handle(self, inbound: Inbound) -> None:
        await asyncio.sleep(0)
        if inbound.text in self.broken:
            self.broken.discard(inbound.text)
            raise OSError("the store is away")
        self.handled.append(inbound.text)

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def run(self) -> None:
        poller = Poller(self.fetch, self.read, lambda item: item[0], _wanted, self.sleep)
        with pytest.raises(Over):
            await poller.run(self.handle)


def _wanted(error: Exception) -> float | None:
    return error.args[0] if isinstance(error, TimeoutError) else None


async def test_offset_follows_the_commit() -> None:
    """The next request confirms a batch, one above its highest number, only after all of it is handled."""
    story = Story([[(4, "sam", "a"), (5, "mia", "b")], [(6, "", "ignored")], [(7, "sam", "c")]])
    await story.run()
    assert story.asked == [None, 6, 7, 8]
    assert sorted(story.handled[:2]) == ["a", "b"]
    assert story.handled[2:] == ["c"]


async def test_a_failed_batch_comes_again() -> None:
    """If one update cannot be committed the whole batch is asked for again, after a pause."""
    batch = [(4, "sam", "a"), (5, "mia", "b")]
    story = Story([batch, batch], broken={"b"})
    await story.run()
    assert story.asked == [None, None, 6]
    assert story.handled.count("b") == 1
    assert len(story.waited) == 1


async def test_numbers_begin_anew() -> None:
    """After an empty answer no number is given, so that lower ones after a quiet week are seen."""
    story = Story([[(900, "sam", "a")], [], [(3, "sam", "b")]])
    await story.run()
    assert story.asked == [None, 901, None, 4]
    assert story.handled == ["a", "b"]


async def test_order_within_a_person() -> None:
    """One person's updates are handled in their order, and a failure stops that person's line only."""
    story = Story([[(1, "sam", "a"), (2, "sam", "b"), (3, "mia", "c"), (4, "sam", "d")]], broken={"b"})
    await story.run()
    assert [text for text in story.handled if text != "c"] == ["a"]
    assert "c" in story.handled


async def test_pauses() -> None:
    """Errors are waited out longer each time, or exactly as long as the provider asks."""
    story = Story([OSError(), OSError(), TimeoutError(17.0), [(1, "sam", "a")], OSError()])
    await story.run()
    first, second, asked, afresh = story.waited
    assert 0.5 <= first <= 1 <= second <= 2
    assert asked == 17.0
    assert afresh <= 1


@pytest.mark.parametrize("failures", [7, 50, 10_000])
def test_the_longest_pause(failures: int) -> None:
    """However long the provider is away, it is asked at least once a minute."""
    assert 30 <= pause(failures) <= 60


async def test_telegram_polls(telegram: TelegramChannel, far_side: FarSide) -> None:
    """Through the real client: throttling is obeyed, updates arrive, the offset follows.

    What was kept for us is asked for without waiting for more until there is none left: Telegram gives a
    hundred at a time, and nothing unasked may go before the last of them is here.
    """
    waited: list[float] = []
    seen: list[Inbound] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def handle(inbound: Inbound) -> None:
        seen.append(inbound)
        if len(seen) == 3:
            raise asyncio.CancelledError
        assert not telegram.caught_up.is_set()

    telegram._sleep = sleep
    first, second = update(text="one"), {**update(text="two", message_id=6), "update_id": 2}
    third = {**update(text="three", message_id=7), "update_id": 3}
    far_side.replies = [
        error(429, "Too Many Requests", retry_after=9),
        Reply({"ok": True, "result": [first]}),
        Reply({"ok": True, "result": [second]}),
        Reply({"ok": True, "result": []}),
        Reply({"ok": True, "result": [third]}),
    ]
    with pytest.raises(asyncio.CancelledError):
        await telegram.poll(handle)
    assert waited == [9.0]
    assert [inbound.text for inbound in seen] == ["one", "two", "three"]
    assert [call.fields.get("timeout") for call in far_side.requests] == ["0", "0", "0", "0", "30"]
    assert telegram.caught_up.is_set()
    assert [call.fields.get("offset") for call in far_side.requests] == [None, None, "2", "3", None]


async def test_start_while_telegram_is_away(telegram: TelegramChannel, far_side: FarSide) -> None:
    """A start that fails is tried again in the background until it succeeds."""

    async def sleep(_: float) -> None:
        return None

    telegram._sleep = sleep
    far_side.replies = [error(502, "Bad Gateway"), error(502, "Bad Gateway"), YES]
    await telegram.start()
    assert telegram._setting_up is not None
    await telegram._setting_up
    assert len(far_side.requests) == 3
