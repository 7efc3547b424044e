"""One real bot in a process of its own, on a benchmark's store, at a moment of the figure's choosing."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession

from benchmarks.setting import KEY, SECRET
from tests.configs import TOKEN, by_webhook
from tests.house import ROOT

PATIENCE = 30.0
"""Seconds until something that should have happened counts as not happening."""


@dataclass
class Bot:
    """The process, where it listens, and how far its clock is from this machine's."""

    process: asyncio.subprocess.Process
    url: str
    shift: int

    def now(self) -> int:
        """What its clock shows (epoch ms)."""
        return time.time_ns() // 1_000_000 + self.shift

    async def metrics(self) -> str:
        """What it says about itself."""
        async with ClientSession() as session, session.get(f"{self.url}/metrics") as answer:
            return await answer.text()

    async def stop(self) -> None:
        """Ask it to end, and see that it does so well."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            code = await self.process.wait()
        if code:
            raise RuntimeError(f"the bot ended with {code}")


@asynccontextmanager
async def started(folder: Path, store: Path, telegram: str, begin: int) -> AsyncIterator[Bot]:
    """A healthy bot at whose start it is `begin` (epoch ms); killed at the end, if it still runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "config.toml").write_text(by_webhook(telegram, port, str(store)), "utf-8")
    key = folder / "interlude.key"
    key.write_text(KEY.hex(), "utf-8")
    key.chmod(0o600)
    secrets = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "PYTHONPATH": str(ROOT),
    }
    shift = begin - time.time_ns() // 1_000_000
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.figures._shifted_bot", str(folder / "config.toml"), str(shift),
            cwd=folder, env={**os.environ, **secrets}, stderr=log,
        )  # fmt: skip
    bot = Bot(process, f"http://127.0.0.1:{port}", shift)
    try:
        await _healthy(bot)
        yield bot
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _healthy(bot: Bot) -> None:
    async with asyncio.timeout(PATIENCE), ClientSession() as session:
        while True:
            if bot.process.returncode is not None:
                raise RuntimeError("the bot did not start")
            try:
                async with session.get(f"{bot.url}/health") as answer:
                    if answer.status == 200:
                        return
            except ClientError:
                pass
            await asyncio.sleep(0.05)
