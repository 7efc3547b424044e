"""The real program in its own process over one folder: people in its store, a provider's two sides."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.telegram_double import TelegramDouble
from bot.clock import SystemClock
from bot.config import load_config
from bot.stage import REHEARSAL_KEY, Stage
from handlers.state import Person
from handlers.talk import Talk
from storage.sqlite import SqliteStore
from storage.vault import Vault
from tests.configs import ALL_DAY, by_webhook
from tests.program import Program, free_port
from tests.world import ADA, client

FIRST_CHAT = 1002
"""The chat of the first client; Ada's is the one before."""


class RealBot(Program):
    """`interlude run`, started, killed and started again on the same files."""

    def __init__(self, folder: Path, double: TelegramDouble, telegram: str) -> None:
        port = free_port()
        super().__init__(folder, port, by_webhook(telegram, port) + ALL_DAY, REHEARSAL_KEY.hex())
        self.double = double
        self.practice = ""

    async def store(self) -> SqliteStore[Person]:
        """Its store, opened here: it must not be running."""
        url = f"sqlite:{self.folder / 'interlude.db'}"
        return await SqliteStore.open(
            url, Vault(REHEARSAL_KEY), person_type=Person, talk_type=Talk, clock=SystemClock().now
        )


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
        await bot.close()
        await double.stop()
