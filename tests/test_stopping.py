"""The real process told to end: it takes nothing new, finishes what it began, and lets go of everything."""

import asyncio
import json
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.log import ALLOWED
from tests.program import PATIENCE, SECRET
from tests.running import Running, running, update

CHAT = 700_123_456_789


async def test_a_whole_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unused_tcp_port_factory: Callable[[], int]
) -> None:
    """SIGTERM in the middle of a webhook: it is still answered, its reply still sent, and the exit is 0.

    The supervisor hears of it, nothing stays behind, and the log of the run says ids and codes only.
    """
    said = _listening(tmp_path, monkeypatch)
    async with running(tmp_path, unused_tcp_port_factory()) as bot:
        code = (await bot.command("therapist", "add", "Ada Okafor")).split("start ")[1].split()[0]
        assert await bot.says(CHAT, f"start {code}") == 200
        await bot.double.until(1)
        assert await _next(said) == "READY=1"
        assert await _next(said) == "WATCHDOG=1"
        before = len(bot.double.came)
        status = await _ended_while_asking(bot, "menu")
        assert (status, await bot.ended()) == (200, 0)
        assert len(bot.double.came) > before
        assert await bot.status("/health") == 0
    while (word := await _next(said)) != "STOPPING=1":
        assert word == "WATCHDOG=1"
    said.close()
    assert [path.name for path in bot.sockets()] == ["notify.sock"]
    _only_codes(bot)


async def _ended_while_asking(bot: Running, text: str) -> int:
    """Send half of a webhook, then SIGTERM, then the rest; what it was answered with."""
    begun = asyncio.Event()
    body, headers = update(CHAT, 900, text), {"X-Telegram-Bot-Api-Secret-Token": SECRET}

    async def slowly():
        yield body[:10]
        begun.set()
        await asked.wait()
        yield body[10:]

    asked = asyncio.Event()
    async with ClientSession() as session:
        sized = headers | {"Content-Length": str(len(body))}
        call = asyncio.create_task(session.post(f"{bot.url}/telegram", data=slowly(), headers=sized))
        await begun.wait()
        await bot.status("/health")  # by now the first half has been read
        bot.send(signal.SIGTERM)
        await bot.refuses()
        asked.set()
        async with await call as answer:
            return answer.status


def _listening(folder: Path, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    line.bind(str(folder / "notify.sock"))
    line.setblocking(False)
    monkeypatch.setenv("NOTIFY_SOCKET", str(folder / "notify.sock"))
    return line


async def _next(line: socket.socket) -> str:
    async with asyncio.timeout(PATIENCE):
        return (await asyncio.get_running_loop().sock_recv(line, 100)).decode()


def _only_codes(bot: Running) -> None:
    lines = bot.lines()
    assert {"started", "stopped"} <= {line["event"] for line in lines}
    assert {key for line in lines for key in line} <= ALLOWED
    text = json.dumps(lines)
    assert [word for word in (str(CHAT), "Ada", "Okafor", "menu", SECRET) if word in text] == []
