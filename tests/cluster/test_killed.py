"""One of two processes is killed in the middle of its work; the other goes on with it."""

import asyncio
import signal
from pathlib import Path

from tests.cluster.bot_api import BotApi
from tests.cluster.fleet import Fleet
from tests.cluster.practice import FIRST, populated, written
from tests.postgres import fresh_database
from tests.program import until

PEOPLE = 40
UNSETTLED = """
SELECT COUNT(*) FROM outbox WHERE state = 'sending' OR (state = 'queued' AND failure IS NULL AND NOT EXISTS (
    SELECT 1 FROM outbox AS early WHERE early.person_id = outbox.person_id AND early.failure = 'ambiguous'))
"""
AMBIGUOUS = "SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND failure = 'ambiguous'"
DUE = "SELECT COUNT(*) FROM agenda WHERE due_at <= extract(epoch FROM now()) * 1000"


async def test_a_killed_process_loses_nothing(tmp_path: Path) -> None:
    """SIGKILL while cues, replies and sends are in work: all are there once but for ambiguous sends."""
    url, api = await fresh_database(), await BotApi().start()
    await populated(url, PEOPLE, due=True)
    api.open.clear()
    async with Fleet(tmp_path, url, api, 2, 100.0) as fleet:
        calls = [(number % 2, FIRST + number, number, "sees") for number in range(PEOPLE)]
        brought = [asyncio.create_task(fleet.webhook(*call)) for call in calls]

        async def at_work() -> bool:
            return api.begun > PEOPLE // 4

        await until(at_work)
        await fleet.all[0].end(signal.SIGKILL)
        api.open.set()
        answers = await asyncio.gather(*brought)
        for (_, chat, number, text), answer in zip(calls, answers, strict=True):
            if answer != 200:  # not acknowledged: it is brought again
                assert await fleet.webhook(1, chat, number, text) == 200

        async def over() -> bool:
            return not await fleet.count(UNSETTLED) and not await fleet.count(DUE)

        await until(over)
        ambiguous = await fleet.count(AMBIGUOUS)
        seen = await fleet.count("SELECT COUNT(*) FROM seen")
    texts = {chat: said for chat, said in (await written(url)).items() if said}
    came = api.by_chat()
    await api.stop()
    assert seen == PEOPLE
    assert sum(map(len, texts.values())) == 2 * PEOPLE
    assert 0 < ambiguous < PEOPLE
    for who, read in came.items():
        assert read == [one for one in texts[who] if one in read], "twice, or in another order"
    missing = sum(map(len, texts.values())) - sum(map(len, came.values()))
    assert missing <= 2 * ambiguous
