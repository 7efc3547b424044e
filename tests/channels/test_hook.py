"""Whether Telegram brings what people write: it is asked, because a dead webhook looks like silence."""

import asyncio
from typing import Any

import pytest

from bot.channels.base import Bringing
from bot.channels.telegram import TelegramChannel
from tests.channels.cases import BOT_TOKEN, FarSide, Reply
from tests.channels.table_telegram_out import error

OURS = "https://b.example/t"


def standing(url: str = OURS, waiting: int = 0, failed_at: int = 0) -> Reply:
    """Telegram's answer to getWebhookInfo."""
    said: dict[str, Any] = {"url": url, "has_custom_certificate": False, "pending_update_count": waiting}
    return Reply({"ok": True, "result": said | ({"last_error_date": failed_at} if failed_at else {})})


async def seen(far_side: FarSide, monkeypatch: pytest.MonkeyPatch, *replies: Reply) -> list[Bringing | None]:
    """What is known after each of these answers, fifty seconds apart, and once nobody asks any more."""
    moment, found = 1_000.0, list[Bringing | None]()
    monkeypatch.setattr("bot.channels.telegram_hook.time.monotonic", lambda: moment)

    async def sleep(_: float) -> None:
        nonlocal moment
        found.append(bot.hook.bringing)
        moment += 50
        if len(found) == len(replies):
            raise asyncio.CancelledError

    far_side.replies = list(replies)
    bot = TelegramChannel(BOT_TOKEN, far_side.url, "s3cret", "webhook", webhook_url=OURS, sleep=sleep)
    assert bot.hook.bringing is None
    with pytest.raises(asyncio.CancelledError):
        await bot.hook.run()
    assert {call.path for call in far_side.requests} == {"/getWebhookInfo"}
    await bot.stop()
    return [*found, bot.hook.bringing]


async def test_what_waits_and_what_failed(far_side: FarSide, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much Telegram holds, and when it last failed to bring some, is as it said last."""
    replies = (standing(), standing(waiting=3, failed_at=1_772_442_000), standing(failed_at=1_772_442_000))
    assert await seen(far_side, monkeypatch, *replies) == [
        Bringing(0, 0, 0.0), Bringing(0, 3, 1_772_442_000.0), Bringing(0, 0, 1_772_442_000.0), None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "answer", [standing(url=""), standing(url="https://other.example/"), error(401, "Unauthorized")]
)
async def test_a_webhook_that_is_not_ours(
    far_side: FarSide, monkeypatch: pytest.MonkeyPatch, answer: Reply
) -> None:
    """Not set, set elsewhere, or not to be asked: then the time since it was known to be ours grows."""
    found = await seen(far_side, monkeypatch, standing(), answer, answer, standing())
    assert [one.confirmed for one in found if one] == [0, 50, 100, 0]
