"""One tick: 1,000 rows due among 1,000,000; what is done before any turn, then the turns themselves."""

import argparse
import asyncio
import json
import resource
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.setting import MONDAY, copied, setting

DAY = 86_400_000
LATER = """
INSERT INTO agenda (practice_id, person_id, kind, scope, due_at, not_after, version)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
DUE = "UPDATE agenda SET due_at = ? WHERE kind = 'cue' AND person_id IN (SELECT value FROM json_each(?))"


async def tick(clients: int, rows: int, due: int) -> dict[str, Any]:
    """Milliseconds before the first turn, the median of seven looks, and for all the turns."""
    with tempfile.TemporaryDirectory(prefix="interlude-bench-") as folder:
        path = await copied(clients, folder)
        at = _fill(path, rows, due)
        async with setting(path) as made:
            made.clock.advance_to(at)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            looks = [1000 * await _look(made, due) for _ in range(7)]
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            begun = time.perf_counter()
            taken = await made.engine.runner.due_side_by_side(due)
            turns = time.perf_counter() - begun
            left = len(await made.engine.store.due(at, due))
    assert taken == due, f"{taken} rows taken"
    assert left == 0, f"{left} rows still due"
    found = {"worst": max(looks), "best": min(looks), "turns_ms": turns * 1000, "grown_kb": grown}
    return {"value": statistics.median(looks), "unit": "ms", **found}


async def _look(made: Any, due: int) -> float:
    """All that a tick asks for before it takes a turn."""
    begun = time.perf_counter()
    waiting = await made.engine.inbox.retry()
    told = await made.engine.dispatch()
    rows = await made.engine.store.due(made.clock.now(), due)
    took = time.perf_counter() - begun
    assert (waiting, told, len(rows)) == (0, 0, due), f"{waiting} kept, {told} told, {len(rows)} due"
    return took


def _fill(path: Path, rows: int, due: int) -> int:
    """Rows years ahead until there are `rows`, and the first cue of `due` people at one moment: gives it."""
    with sqlite3.connect(path) as db:
        people = db.execute("SELECT person_id, practice_id FROM agenda GROUP BY person_id").fetchall()
        have = db.execute("SELECT COUNT(*) FROM agenda").fetchone()[0]
        later = range(max(0, rows - have))
        db.executemany(LATER, (_later(people, n) for n in later))
        cue, at = db.execute("SELECT scope, MIN(due_at) FROM agenda WHERE kind = 'cue'").fetchone()
        moved = "UPDATE agenda SET due_at = ? WHERE due_at <= ? AND NOT (kind = 'cue' AND scope = ?)"
        db.execute(moved, (at + DAY, at, cue))
        rest = people[due:]
        db.execute(DUE, (at + DAY, json.dumps([person for person, _ in rest])))
    db.close()
    return int(at)


def _later(people: list[tuple[str, str]], number: int) -> tuple[Any, ...]:
    person, practice = people[number % len(people)]
    at = MONDAY + 1000 * DAY + number
    return practice, person, "later", str(number), at, at + DAY, 1


def main() -> None:
    """One JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=1_000)
    args = parser.parse_args()
    print(json.dumps(asyncio.run(tick(args.clients, args.rows, args.due))))


if __name__ == "__main__":
    main()
