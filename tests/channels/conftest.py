"""Both real channels against a far side on this machine; nothing may leave it."""

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from aiohttp import web

from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from tests.channels.cases import (
    ACCOUNT,
    AUTH_TOKEN,
    BOT_SECRET,
    BOT_TOKEN,
    NOW,
    NUMBER,
    PUBLIC_URL,
    SECRETS,
    FarSide,
    OutgoingCase,
)

_HOME = ("127.0.0.1", "::1", "localhost")
_left: list[str] = []
_watching = False


def _watch(event: str, args: tuple[Any, ...]) -> None:
    """Every connection and every name looked up, whatever library asks for it."""
    if not _watching or event not in ("socket.connect", "socket.getaddrinfo"):
        return
    host = (
        args[0]
        if event == "socket.getaddrinfo"
        else args[1][0]
        if isinstance(args[1], tuple)
        else "localhost"
    )
    if host not in _HOME:
        _left.append(str(host))
        raise OSError("no request may leave this machine")


sys.addaudithook(_watch)  # cannot be taken away again, hence the switch


@pytest.fixture(autouse=True)
def nothing_leaves() -> Iterator[None]:
    """Every test here: no connection to, and no question about, any other machine."""
    global _watching
    _left.clear()
    _watching = True
    yield
    _watching = False
    assert _left == []


@pytest.fixture(autouse=True)
def nothing_is_told(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Every test here: no secret and no text reaches the log, at any level."""
    caplog.set_level(0)
    yield
    told = [record.getMessage() + str(record.exc_info or "") for record in caplog.records]
    assert [line for line in told for secret in SECRETS if secret in line] == []


@pytest.fixture
async def far_side() -> AsyncIterator[FarSide]:
    """A provider whose every prepared answer must be asked for, and that is asked nothing else."""
    far = FarSide()
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", far.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    far.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield far
    far.gone.set()
    await runner.cleanup()
    assert far.replies == [], "a prepared answer was never asked for"
    assert far.strays == [], "a request nobody prepared for"


@pytest.fixture
def patience(request: pytest.FixtureRequest) -> float:
    """Seconds a call may take: few only where the far side never answers; a slow machine is no such side."""
    asked = request.node.callspec.params.get("case") if hasattr(request.node, "callspec") else None
    hangs = isinstance(asked, OutgoingCase) and any(reply.act == "hang" for reply in asked.replies)
    return 0.3 if hangs else 30.0


@pytest.fixture
async def telegram(far_side: FarSide, patience: float) -> AsyncIterator[TelegramChannel]:
    """The Telegram channel, talking to the far side."""
    channel = TelegramChannel(BOT_TOKEN, far_side.url, BOT_SECRET, timeout=patience, now=lambda: NOW)
    yield channel
    await channel.stop()


@pytest.fixture
async def sms(far_side: FarSide, patience: float) -> AsyncIterator[SmsChannel]:
    """The SMS channel, talking to the far side."""
    channel = SmsChannel(
        ACCOUNT, AUTH_TOKEN, NUMBER, far_side.url, PUBLIC_URL, timeout=patience, now=lambda: NOW
    )
    yield channel
    await channel.stop()
