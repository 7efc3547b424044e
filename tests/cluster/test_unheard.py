"""A COMMIT whose answer was lost: what comes after a commit happens all the same, and once."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import VirtualClock
from bot.engine import Engine
from bot.runner import Source
from handlers.events import Text
from tests.cluster.engines import KEYS, a_client, latest, opened
from tests.cluster.practice import populated
from tests.postgres import fresh_database
from tests.storage.lossy import Lossy


@pytest.fixture
async def lossy() -> AsyncIterator[Lossy]:
    found = Lossy()
    yield found
    await found.stop()


@pytest.fixture
async def engine(lossy: Lossy) -> AsyncIterator[Engine]:
    url = await fresh_database()
    await populated(url, 1)
    clock = VirtualClock((await latest(url)) + 1000)
    found = await opened(await lossy.start(url), clock)
    yield found
    await found.store.close()


async def test_the_line_is_nudged_and_the_event_acknowledged(engine: Engine, lossy: Lossy) -> None:
    """The turn counts as taken and its texts are pointed out at once; brought again, it is a duplicate."""
    person, event, source = await a_client(engine), Text("todo", 5), Source(seen="e1")
    lossy.loses = 1
    assert (await engine.runner.take("practice", person, event, source)).committed
    assert (lossy.lost, engine.runner.spoken) == (1, {KEYS})
    assert (await engine.store.outbox_counts())["queued"] == 1
    assert not (await engine.runner.take("practice", person, event, source)).committed
    assert (await engine.store.outbox_counts())["queued"] == 1
