"""What docs/scaling.md reckons with: rows and bytes of a client-week, replies a second by processes, jobs."""

import asyncio
import os
import time
from datetime import datetime
from typing import Any

from benchmarks.postgres import measure as replies
from benchmarks.postgres import server
from benchmarks.weeks import script
from bot.cluster.jobs import Hint, JobQueue
from bot.config import default_config
from bot.rehearsal import START
from bot.stage import Stage
from tests.figures import Figure
from tests.postgres import ask, fresh_database

SIZES = {"quick": (15, 3.0, (1, 4)), "full": (60, 10.0, (1, 2, 3, 4))}
"""Clients of the week, seconds of each run, how many processes."""

JOBS = 3000

TABLES = """
SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
COUNTS = """
SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM record), (SELECT COUNT(*) FROM outbox),
    (SELECT COUNT(*) FROM seen), (SELECT COUNT(*) FROM audit), (SELECT COUNT(*) FROM agenda),
    (SELECT COUNT(*) FROM address), (SELECT COUNT(*) FROM talk), (SELECT SUM(version) FROM person)
"""
NAMES = ("person", "record", "outbox", "seen", "audit", "agenda", "address", "talk", "turns")


def measure(size: str) -> list[Figure]:
    """Nothing to reach, but that more processes are not slower; the document quotes these."""
    clients, seconds, counts = SIZES[size]
    found = [Figure(*row, None) for row in asyncio.run(week(clients))]
    with server() as url:
        found += [Figure(*row, None) for row in asyncio.run(queue(url))]
    rates = dict[int, float]()
    for n in counts:
        load = os.getloadavg()[0]
        rates[n] = replies(n, 1000, seconds)["value"]
        said = f"{rates[n]:,.0f}, load {load:.1f} before it"
        found.append(Figure(f"replies/s, {n} processes", said, "no less than one", rates[n] >= rates[1]))
    return found


async def queue(url: str) -> list[tuple[str, str, str]]:
    """How long jobs that do nothing take one process: to put, to put again, to do."""
    hints, over = [Hint("due", str(number), []) for number in range(JOBS)], asyncio.Event()
    jobs, done = await JobQueue.open(url), list[float]()

    async def nothing(_: Any) -> None:
        done.append(time.perf_counter())
        if len(done) == JOBS:
            over.set()

    begun = time.perf_counter()
    assert await jobs.put(hints) == JOBS
    put = time.perf_counter()
    assert await jobs.put(hints) == 0
    again = time.perf_counter()
    running = asyncio.create_task(jobs.run({"due": nothing}))
    await over.wait()
    jobs.stop()
    await running
    await jobs.close()
    return [
        (f"{JOBS} jobs put", f"{1000 * (put - begun):,.0f} ms", "-"),
        ("… put again, known by key", f"{1000 * (again - put):,.0f} ms", "-"),
        ("… done, by one process", f"{JOBS / (done[-1] - again):,.0f}/s", "-"),
    ]


async def week(clients: int) -> list[tuple[str, str, str]]:
    """By table: rows a client and week, bytes a row with its share of the indexes."""
    url = await fresh_database()
    async with Stage(default_config(), lambda _: None, url, datetime.fromisoformat(START)) as stage:
        for line in script(clients):
            await stage.take(line)
        await stage.pass_until(stage.clock.now() + 86_400_000)
    await ask(url, "VACUUM FULL")
    (counted,) = await ask(url, COUNTS)
    rows = dict(zip(NAMES, counted, strict=True))
    sizes: dict[str, tuple[int, int]] = {name: (heap, index) for name, heap, index in await ask(url, TABLES)}
    return [_line(name, count, clients, sizes.get(name)) for name, count in rows.items()]


def _line(name: str, count: Any, clients: int, size: tuple[int, int] | None) -> tuple[str, str, str]:
    said = f"{float(count) / clients:.1f} a client-week"
    if size is not None and count:
        said += f", {size[0] / int(count):,.0f} + {size[1] / int(count):,.0f} bytes each"
    return f"{name} rows", said, "-"
