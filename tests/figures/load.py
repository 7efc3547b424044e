"""Fifty inbound a second for ten minutes while five thousand clients are due at one moment, on one real bot.

The bot is `interlude run` in a process of its own, on a store that is synced to disk, by webhook; Telegram
is a double in this process that answers 429 to more than 35 texts in a second, as the real one may.
"""

import asyncio
import contextlib
import re
import sqlite3
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from aiohttp import ClientSession

from benchmarks.drain import _due_at
from benchmarks.setting import FIRST_CHAT, copied, request
from benchmarks.telegram_double import TelegramDouble
from tests.figures import Figure
from tests.figures._process import Bot, started

SIZES = {"quick": (20, 600), "full": (600, 5_000)}
"""Seconds of inbound, and clients due."""

PER_SECOND = 50
WRITERS = 250
"""Each writes every five seconds: as much as a person may within the limit of twenty a minute."""

SAID = ("todo", "win walked {number}", "menu")
"""What everybody writes in turn; each brings one answer of its own, and each win stays in the store."""

ANSWERS = (r"A quick check, ", r"Kept as a win", r"Open now|What would you like")
BEFORE = 3.0
"""Seconds between the first inbound and the moment the clients are due."""

PACE = 30.0


@dataclass
class Load:
    """What came of it."""

    acks: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    texts: list[tuple[float, str, str]] = field(default_factory=list)
    refused: int = 0
    wins: int = 0
    due: int = 0


async def loaded(seconds: int, due: int) -> Load:
    """Run it to the last text."""
    load, double = Load(due=due), TelegramDouble()
    address = await double.start()
    try:
        with tempfile.TemporaryDirectory(prefix="interlude-load-") as folder:
            path = await copied(due, folder)
            at = _due_at(path)
            async with started(Path(folder), path, address, at - round(BEFORE * 1000)) as bot:
                await _inbound(bot, load, seconds)
                await _drained(bot, due, 4 * (len(load.acks) + due) / PACE)
                assert await bot.stop() == 0
            load.wins = _wins(path)
    finally:
        await double.stop()
    load.texts, load.refused = double.came, double.refused
    return load


async def _inbound(bot: Bot, load: Load, seconds: int) -> None:
    """At a steady pace, whether or not answers have come; the time counts from the planned moment."""
    begun, calls = time.perf_counter() + 0.2, list[asyncio.Task[None]]()
    async with ClientSession() as session:
        for number in range(seconds * PER_SECOND):
            planned = begun + number / PER_SECOND
            await asyncio.sleep(max(0.0, planned - time.perf_counter()))
            calls.append(asyncio.create_task(_one(session, bot, load, number, planned)))
        await asyncio.gather(*calls)


async def _one(session: ClientSession, bot: Bot, load: Load, number: int, planned: float) -> None:
    chat, turn = FIRST_CHAT + number % WRITERS, number // WRITERS
    words = SAID[turn % len(SAID)].format(number=number)
    asked = request(chat, number + 1, words, bot.now())
    async with session.post(f"{bot.url}/telegram", data=asked.body, headers=asked.headers) as answer:
        await answer.read()
        load.statuses.append(answer.status)
    load.acks.append(time.perf_counter() - planned)


async def _drained(bot: Bot, due: int, patience: float) -> None:
    """Wait until everybody was due and nothing waits to be sent."""
    async with asyncio.timeout(patience):
        while True:
            said = await bot.metrics()
            waiting = [
                _value(said, f'interlude_outbox_texts{{state="{one}"}}') for one in ("queued", "sending")
            ]
            if _value(said, "interlude_due_total") >= due and not sum(waiting):
                return
            await asyncio.sleep(0.5)


def _value(said: str, name: str) -> float:
    return next(float(line.rpartition(" ")[2]) for line in said.splitlines() if line.startswith(f"{name} "))


def _wins(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT COUNT(*) FROM record WHERE kind = 'win'").fetchone()[0])


def out_of_order(load: Load) -> list[str]:
    """Whose answers did not come in the order of their questions, one for each; and who had not one cue.

    Somebody in the middle of a talk is not interrupted: their cue waits, and may be none in the end.
    """
    by_chat: dict[str, list[str]] = {}
    for _, chat, text in load.texts:
        by_chat.setdefault(chat, []).append(text)
    wrong = []
    for number in range(load.due):
        kinds = [_kind(text) for text in by_chat.get(str(FIRST_CHAT + number), [])]
        asked = len(range(number, len(load.acks), WRITERS)) if number < WRITERS else 0
        expected = [turn % len(SAID) for turn in range(asked)]
        cues = kinds.count(None)
        if [kind for kind in kinds if kind is not None] != expected or cues > 1 or not (cues or asked):
            wrong.append(str(FIRST_CHAT + number))
    return wrong


def _kind(text: str) -> int | None:
    """Which question this answers; None for the cue."""
    return next((n for n, answer in enumerate(ANSWERS) if re.match(answer, text)), None)


def rate(load: Load) -> float:
    """Texts a second from the first to the last, less the first second, in which nothing waits yet."""
    times = [at for at, _, _ in load.texts]
    steady = [at for at in times if at > times[0] + 1]
    return (len(steady) - 1) / (steady[-1] - steady[0])


def measure(size: str) -> list[Figure]:
    """One run."""
    seconds, due = SIZES[size]
    load = asyncio.run(loaded(seconds, due))
    p99 = statistics.quantiles(load.acks, n=100)[98]
    asked = range(seconds * PER_SECOND)
    wins = sum(number // WRITERS % len(SAID) == 1 for number in asked)
    lost = len(asked) - load.statuses.count(200) + abs(wins - load.wins)
    wrong, pace = out_of_order(load), rate(load)
    gaps = statistics.quantiles(
        [after - before for before, after in pairwise(t for t, _, _ in load.texts)], n=100
    )
    what = f"load: {PER_SECOND}/s for {seconds} s and {due:,} due at once"
    return [
        Figure(
            f"{what}; ack p99", f"{1000 * p99:.0f} ms, worst {1000 * max(load.acks):.0f}",
            "< 500 ms", p99 < 0.5,
        ),
        Figure(
            "… lost or not once", f"{lost} of {len(asked):,}; {load.wins:,} of {wins:,} wins stored",
            "0", not lost,
        ),
        Figure(
            "… drained at", f"{pace:.1f}/s, {load.refused} refused, gap p99 {1000 * gaps[98]:.0f} ms",
            "30/s within 3 %", abs(pace / PACE - 1) <= 0.03,
        ),
        Figure("… clients whose texts came in another order", str(len(wrong)), "0", not wrong),
    ]  # fmt: skip
