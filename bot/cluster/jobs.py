"""The queue between processes: PgQueuer, whose jobs are hints that carry ids only.

What is to be done stands in the store; a job says where to look. So its tables need not survive a crash of
the database server (UNLOGGED: no disk flush per job), a job may run twice, and one that is lost is made anew
by the tick. PgQueuer logs and stores what a job raises, so none ever raises.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
import structlog
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.models import Job
from pgqueuer.domain.settings import DBSettings, Durability

from storage import advisory
from storage.lost import FAILED

log = structlog.get_logger()
TAKEN_OVER = timedelta(seconds=6)
"""Jobs of a process that gave no sign for so long are taken over by another."""

LOOK = timedelta(seconds=1)
BATCH = 32
AT_ONCE = 128
"""Jobs of one process side by side."""

AGAIN = 1.0
"""Seconds until the queue is joined again after the database was away."""

Handler = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Hint:
    """One job. Of one `key` there is one at a time, waiting or in work; `first` goes before the others."""

    kind: str
    key: str
    ids: Sequence[Any]
    first: bool = False


class JobQueue:
    """Puts hints and runs those that come to this process."""

    def __init__(self, url: str, pool: "asyncpg.Pool[Any]") -> None:
        self._url, self._pool = url, pool
        self._queries = _queries(pool)
        self._manager: QueueManager | None = None
        self._ending = False

    @classmethod
    async def open(cls, url: str) -> "JobQueue":
        """Connect, and make the queue's tables where they are missing. Raises what asyncpg raises."""
        logging.getLogger("pgqueuer").setLevel(logging.CRITICAL + 1)  # it quotes what was raised
        connection = await asyncpg.connect(url)
        try:
            await _install(connection)
        finally:
            await connection.close()
        return cls(url, await _pool(url))

    async def put(self, hints: Sequence[Hint]) -> int:
        """Queue these, except those already there; gives how many were new."""
        if not hints:
            return 0
        found = await self._queries.enqueue(
            [hint.kind for hint in hints],
            [msgspec.json.encode(hint.ids) for hint in hints],
            [int(hint.first) for hint in hints],
            dedupe_key=[f"{hint.kind}:{hint.key}" for hint in hints],
            on_conflict="skip",
        )
        return sum(id is not None for id in found)

    async def waiting(self, kind: str) -> int:
        """How many jobs of this kind nobody has begun."""
        rows = await self._queries.queue_size()
        return sum(row.count for row in rows if (row.entrypoint, row.status) == (kind, "queued"))

    async def tidy(self) -> None:
        """Forget the log of jobs that are over: PgQueuer keeps three lines of each."""
        await self._queries.clear_queue_log()
        await self._queries.clear_statistics_log()

    async def run(self, handlers: Mapping[str, Handler]) -> None:
        """Do what comes until `stop`; after the database was away, join again."""
        while not self._ending:
            self._manager = self._prepared(handlers)
            try:
                await self._manager.run(
                    dequeue_timeout=LOOK,
                    batch_size=BATCH,
                    max_concurrent_tasks=AT_ONCE,
                    heartbeat_timeout=TAKEN_OVER,
                    shutdown_on_listener_failure=True,  # then it is joined anew
                    log_aggregation_interval=timedelta(0),
                )
            except Exception as error:
                log.error("queue_left", error=type(error).__name__)
                await self._renew()

    def stop(self) -> None:
        """Take no more jobs; those in work end first."""
        self._ending = True
        if self._manager is not None:
            self._manager.shutdown.set()

    async def close(self) -> None:
        """Let go of the database."""
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await self._pool.close()
        self._pool.terminate()

    async def _renew(self) -> None:
        """Connect anew: the connection that broke may be the one that listens."""
        self._pool.terminate()
        while not self._ending:
            await asyncio.sleep(AGAIN)
            with suppress(*FAILED):
                self._pool = await _pool(self._url)
                self._queries = _queries(self._pool)
                return

    def _prepared(self, handlers: Mapping[str, Handler]) -> QueueManager:
        manager = QueueManager(self._queries)
        for kind, handler in handlers.items():
            manager.entrypoint(kind, accepts_context=False)(_never_raising(kind, handler))
        return manager


def _never_raising(kind: str, handler: Handler) -> Callable[[Job], Awaitable[None]]:
    async def work(job: Job) -> None:
        try:
            await handler(msgspec.json.decode(job.payload or b"null"))
        except Exception as error:  # what was not done still stands in the store
            log.error("job_failed", kind=kind, error=type(error).__name__)

    return work


async def _pool(url: str) -> "asyncpg.Pool[Any]":
    return await asyncpg.create_pool(url, min_size=1, max_size=3, command_timeout=30)


def _queries(source: "asyncpg.Pool[Any] | asyncpg.Connection[Any]") -> Queries:
    settings = DBSettings(durability=Durability.volatile)
    parts: dict[str, Any] = {
        "qbe": QueryBuilderEnvironment(settings),
        "qbq": QueryQueueBuilder(settings),
        "qbs": QuerySchedulerBuilder(settings),
    }
    if isinstance(source, asyncpg.Pool):
        return Queries(Queries.from_asyncpg_pool(source).driver, **parts)
    return Queries(Queries.from_asyncpg_connection(source).driver, **parts)


async def _install(connection: "asyncpg.Connection[Any]") -> None:
    queries = _queries(connection)
    await connection.execute(advisory.LOCK, advisory.ROOM, advisory.QUEUE)
    if await queries.schema_is_installed():
        await queries.upgrade()
    else:
        await queries.install()
        await queries.optimize_autovacuum()
    await connection.execute(advisory.UNLOCK, advisory.ROOM, advisory.QUEUE)
