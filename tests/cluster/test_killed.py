"""One of two processes is killed in the middle of its work; the other goes on with it."""

import asyncio
import signal
from pathlib import Path
from typing import Any

from bot.clock import VirtualClock
from tests.cluster.bot_api import BotApi
from tests.cluster.fleet import Fleet
from tests.cluster.practice import FIRST, opened, populated, written
from tests.crash.texts import Texts, held_against
from tests.postgres import fresh_database
from tests.program import until

PEOPLE = 40
UNSETTLED = """
SELECT COUNT(*) FROM outbox WHERE state = 'sending' OR (state = 'queued' AND failure IS NULL AND NOT EXISTS (
    SELECT 1 FROM outbox AS early WHERE early.person_id = outbox.person_id AND early.failure = 'ambiguous'))
"""
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
            return api.begun.total() > PEOPLE // 4

        await until(at_work)
        killed = max((0, 1), key=api.begun.__getitem__)  # who comes first may have claimed them all
        await fleet.all[killed].end(signal.SIGKILL)
        open_sends, other = api.begun[killed], 1 - killed
        api.open.set()
        answers = await asyncio.gather(*brought)
        for (_, chat, number, text), answer in zip(calls, answers, strict=True):
            if answer != 200:  # not acknowledged: it is brought again
                assert await fleet.webhook(other, chat, number, text) == 200

        async def over() -> bool:
            return not await fleet.count(UNSETTLED) and not await fleet.count(DUE)

        await until(over)
        seen = await fleet.count("SELECT COUNT(*) FROM seen")
    texts = {chat: said for chat, said in (await written(url)).items() if said}
    held = await _held_against(api, url)
    await api.stop()
    assert seen == PEOPLE
    assert sum(map(len, texts.values())) == 2 * PEOPLE
    for who, read in api.by_chat().items():
        assert read == [one for one in texts[who] if one in read], "twice, or in another order"
    assert held._replace(in_doubt=0) == Texts(0, 0, 0, 0)
    assert 0 < open_sends <= held.in_doubt < PEOPLE, "what the killed process was sending, and no more"


async def _held_against(api: BotApi, url: str) -> Texts:
    """Each text that came against its row, by its receipt; a text that is not there is one in doubt."""
    store: Any = await opened(url, VirtualClock(0))
    try:
        return await held_against([(at, chat, text) for at, _, chat, text in api.came], store, "practice")
    finally:
        await store.close()
