"""A connection that is given up while it is still being made ready."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from storage.errors import StoreUnavailable
from tests.postgres import ask
from tests.program import until
from tests.storage.kit import POSTGRESQL, Store, places

ENGINES = POSTGRESQL
WAITING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
ONLY_THE_TEST_S = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() HAVING COUNT(*) = 2"


async def test_it_does_not_stay_open_on_the_server(store: Store, tmp_path: Path) -> None:
    """Who stops while a new connection still asks whether it may be used leaves none behind."""
    url = await places.url(tmp_path / "a.db")
    other = await asyncpg.connect(url)
    try:
        await other.execute("BEGIN")
        await other.execute("LOCK TABLE meta")  # which a connection reads before it is used
        question = asyncio.create_task(store.ping())
        await until(lambda: ask(url, WAITING))
        await store.abandon()
        with pytest.raises(StoreUnavailable):
            await question
        await other.execute("COMMIT")
        await until(lambda: ask(url, ONLY_THE_TEST_S))
    finally:
        await other.close()
