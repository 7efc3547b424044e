"""The real process, killed while a text is on its way: whoever writes on does not wait behind it."""

import asyncio
import signal
from pathlib import Path

from aiohttp import ClientSession

from tests.crash.load import HEADERS, update
from tests.crash.real import FIRST_CHAT, RealBot, real_bot
from tests.program import PATIENCE

TEXTS = "SELECT state, failure FROM outbox WHERE kind = 'reply' AND channel = 'telegram' ORDER BY created_at"


async def writes(bot: RealBot, session: ClientSession, number: int) -> None:
    """A client writes; it is acknowledged, and the provider takes the answer."""
    text, before = update(FIRST_CHAT, number, f"win number {number}"), len(bot.double.came)
    async with session.post(f"{bot.url}/telegram", json=text, headers=HEADERS) as answer:
        assert answer.status == 200
    async with asyncio.timeout(PATIENCE):
        await bot.double.until(before + 1)


async def test_the_next_answer_comes_at_once(tmp_path: Path) -> None:
    """SIGKILL before the provider spoke: the next answer goes at once, the doubtful one is held."""
    async with real_bot(tmp_path, 1) as bot, ClientSession() as session:
        bot.double.answers.clear()
        await bot.start()
        await writes(bot, session, 1)
        assert await bot.kill() == -signal.SIGKILL
        bot.double.answers.set()
        await bot.start()
        await writes(bot, session, 2)
        assert await bot.stop() == 0
        store = await bot.store()
        rows = await store._pump.read(TEXTS)
        await store.close()
    assert rows == [("queued", "ambiguous"), ("sent", None)]
    assert len(bot.double.came) == 2
