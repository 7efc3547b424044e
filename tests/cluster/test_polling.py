"""Two processes and one bot that asks for its news itself."""

import signal
import time
from pathlib import Path

from storage.advisory import named
from tests.cluster.bot_api import BotApi
from tests.cluster.fleet import CONFIG, Process
from tests.postgres import ask, fresh_database
from tests.program import until
from tests.storage.lossy import Lossy

HOLDER = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND objid::bigint = $1 AND datname = current_database()
"""
WEBHOOK = 'mode = "webhook"\nwebhook_secret = "env:TELEGRAM_WEBHOOK_SECRET"'
POLLING = CONFIG.replace(WEBHOOK, 'mode = "polling"')


async def test_a_bot_is_polled_by_one_process_and_by_the_other_when_it_dies(tmp_path: Path) -> None:
    """Of two running processes one asks Telegram; when that one is killed, the other goes on asking."""
    api, url = await BotApi().start(), await fresh_database()
    pair = [Process(tmp_path / str(n), url, POLLING, api=api.url, rate=30) for n in range(2)]

    async def polled() -> int:
        """Several times more; gives how many asked at one moment meanwhile."""
        wanted, api.at_once = api.polls + 3, 0

        async def enough() -> bool:
            return api.polls >= wanted

        await until(enough)
        return api.at_once

    try:
        for one in pair:
            await one.launch()
        for one in pair:
            await one.ready()
        assert await polled() == 1
        (holder,) = [one for one in pair if one.pid == await _who_polls(url)]
        await holder.end(signal.SIGKILL)
        await polled()
    finally:
        for one in pair:
            await one.close()
        await api.stop()


async def test_distress_is_answered_while_the_database_is_away(tmp_path: Path) -> None:
    """The process that asks Telegram goes on asking without its database, and the card goes out at once."""
    api, lossy = await BotApi().start(), Lossy()
    process = Process(tmp_path, await lossy.start(await fresh_database()), POLLING, api=api.url, rate=30)

    async def asked_on() -> bool:
        return api.polls > wanted

    async def answered() -> bool:
        return bool(api.by_chat().get("5001"))

    try:
        await process.start()
        wanted = 0
        await until(asked_on)
        await lossy.stop()
        wanted = api.polls + 20  # for longer than it takes to find out that nothing is held any more
        await until(asked_on, 20)
        who = {"id": 5001, "is_bot": False, "first_name": "u"}
        message = {"message_id": 1, "date": int(time.time()), "chat": {"id": 5001, "type": "private"}}
        api.news = [{"update_id": 7, "message": {**message, "from": who, "text": "i want to die"}}]
        await until(answered, 20)
    finally:
        await process.close()
        await api.stop()


async def _who_polls(url: str) -> int:
    """The process that holds the lock of the poll, as the server knows it."""
    rows = await ask(url, HOLDER, named("poll practice") % 2**32)
    return int(rows[0][0].rpartition(" ")[2])
