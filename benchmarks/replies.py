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
from collections.abc import Iterator
from typing import Any, Protocol

from benchmarks.setting import AT_ONCE, DIALOG, FIRST_CHAT, PACE, Setting, copied, dialog, setting
from bot.clock import SystemClock

PER_SECOND = 50
SPREAD = 250
"""Clients who write in turn at 50 a second: each one four times, every five seconds, as a person would."""


class Hears(Protocol):
    """What texts are said to: the setting, or one process's part of it."""

    clock: Any

    async def receive(self, chat: int, number: int, text: str) -> None:
        """A text arrives; on return its reply is committed."""


async def dialogs(made: Hears, clients: int, seconds: float, numbers: "itertools.count[int]") -> int:
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


async def sent(clients: int, seconds: float) -> dict[str, Any]:
    """Replies that also left: claimed, handed to a provider that takes them at once, settled."""
    with tempfile.TemporaryDirectory(prefix="interlude-bench-") as folder:
        async with setting(await copied(clients, folder), takes_at_once=True) as made:
            sending = asyncio.create_task(made.sending().run())
            numbers = itertools.count(1)
            await dialogs(made, clients, min(1.0, seconds / 4), numbers)
            await _all_left(made)
            begun = time.perf_counter()
            turns = await dialogs(made, clients, seconds, numbers)
            await _all_left(made)
            took = time.perf_counter() - begun
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
    return {"value": turns / took, "unit": "replies/s"}


async def _all_left(made: Setting) -> None:
    """Also what was to leave a little later."""
    made.clock.advance_to(made.clock.now() + 60 * PACE)
    while (await made.counted())["waits"]:  # noqa: ASYNC110  # the store is asked, and tells nobody
        await asyncio.sleep(0.01)


async def latency(clients: int, seconds: float) -> dict[str, Any]:
    """p50 and p99 of the time from a text's arrival to its committed reply, at a steady 50 a second."""
    took: tuple[list[float], ...] = tuple([] for _ in DIALOG)
    with tempfile.TemporaryDirectory(prefix="interlude-bench-") as folder:
        async with setting(await copied(clients, folder), SystemClock()) as made:
            before, begun = (await made.counted())["outbox"], time.perf_counter() + 0.1

            async def one(number: int, client: int, turn: int) -> None:
                at = begun + number / PER_SECOND
                await asyncio.sleep(at - time.perf_counter())
                await made.receive(FIRST_CHAT + client, number + 1, DIALOG[turn])
                took[turn].append(1000 * (time.perf_counter() - at))

            texts = list(itertools.islice(_in_turn(clients), round(seconds * PER_SECOND)))
            await asyncio.gather(*(one(number, *text) for number, text in enumerate(texts)))
            replies = (await made.counted())["outbox"] - before
    assert replies == len(texts), f"{len(texts)} texts, {replies} replies"
    every = [one for turn in took for one in turn]
    found = {"p50": _share(every, 0.5), "worst": max(every), "p99_of_first_texts": _share(took[0], 0.99)}
    return {"value": _share(every, 0.99), "unit": "ms", **found}


def _in_turn(clients: int) -> Iterator[tuple[int, int]]:
    """Who writes next, and which of their texts: drawn from everybody stored, so met for the first time."""
    chance = random.Random(1)
    while True:
        people = chance.sample(range(clients), min(SPREAD, clients))
        yield from ((client, turn) for turn in range(len(DIALOG)) for client in people)


def _share(of: list[float], share: float) -> float:
    return sorted(of)[int(len(of) * share)]


def main() -> None:
    """`rate`, `sent` or `latency`; one JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("rate", "sent", "latency"))
    parser.add_argument("--clients", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--profile", default="", help="print a profile sorted by this (tottime, cumtime)")
    args = parser.parse_args()
    if args.what == "rate":
        found = rate(args.clients, args.seconds, args.profile)
    else:
        found = (sent if args.what == "sent" else latency)(args.clients, args.seconds)
    print(json.dumps(asyncio.run(found)))


if __name__ == "__main__":
    main()
