"""Two or three real processes on one real PostgreSQL: webhooks anywhere, due work shared, one rate."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cluster.bot_api import BotApi
from tests.cluster.fleet import Fleet
from tests.cluster.practice import FIRST, populated, written
from tests.postgres import fresh_database

PEOPLE = 60
RATE = 20.0
BEGUN = "SELECT COUNT(*) FROM pgqueuer_log WHERE entrypoint = 'due' AND status = 'picked'"
ASKED = ("todo", "sees", "progress", "menu")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    found = await BotApi().start()
    yield found
    await found.stop()


async def test_every_cue_is_taken_once_and_at_one_rate(tmp_path: Path, api: BotApi) -> None:
    """What is due for everybody goes out once, from all processes together no faster than the bot may."""
    url = await fresh_database()
    await populated(url, PEOPLE, due=True)
    async with Fleet(tmp_path, url, api, 2, RATE) as fleet:
        await fleet.sent(PEOPLE)
        begun = await fleet.count(BEGUN)
        listed = await fleet.all[0].command("therapist", "list")
        left = await fleet.count("SELECT COUNT(*) FROM agenda WHERE kind = 'cue' AND job_at IS NOT NULL")
    assert sorted(map(len, api.by_chat().values())) == [1] * PEOPLE
    assert (begun, left) == (PEOPLE, 0)
    assert "Ada Okafor" in listed, "operators' commands work beside the running processes"
    times = [at for at, *_ in api.came]
    assert times[-1] - times[0] >= (PEOPLE - 1) / RATE * 0.95


async def test_webhooks_anywhere_count_once_and_keep_their_order(tmp_path: Path, api: BotApi) -> None:
    """Texts brought to any process, some of them twice, are applied once and answered once, in order."""
    url = await fresh_database()
    await populated(url, 8)
    chance, calls = random.Random(4), list[tuple[int, int, int, str]]()
    for number, (client, word) in enumerate(((c, w) for w in ASKED for c in range(8)), 1):
        again = chance.sample(range(3), chance.choice((1, 1, 2, 3)))
        calls += [(process, FIRST + client, number, word) for process in again]
    chance.shuffle(calls)
    async with Fleet(tmp_path, url, api, 3) as fleet:
        answers = await asyncio.gather(*(fleet.webhook(*call) for call in calls))
        await fleet.sent(8 * len(ASKED))
        seen = await fleet.count("SELECT COUNT(*) FROM seen")
        texts = await fleet.count("SELECT COUNT(*) FROM outbox")
    assert {chat: said for chat, said in (await written(url)).items() if said} == api.by_chat()
    assert set(answers) == {200}
    assert (seen, texts, len(api.came)) == (8 * len(ASKED),) * 3
