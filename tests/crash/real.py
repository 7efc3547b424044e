"""The real program in its own process over one folder: people in its store, a provider's two sides."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientError, ClientSession

from benchmarks.telegram_double import TelegramDouble
from bot.clock import SystemClock
from bot.config import load_config
from bot.stage import REHEARSAL_KEY, Stage
from handlers.state import Person
from handlers.talk import Talk
from storage.sqlite import SqliteStore
from storage.vault import Vault
from tests.configs import ALL_DAY, by_webhook
from tests.world import ADA, client

SECRET = "s3cret"  # of a webhook that exists only here
FIRST_CHAT = 1002
"""The chat of the first client; Ada's is the one before."""

LOOK = 0.01
PATIENCE = 30.0
"""Seconds until something that should have happened counts as not happening."""


class RealBot:
    """`interlude run`, started, killed and started again on the same files."""

    def __init__(self, folder: Path, double: TelegramDouble, telegram: str) -> None:
        self.folder, self.double = folder, double
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        (folder / "config.toml").write_text(by_webhook(telegram, self.port) + ALL_DAY, "utf-8")
        key = folder / "interlude.key"
        key.write_text(REHEARSAL_KEY.hex() + "\n", "ascii")
        key.chmod(0o600)
        self.practice = ""
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def store(self) -> SqliteStore[Person]:
        """Its store, opened here: it must not be running."""
        url = f"sqlite:{self.folder / 'interlude.db'}"
        return await SqliteStore.open(
            url, Vault(REHEARSAL_KEY), person_type=Person, talk_type=Talk, clock=SystemClock().now
        )

    async def launch(self) -> None:
        """Start the process and do not wait for it."""
        secrets = {"TELEGRAM_TOKEN": "1:x", "TELEGRAM_WEBHOOK_SECRET": SECRET}
        path = {"PYTHONPATH": str(Path(__file__).parents[2])}
        with (self.folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", stdout=log, stderr=log, cwd=self.folder,
                env={**os.environ, **secrets, **path},
            )  # fmt: skip

    async def ready(self, session: ClientSession) -> float:
        """Wait until it says it is well; the seconds since this call."""
        began = time.perf_counter()
        while time.perf_counter() - began < PATIENCE:
            assert self._process
            if self._process.returncode is not None:
                raise AssertionError(f"it stopped: {(self.folder / 'log').read_text()[-2000:]}")
            try:
                async with session.get(f"{self.url}/health") as answer:
                    if answer.status == 200:
                        return time.perf_counter() - began
            except ClientError:
                pass
            await asyncio.sleep(LOOK)
        raise AssertionError("it was not well in time")

    def send(self, sign: signal.Signals) -> None:
        """A signal to the process."""
        assert self._process
        self._process.send_signal(sign)

    async def end(self, sign: signal.Signals) -> int:
        """End it by this signal; its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(sign)
        async with asyncio.timeout(PATIENCE):
            return await process.wait()


@asynccontextmanager
async def real_bot(folder: Path, clients: int) -> AsyncIterator[RealBot]:
    """Ada and so many clients in the store; the process is not running yet, and never after."""
    double = TelegramDouble()
    bot = RealBot(folder, double, await double.start())
    config = load_config(folder / "config.toml", live=False)
    async with Stage(config, lambda _: None, f"sqlite:{folder / 'interlude.db'}", datetime.now(UTC)) as stage:
        for line in (ADA, *(client(f"c{number}", "telegram") for number in range(clients))):
            await stage.take(line)
        bot.practice = stage.practice
    try:
        yield bot
    finally:
        await bot.end(signal.SIGKILL)
        await double.stop()
