"""A file somebody sent is fetched from the Bot API server, when it is small, and from nowhere else."""

from typing import Any

import pytest

from bot.channels.base import Inbound
from bot.channels.telegram import TelegramChannel
from tests.channels.cases import BOT_TOKEN, FarSide, Reply
from tests.channels.table_telegram_out import error

SENT = Inbound("telegram", "77", "k", "media", 1, file="d", title="after.toml")
MOST = 100


def found(**more: Any) -> Reply:
    """Telegram's answer to getFile."""
    return Reply({"ok": True, "result": {"file_id": "d", "file_unique_id": "u", **more}})


async def test_a_small_file_is_fetched(far_side: FarSide, telegram: TelegramChannel) -> None:
    """Asked for by its handle, then read from the path that Telegram names."""
    far_side.replies = [found(file_size=9, file_path="documents/1.toml"), Reply(b"id = 'x'")]
    assert await telegram.fetch(SENT, MOST) == b"id = 'x'"
    asked, fetched = far_side.requests
    assert (asked.path, asked.fields) == ("/getFile", {"file_id": "d"})
    assert fetched.path.endswith("/documents/1.toml")


@pytest.mark.parametrize(
    "reply",
    [
        found(file_size=101, file_path="documents/1.toml"),
        found(file_size=9),
        found(file_size=9, file_path="/etc/hostname"),
        error(400, "Bad Request: file is too big"),
        error(502, "Bad Gateway"),
    ],
)
async def test_what_is_not_fetched(
    far_side: FarSide, telegram: TelegramChannel, monkeypatch: pytest.MonkeyPatch, reply: Reply
) -> None:
    """Too large, no path, a file of this machine, refused, or Telegram away: nothing is read at all."""
    read: list[str] = []

    async def retrieve(place: str) -> bytes:
        read.append(place)
        return b"x"

    monkeypatch.setattr(telegram._sending, "retrieve", retrieve)
    far_side.replies = [reply]
    assert await telegram.fetch(SENT, MOST) is None
    assert read == []


async def test_another_host_is_not_asked(far_side: FarSide, telegram: TelegramChannel) -> None:
    """Where Telegram's answer names another host, the path is looked for on Telegram's own."""
    astray = found(file_size=9, file_path="https://elsewhere.example/1.toml")
    far_side.replies = [astray, Reply({"ok": False}, 404)]
    assert await telegram.fetch(SENT, MOST) is None
    assert far_side.requests[1].path.endswith("/https://elsewhere.example/1.toml")


async def test_more_than_was_said(far_side: FarSide, telegram: TelegramChannel) -> None:
    """A file that turns out to be larger than Telegram said is not taken."""
    far_side.replies = [found(file_size=9, file_path="documents/1.toml"), Reply(b"x" * 101)]
    assert await telegram.fetch(SENT, MOST) is None


def test_the_token_is_in_the_address_alone() -> None:
    """What the log may show of a file has no token in it."""
    assert BOT_TOKEN not in repr(SENT)
