"""Our host down for half an hour: what people sent meanwhile is recovered from both providers (SAFETY §6)."""

import asyncio
import tempfile
import time
from collections import Counter
from pathlib import Path

from bot.backfill import Backfill
from bot.channels.base import Inbound
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, BOT_TOKEN, NUMBER
from tests.figures import Figure
from tests.gap_providers import Providers, providers
from tests.spool_stage import Outage, outage
from tests.world import ADA, Line, client

SIZES = {"quick": (6, 10), "full": (50, 10)}
"""Clients, and texts of each; half of them on SMS."""

DOWN = 1_800_000
Wins = dict[str, list[str]]


def _people(count: int) -> tuple[Line, ...]:
    return (ADA, *(client(f"c{i}", ("sms", "telegram")[i % 2]) for i in range(count)))


def _meanwhile(stage: Outage, held: Providers, count: int, each: int) -> Wins:
    """Everybody texts while nobody listens; what each sent, in order."""
    inner, sent = stage.play.stage, Wins()
    step = DOWN // (count * each)
    for number in range(count * each):
        name, words = f"c{number % count}", f"number {number}"
        figure = inner.figures[name]
        if figure.channel == "sms":
            held.sms(figure.address, f"win {words}", inner.clock.now())
        else:
            held.telegram(int(figure.address), f"win {words}", inner.clock.now())
        sent.setdefault(name, []).append(words)
        inner.clock.advance_to(inner.clock.now() + step)
    return sent


async def _back(stage: Outage, held: Providers) -> None:
    """Start again: both channels real to their end."""
    inner = stage.play.stage
    await stage.begin()
    sms = SmsChannel(ACCOUNT, AUTH_TOKEN, NUMBER, held.url)
    telegram = TelegramChannel(BOT_TOKEN, held.url)

    async def take(inbound: Inbound) -> None:
        await inner.engine.door.receive(inner.practice, inbound)

    async def wait(_: float) -> None:
        done.set()
        await asyncio.Event().wait()

    done = asyncio.Event()
    channels = {(inner.practice, "sms"): sms}
    filling = asyncio.create_task(
        Backfill(inner.engine.door, inner.engine.store, channels, inner.clock, wait).run()
    )
    polling = asyncio.create_task(telegram.poll(take))
    await done.wait()
    await held.fetched.wait()
    for task in (filling, polling):
        task.cancel()
    await asyncio.gather(filling, polling, return_exceptions=True)
    await sms.stop()
    await telegram.stop()


async def recovered(folder: Path, count: int, each: int) -> tuple[int, int, int, float]:
    """How many texts were sent, how many are here and in order, how many twice; seconds it took."""
    async with outage(folder, people=_people(count)) as stage, providers() as held:
        sent = _meanwhile(stage, held, count, each)
        began = time.perf_counter()
        await _back(stage, held)
        seconds = time.perf_counter() - began
        await stage.play({"wait": "1h"})
        kept = {name: await stage.wins(name) for name in sent}
    total = sum(len(words) for words in sent.values())
    here = sum(len(words) for name, words in kept.items() if words == sent[name])
    more = sum((Counter(kept[name]) - Counter(words)).total() for name, words in sent.items())
    return total, here, more, seconds


def measure(size: str) -> list[Figure]:
    """Half an hour away, then a start."""
    with tempfile.TemporaryDirectory() as name:
        total, here, more, seconds = asyncio.run(recovered(Path(name), *SIZES[size]))
    return [
        Figure("host down: texts recovered, in order", f"{here}/{total}", f"{total}/{total}", here == total),
        Figure("host down: applied twice", str(more), "0", more == 0),
        Figure("host down: from start to all recovered", f"{seconds:.1f} s", "–", None),
    ]
