"""Replies: a webhook body in, the reply committed to the outbox with fsync. Rate, latency, profile."""

import argparse
import asyncio
import cProfile
import itertools
import json
import pstats
import random
import tempfile
import time
from typing import Any

from benchmarks.setting import AT_ONCE, DIALOG, FIRST_CHAT, PACE, Setting, copied, dialog, setting
from bot.clock import SystemClock

PER_SECOND = 50
SPREAD = 250
"""Clients who write in turn at 50 a second: each one every five seconds, as a person would."""


async def dialogs(made: Setting, clients: int, seconds: float, numbers: "itertools.count[int]") -> int:
    """32 people at once, each through the whole dialog, one after another; gives how many replies."""
    chance, until, busy = random.Random(1), time.perf_counter() + seconds, set[int]()

    async def work() -> int:
        turns = 0
        while time.perf_counter() < until:
            client = chance.randrange(clients)
            if client in busy:
                continue
            busy.add(client)
            for text in dialog(chance):
                made.clock.advance_to(made.clock.now() + PACE)
                await made.receive(FIRST_CHAT + client, next(numbers), text)
                turns += 1
            busy.discard(client)
        return turns

    return sum(await asyncio.gather(*(work() for _ in range(min(AT_ONCE, clients)))))


async def rate(clients: int, seconds: float, profile: str = "") -> dict[str, Any]:
    """Durable replies a second; every text must have left exactly one reply."""
    with tempfile.TemporaryDirectory(prefix="interlude-bench-") as folder:
        async with setting(await copied(clients, folder)) as made:
            numbers = itertools.count(1)
            await dialogs(made, clients, min(1.0, seconds / 4), numbers)
            before = (await made.counted())["outbox"]
            meter = cProfile.Profile()
            if profile:
                meter.enable()
            begun, busy = time.perf_counter(), time.process_time()
            turns = await dialogs(made, clients, seconds, numbers)
            took, busy = time.perf_counter() - begun, time.process_time() - busy
            meter.disable()
            replies = (await made.counted())["outbox"] - before
    if profile:
        pstats.Stats(meter).sort_stats(profile).print_stats(45)
    assert replies == turns, f"{turns} texts, {replies} replies"
    return {"value": turns / took, "unit": "replies/s", "turns": turns, "cpu_ms": 1000 * busy / turns}


async def latency(seconds: float) -> dict[str, Any]:
    """p50 and p99 of the time from a text's arrival to its committed reply, at a steady 50 a second."""
    took: list[float] = []
    with tempfile.TemporaryDirectory(prefix="interlude-bench-") as folder:
        async with setting(await copied(1_000, folder), SystemClock()) as made:
            begun = time.perf_counter()

            async def one(number: int, at: float) -> None:
                await asyncio.sleep(at - time.perf_counter())
                text = DIALOG[number // SPREAD % len(DIALOG)]
                await made.receive(FIRST_CHAT + number % SPREAD, number + 1, text)
                took.append(time.perf_counter() - at)

            texts = range(round(seconds * PER_SECOND))
            await asyncio.gather(*(one(n, begun + 0.1 + n / PER_SECOND) for n in texts))
    took.sort()
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    return {"value": p99 * 1000, "unit": "ms", "p50": p50 * 1000, "worst": took[-1] * 1000}


def main() -> None:
    """`rate CLIENTS SECONDS [--profile tottime]` or `latency SECONDS`; one JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("rate", "latency"))
    parser.add_argument("--clients", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--profile", default="", help="print a profile sorted by this (tottime, cumtime)")
    args = parser.parse_args()
    work = latency(args.seconds) if args.what == "latency" else rate(args.clients, args.seconds, args.profile)
    print(json.dumps(asyncio.run(work)))


if __name__ == "__main__":
    main()
