"""Two processes and one bot that asks for its news itself."""

import signal
from pathlib import Path

from storage.advisory import named
from tests.cluster.bot_api import BotApi
from tests.cluster.fleet import CONFIG, Process
from tests.postgres import ask, fresh_database
from tests.program import until

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


async def _who_polls(url: str) -> int:
    """The process that holds the lock of the poll, as the server knows it."""
    rows = await ask(url, HOLDER, named("poll practice") % 2**32)
    return int(rows[0][0].rpartition(" ")[2])
