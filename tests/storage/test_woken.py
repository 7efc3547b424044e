"""A process that stood still finds an answer and the end of its connection together, as it wakes."""

import asyncio
import threading
from collections.abc import Awaitable
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from storage.alone import Alone
from storage.errors import StoreUnavailable
from storage.session import Session
from tests.postgres import ask, fresh_database
from tests.storage.kit import POSTGRESQL

ENGINES = POSTGRESQL

IDLE = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'"
END = "SELECT pg_terminate_backend($1)"
STEPS = 2
"""Turns of the loop after which a question has been sent, and no answer been looked for."""


@pytest.fixture
async def url() -> str:
    return await fresh_database()


async def _end(url: str) -> None:
    while not (rows := await ask(url, IDLE)):
        pass
    await ask(url, END, rows[0][0])


async def standing_still(url: str, question: Awaitable[object]) -> object:
    """Ask; until it is answered and the server has let go, nothing of this process runs. The answer."""
    asked = asyncio.ensure_future(question)
    for _ in range(STEPS):
        await asyncio.sleep(0)
    other = threading.Thread(target=lambda: asyncio.run(_end(url)))
    other.start()
    other.join()
    return await asked


async def test_what_only_one_may_do_is_only_lost(url: str) -> None:
    """What was ours is lost with the connection and can be had again; nothing else breaks."""
    alone = Alone(url)
    try:
        for _ in range(2):  # afterwards the server knows the question by name
            assert await alone.holds("upkeep")
        await standing_still(url, alone.holds("upkeep"))
        assert await alone.holds("upkeep")
    finally:
        await alone.close()


async def test_a_store_is_away_for_a_moment(url: str) -> None:
    """The next statement finds the store away, by our name for it; the one after has a new connection."""
    session = Session(lambda: asyncpg.connect(url))
    try:
        await session.execute("SELECT 1")
        await standing_still(url, session.execute("SELECT 1"))
        with pytest.raises(StoreUnavailable):
            await session.execute("SELECT 1")
        assert (await session.execute("SELECT 1")).rowcount == 1
    finally:
        session.drop()


@pytest.mark.parametrize(
    "said", [asyncpg.ConnectionDoesNotExistError, asyncpg.AdminShutdownError, asyncpg.CrashShutdownError]
)
async def test_whatever_says_that_the_connection_is_gone(said: type[Exception]) -> None:
    """However the driver learns of the end, in the middle of a statement or before it, it has our name."""
    let_go = list[None]()

    async def gone(*_: object) -> str:
        raise said("terminating connection due to administrator command")

    async def connect() -> Any:
        return SimpleNamespace(execute=gone, is_closed=lambda: False, terminate=lambda: let_go.append(None))

    with pytest.raises(StoreUnavailable):
        await Session(connect).execute("SELECT 1")
    assert let_go == [None]
