"""What grows: a real bot under steady load for half an hour, and thirty virtual days in one process.

Not 72 hours. A slope is told with its error: what grows slower than that would not have been seen.
"""

import asyncio
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from aiohttp import ClientSession

from benchmarks.setting import FIRST_CHAT, MONDAY, copied, request
from benchmarks.telegram_double import TelegramDouble
from tests.figures import Figure
from tests.figures._process import Bot, started
from tests.house import ROOT

SIZES = {"quick": (1, 10, 3), "full": (30, 30, 10)}
"""Minutes of the real process; virtual days, and clients who live them."""

CLIENTS = 140
PER_SECOND = 28
"""As much as Telegram lets out again; each client writes every five seconds, within their limit."""

JUDGED = 25
"""Minutes below which nothing is judged: the database's page cache, 32 MB, is full after about sixteen."""

EVERY = 2.0
"""Seconds between two looks."""

WARM = 0.6
"""The first part of a run is left out: caches fill, and what is spoken for the first time is compiled."""

SAID = ("todo", "win walked {number}", "menu", "note number {number}")

ALLOWED = {
    "open files": 1.0,
    "threads": 1.0,
    "memory, MB": 20.0,
    "write-ahead log, MB": 8.0,
    "texts waiting": 60.0,
}
"""How much each may grow in an hour before it counts as growing."""


class Slope(NamedTuple):
    """A straight line by least squares: growth an hour, and its standard error."""

    an_hour: float
    error: float

    def grows(self, allowed: float) -> bool:
        """Whether it grows by more than this, beyond its error."""
        return self.an_hour - 2 * self.error > allowed


def slope(times: Sequence[float], values: Sequence[float]) -> Slope:
    """Of values at times in seconds."""
    n, mean_t, mean_v = len(times), sum(times) / len(times), sum(values) / len(values)
    spread = sum((t - mean_t) ** 2 for t in times)
    rise = sum((t - mean_t) * (v - mean_v) for t, v in zip(times, values, strict=True)) / spread
    left = sum((v - mean_v - rise * (t - mean_t)) ** 2 for t, v in zip(times, values, strict=True))
    return Slope(3600 * rise, 3600 * math.sqrt(left / max(1, n - 2) / spread))


class Look(NamedTuple):
    """What a process held at one moment (seconds)."""

    at: float
    files: int
    threads: int
    memory: float
    log: float
    waiting: float


async def soaked(minutes: float) -> list[Look]:
    """Steady load, and a look every two seconds."""
    double = TelegramDouble()
    address = await double.start()
    looks: list[Look] = []
    try:
        with tempfile.TemporaryDirectory(prefix="interlude-soak-") as folder:
            store = await copied(CLIENTS, folder)
            async with started(Path(folder), store, address, MONDAY) as bot:
                load = asyncio.create_task(_write(bot, minutes * 60))
                while not load.done():
                    await asyncio.sleep(EVERY)
                    looks.append(_look(bot, store, await bot.metrics()))
                    double.came.clear()
                await load
                assert await bot.stop() == 0
    finally:
        await double.stop()
    return looks


async def _write(bot: Bot, seconds: float) -> None:
    """Everybody in turn, at a steady pace; every answer must be 200."""
    begun, calls = time.perf_counter(), set[asyncio.Task[None]]()
    async with ClientSession() as session:
        for number in range(round(seconds * PER_SECOND)):
            await asyncio.sleep(max(0.0, begun + number / PER_SECOND - time.perf_counter()))
            calls.add(call := asyncio.create_task(_one(session, bot, number)))
            call.add_done_callback(calls.discard)
        await asyncio.gather(*calls)


async def _one(session: ClientSession, bot: Bot, number: int) -> None:
    words = SAID[number // CLIENTS % len(SAID)].format(number=number)
    asked = request(FIRST_CHAT + number % CLIENTS, number + 1, words, bot.now())
    async with session.post(f"{bot.url}/telegram", data=asked.body, headers=asked.headers) as answer:
        if answer.status != 200:
            raise RuntimeError(f"a webhook was answered {answer.status}")


def _look(bot: Bot, store: Path, said: str) -> Look:
    process = Path(f"/proc/{bot.pid}")
    status = dict(line.split(":", 1) for line in (process / "status").read_text("ascii").splitlines())
    texts = [line for line in said.splitlines() if line.startswith("interlude_outbox_texts")]
    waiting = sum(float(line.rpartition(" ")[2]) for line in texts)
    log = store.with_name(f"{store.name}-wal")
    return Look(
        time.perf_counter(), len(os.listdir(process / "fd")), int(status["Threads"]),
        int(status["VmRSS"].split()[0]) / 1024, log.stat().st_size / 2**20 if log.exists() else 0.0, waiting,
    )  # fmt: skip


def virtual(days: int, clients: int) -> list[float]:
    """Memory after each virtual day, MiB, of a process of its own."""
    line = [sys.executable, "-m", "tests.figures._virtual_days", str(days), str(clients)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    found: list[float] = json.loads(done.stdout)
    return found


def measure(size: str) -> list[Figure]:
    """The real process, then the virtual days."""
    minutes, days, clients = SIZES[size]
    looks = asyncio.run(soaked(minutes))
    looks = looks[int(len(looks) * WARM) :]
    times, judged = [look.at for look in looks], minutes >= JUDGED
    figures = []
    for place, (what, allowed) in enumerate(ALLOWED.items(), 1):
        values = [float(look[place]) for look in looks]
        found = slope(times, values)
        figures.append(
            Figure(
                f"soak: {what}, {PER_SECOND}/s for {minutes} min ({len(looks)} looks)",
                f"{values[-1]:.1f}, {found.an_hour:+.2f} ± {2 * found.error:.2f} an hour",
                f"not more than {allowed:g} an hour" + ("" if judged else "; too short to judge"),
                not (judged and found.grows(allowed)),
            )
        )
    return [*figures, _of_days(virtual(days, clients), days, clients)]


def _of_days(held: list[float], days: int, clients: int) -> Figure:
    later = held[len(held) // 3 :]
    found = slope([3600.0 * day for day in range(len(later))], later)
    value = f"{held[-1]:.0f} MB, {found.an_hour:+.2f} ± {2 * found.error:.2f} a day"
    name = f"soak: {days} virtual days of {clients} clients"
    return Figure(name, value, "not more than 0.2 MB a day", not found.grows(0.2))
