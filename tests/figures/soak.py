"""What grows: a real bot under steady load for half an hour or longer, and virtual days in one process.

`--minutes 4320` lasts 72 hours. A slope is told with its error, and reached is only what the measurement
can exclude: that it grows by more than is allowed. What it cannot exclude is not shown.
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

BLOCKS = 30
"""Looks that follow each other are alike: a line goes through the means of so many parts of a run."""

EVERY = 2.0
"""Seconds between two looks."""

WARM, WARM_MINUTES = 0.6, 30
"""The first part of a run is left out, at most so long: caches fill, what is first spoken is compiled."""

SAID = ("todo", "win walked {number}", "menu", "note number {number}")

ALLOWED = {
    "open files": 1.0,
    "threads": 1.0,
    "memory, MB": 20.0,
    "write-ahead log, MB": 8.0,
    "texts waiting": 60.0,
}
"""How much each may grow in an hour before it counts as growing."""

A_DAY = 0.2
"""MiB that memory may grow in a virtual day."""

DAYS_JUDGED = 20
"""Virtual days below which nothing is judged."""


class Slope(NamedTuple):
    """A straight line by least squares: growth an hour, and its standard error."""

    an_hour: float
    error: float

    @property
    def steepest(self) -> float:
        """Whatever grows faster than this is excluded."""
        return self.an_hour + 2 * self.error

    def verdict(self, allowed: float) -> str:
        """Whether growth beyond `allowed` is excluded, certain, or neither."""
        if self.steepest <= allowed:
            return "reached"
        return "NOT reached" if self.an_hour - 2 * self.error > allowed else "not shown"


def slope(times: Sequence[float], values: Sequence[float]) -> Slope:
    """Of values at times in seconds, three at least."""
    n, mean_t, mean_v = len(times), sum(times) / len(times), sum(values) / len(values)
    spread = sum((t - mean_t) ** 2 for t in times)
    rise = sum((t - mean_t) * (v - mean_v) for t, v in zip(times, values, strict=True)) / spread
    left = sum((v - mean_v - rise * (t - mean_t)) ** 2 for t, v in zip(times, values, strict=True))
    return Slope(3600 * rise, 3600 * math.sqrt(left / (n - 2) / spread))


def in_blocks(values: Sequence[float]) -> list[float]:
    """The means of so many parts of equal length, at most."""
    size = max(1, len(values) // BLOCKS)
    return [sum(values[n : n + size]) / size for n in range(0, len(values) - size + 1, size)]


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
    return [*measure_for(minutes), of_days(virtual(days, clients), clients)]


def measure_for(minutes: float) -> list[Figure]:
    """The real process for so long."""
    return of_looks(asyncio.run(soaked(minutes)), minutes)


def of_looks(looks: Sequence[Look], minutes: float) -> list[Figure]:
    """One figure for each thing that may grow."""
    looks = looks[min(int(len(looks) * WARM), round(WARM_MINUTES * 60 / EVERY)) :]
    times, figures = in_blocks([look.at for look in looks]), []
    for place, (what, allowed) in enumerate(ALLOWED.items(), 1):
        values = [float(look[place]) for look in looks]
        name = f"soak: {what}, {PER_SECOND}/s for {minutes:g} min ({len(looks)} looks)"
        found, now = slope(times, in_blocks(values)), f"{values[-1]:.1f}"
        figures.append(_figure(name, now, found, allowed, "an hour", judged=minutes >= JUDGED))
    return figures


def of_days(held: Sequence[float], clients: int) -> Figure:
    """Of the memory after each day, MiB."""
    later = held[len(held) // 3 :]
    found = slope([3600.0 * day for day in range(len(later))], later)
    name = f"soak: memory, MB, {len(held)} virtual days of {clients} clients"
    return _figure(name, f"{held[-1]:.0f}", found, A_DAY, "a day", judged=len(held) >= DAYS_JUDGED)


def _figure(name: str, now: str, found: Slope, allowed: float, each: str, *, judged: bool) -> Figure:
    value = (
        f"{now}, {found.an_hour:+.2f} ± {2 * found.error:.2f} {each};"
        f" more than {found.steepest:+.2f} {each} is excluded"
    )
    target, verdict = f"more than {allowed:g} {each} excluded", found.verdict(allowed)
    if not judged:
        return Figure(name, value, f"{target}; too short to judge", None)
    return Figure(name, value, target, verdict == "reached", verdict)
