"""The queue between processes: hints, one of a key at a time, and nobody's words in it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.cluster import jobs
from bot.cluster.jobs import Hint, JobQueue
from tests.postgres import ask, fresh_database
from tests.program import until

OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
async def url() -> str:
    return await fresh_database()


@pytest.fixture
async def queue(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[JobQueue]:
    monkeypatch.setattr(jobs, "AGAIN", 0.05)
    found = await JobQueue.open(url)
    yield found
    found.stop()
    await found.close()


async def done(queue: JobQueue, handler: Any, *hints: Hint) -> None:
    """Put these and let them be run."""
    running = asyncio.create_task(queue.run({"line": handler}))
    await queue.put(hints)

    async def empty() -> bool:
        return not await queue.waiting("line")

    await until(empty)
    queue.stop()
    await running


async def test_of_one_key_there_is_one_job(queue: JobQueue) -> None:
    """What is there already is not put again; what is urgent goes first; ids come back as they were."""
    heard: list[Any] = []

    async def hear(ids: Any) -> None:
        heard.append(ids)

    assert await queue.put([Hint("line", "a", ["x", 1]), Hint("line", "b", ["y"], first=True)]) == 2
    assert await queue.put([Hint("line", "a", ["x", 2])]) == 0
    await done(queue, hear)
    assert heard == [["y"], ["x", 1]]


async def test_what_a_job_raises_is_stored_nowhere(queue: JobQueue, url: str) -> None:
    """A turn's fault may quote what somebody wrote: the queue's own tables do not hold it."""

    async def fails(_: Any) -> None:
        raise ValueError("zqwords of a client")

    await done(queue, fails, Hint("line", "a", []))
    rows = await ask(url, "SELECT status::text, traceback::text FROM pgqueuer_log ORDER BY id")
    assert [row["status"] for row in rows] == ["queued", "picked", "successful"]
    assert "zqwords" not in str(rows)
    await queue.tidy()
    assert await ask(url, "SELECT 1 FROM pgqueuer_log") == []


async def test_the_queue_is_joined_again_after_the_server_was_away(queue: JobQueue, url: str) -> None:
    """Connections that break, also more often than there are any, end nothing for good."""
    heard: list[Any] = []

    async def hear(ids: Any) -> None:
        heard.append(ids)

    running = asyncio.create_task(queue.run({"line": hear}))
    for number in range(5):

        async def put(number: int = number) -> bool:
            try:
                return bool(await queue.put([Hint("line", str(number), [number])]))
            except Exception:  # whatever a broken connection raises
                return False

        async def came(number: int = number) -> bool:
            return [number] in heard

        await until(put)
        await until(came)
        await ask(url, OTHERS)
    queue.stop()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_many_may_open_it_at_once(url: str) -> None:
    """Processes that start together find the tables made by one of them."""
    queues = await asyncio.gather(*(JobQueue.open(url) for _ in range(4)))
    assert await queues[0].put([Hint("line", "a", [])]) == 1
    await asyncio.gather(*(queue.close() for queue in queues))
