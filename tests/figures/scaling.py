"""What docs/scaling.md reckons with: rows and bytes of a client-week, replies a second by processes."""

import asyncio
from datetime import datetime
from typing import Any

from benchmarks.postgres import measure as replies
from benchmarks.weeks import script
from bot.config import default_config
from bot.rehearsal import START
from bot.stage import Stage
from tests.figures import Figure
from tests.postgres import ask, fresh_database

SIZES = {"quick": (15, 3.0, (1, 4)), "full": (60, 10.0, (1, 2, 3, 4))}
"""Clients of the week, seconds of each run, how many processes."""

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
    found = [Figure(*row, True) for row in asyncio.run(week(clients))]
    rates = {n: replies(n, 1000, seconds)["value"] for n in counts}
    for n, rate in rates.items():
        reached = rate >= rates[1]
        found.append(Figure(f"replies/s, {n} processes", f"{rate:,.0f}", "no less than one", reached))
    return found


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
