"""One real bot in a process of its own, on a benchmark's store, at a moment of the figure's choosing."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.setting import KEY, SECRET
from tests.configs import by_webhook
from tests.program import SECRETS, Program, free_port


class Bot(Program):
    """The process, and how far its clock is from this machine's."""

    def __init__(self, folder: Path, store: Path, telegram: str, begin: int) -> None:
        port = free_port()
        secrets = SECRETS | {"TELEGRAM_WEBHOOK_SECRET": SECRET}
        super().__init__(folder, port, by_webhook(telegram, port, str(store)), KEY.hex(), secrets)
        self.shift = begin - time.time_ns() // 1_000_000
        self.module = ("tests.figures._shifted_bot", "config.toml", str(self.shift))

    def now(self) -> int:
        """What its clock shows (epoch ms)."""
        return time.time_ns() // 1_000_000 + self.shift

    async def metrics(self) -> str:
        """What it says about itself."""
        return await self.text("/metrics")


@asynccontextmanager
async def started(folder: Path, store: Path, telegram: str, begin: int) -> AsyncIterator[Bot]:
    """A healthy bot at whose start it is `begin` (epoch ms); killed at the end, if it still runs."""
    bot = Bot(folder, store, telegram, begin)
    try:
        await bot.start()
        yield bot
    finally:
        await bot.close()
