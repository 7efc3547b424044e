"""Backup and restore: what a copy costs, and how long until a restored store serves again (SAFETY §6).

RTO here is the program's part: from `interlude restore` to the first turn. RPO is as old as the newest copy.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.setting import FIRST_CHAT, KEY, Setting, copied, setting
from storage.restoring import put_in_place
from storage.vault import Vault
from tests.figures import Figure

SIZES = {"quick": 1_000, "full": 20_000}
RTO = 600.0
TURN = 1.0
"""Seconds a turn may take while a copy is written."""


async def _slowest(made: Setting, done: asyncio.Event) -> float:
    """The longest a turn took until then."""
    slowest, number = 0.0, 1
    while not done.is_set():
        began = time.perf_counter()
        await made.receive(FIRST_CHAT + number % 500, number, "menu")
        slowest, number = max(slowest, time.perf_counter() - began), number + 1
    return slowest


async def _copied(path: Path, copy: Path) -> tuple[float, float]:
    """Seconds the copy took; seconds of the slowest turn meanwhile."""
    done = asyncio.Event()
    async with setting(path) as made:
        turns = asyncio.create_task(_slowest(made, done))
        began = time.perf_counter()
        await made.engine.store.backup(copy)
        seconds = time.perf_counter() - began
        done.set()
        return seconds, await turns


async def _restored(copy: Path, target: Path) -> float:
    """Seconds until a turn was committed on the restored store."""
    began = time.perf_counter()
    await asyncio.to_thread(put_in_place, copy, target, Vault(KEY), 1)
    async with setting(target) as made:
        before = made.engine.runner.results.total()
        await made.receive(FIRST_CHAT, 900_001, "menu")
        seconds = time.perf_counter() - began
        assert made.engine.store.held
        assert made.engine.runner.results.total() > before
        assert (await made.engine.store.audit_verify()).broken is None
    return seconds


async def _drill(clients: int) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="interlude-drill-") as name:
        folder = Path(name)
        path = await copied(clients, name)
        seconds, slowest = await _copied(path, folder / "copy.db")
        size = (folder / "copy.db").stat().st_size / 2**20
        back = await _restored(folder / "copy.db", folder / "new.db")
    stored = f"{clients:,} clients, {size:.0f} MiB"
    return [
        Figure("backup: copy and check", f"{seconds:.1f} s ({stored})", "(measured)", True),
        Figure(
            "backup: slowest turn meanwhile", f"{slowest * 1000:.0f} ms", f"< {TURN:.0f} s", slowest < TURN
        ),
        Figure("restore: to the first turn (RTO)", f"{back:.1f} s ({stored})", "< 10 min", back < RTO),
    ]


def measure(size: str) -> list[Figure]:
    """A copy under load, put in place elsewhere."""
    return asyncio.run(_drill(SIZES[size]))
