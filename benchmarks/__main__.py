"""`python -m benchmarks`: measure everything, side by side with peers; print a table, write results.json."""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import table
from benchmarks.beside import Beside
from benchmarks.launch import Failed, ours, redis_port

Measured = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    clients: int = 1_000
    many: int = 100_000
    seconds: float = 10
    latency: float = 60
    rounds: int = 3
    rows: int = 1_000_000
    people: int = 10_000
    due: int = 1_000
    cues: int = 5_000
    weeks: int = 150
    times: int = 9


FULL = Size()
QUICK = Size(seconds=4, latency=10, rounds=2, cues=600, weeks=15)
TINY = Size(
    clients=64,
    many=128,
    seconds=0.5,
    latency=1,
    rounds=1,
    rows=2_000,
    people=60,
    due=50,
    cues=40,
    weeks=3,
    times=1,
)


class Bench:
    """The measurements, by the name they have in results.json."""

    def __init__(self, size: Size, *, with_peers: bool) -> None:
        self._size, self._with_peers = size, with_peers

    def durable_replies(self) -> Measured:
        """Ours and the peers in turn, so that all meet the same machine; the best round of each."""
        size, beside, rates = self._size, Beside(), list[float]()
        with ExitStack() as stack:
            peers = self._fsm_peers(stack, beside) if self._with_peers else {}
            for _ in range(size.rounds):
                found = ours("replies", "rate", "--clients", size.clients, "--seconds", size.seconds)
                rates.append(found["value"])
                for name, args in peers.items():
                    beside.measure(name, *args)
        sent = ours("replies", "sent", "--clients", size.clients, "--seconds", size.seconds)["value"]
        row = {"value": max(rates), "unit": "replies/s", "worst": min(rates), "sent_as_well": sent}
        return row | {"peers": beside.values, "missing": beside.missing}

    def _fsm_peers(self, stack: ExitStack, beside: Beside) -> dict[str, tuple[Any, ...]]:
        clients, seconds = self._size.clients, self._size.seconds
        stores = {"aiogram_fsm_sqlite": "sqlite", "aiogram_fsm_sqlite_fsync": "sqlite_fsync"}
        try:
            stores["aiogram_fsm_redis"] = f"redis:{stack.enter_context(redis_port())}"
        except Failed as error:
            beside.absent("aiogram_fsm_redis", error)
        found: dict[str, tuple[Any, ...]] = {
            name: ("aiogram_fsm.py", clients, seconds, store) for name, store in stores.items()
        }
        return found | {"ptb_conversation_memory": ("ptb_conversation.py", clients, seconds)}

    def durable_replies_100k(self) -> Measured:
        """The same with many clients stored."""
        options = ("--clients", self._size.many, "--seconds", self._size.seconds)
        return _best([ours("replies", "rate", *options) for _ in range(self._size.rounds)])

    def reply_p99_at_50(self) -> Measured:
        """Latency at a steady rate, many clients stored and anybody of them writing."""
        options = ("--clients", self._size.many, "--seconds", self._size.latency)
        return ours("replies", "latency", *options) | {"peers": {}}

    def tick_1000_of_1m(self) -> Measured:
        """Before the turns; the peer fires jobs that do nothing: as much as a tick does before its turns."""
        size = self._size
        found, beside = (
            ours("tick", "--clients", size.people, "--rows", size.rows, "--due", size.due),
            Beside(),
        )
        if self._with_peers:  # its jobs lie in memory, 1.3 kB each
            beside.measure("ptb_jobqueue", "ptb_jobqueue.py", min(100_000, size.rows), size.due)
        return found | {"peers": beside.values, "missing": beside.missing}

    def drain_5000_cues(self) -> Measured:
        """Through the sender to a Bot API on this machine."""
        return ours("drain", "--cues", self._size.cues) | {"peers": {}}

    def start_100k(self) -> Measured:
        """From process start to a healthy answer."""
        return ours("starts", "run", "--clients", self._size.many) | {"peers": {}}

    def postgres_1(self) -> Measured:
        """The best round of one process on a real server."""
        return self._postgres(1)

    def postgres_4(self) -> Measured:
        """The best round of four, with the server on the same machine."""
        return self._postgres(4)

    def _postgres(self, processes: int) -> Measured:
        size = self._size
        options = ("--processes", processes, "--clients", size.clients, "--seconds", size.seconds)
        return _best([ours("postgres", "run", *options) for _ in range(size.rounds)])

    def client_weeks_per_minute(self) -> Measured:
        """Whole weeks on the virtual clock."""
        return ours("weeks", "--clients", self._size.weeks) | {"peers": {}}

    def help_start(self) -> Measured:
        """What everybody meets first."""
        return ours("starts", "help", "--times", self._size.times) | {"peers": {}}


def _best(runs: list[Measured]) -> Measured:
    """The best of several rounds, beside the worst."""
    best = max(runs, key=lambda run: run["value"])
    return best | {"worst": min(run["value"] for run in runs), "peers": {}}


NAMES = tuple(table.TARGETS)


def measure(bench: Bench, names: list[str], say: Callable[[str], None]) -> table.Results:
    """Every figure asked for; one that fails is left out and says why."""
    results: table.Results = {}
    for name in names:
        try:
            results[name] = getattr(bench, name)()
            say(f"{name}: {results[name]['value']:.4g} {results[name]['unit']}")
        except Failed as error:
            say(f"{name}: left out, {error}")
    return results


def main() -> int:
    """1 when a figure could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter runs, 600 cues")
    parser.add_argument(
        "--tiny", action="store_true", help="only to see that it runs; the figures mean nothing"
    )
    parser.add_argument("--only", nargs="*", choices=NAMES, default=list(NAMES), help="these figures only")
    parser.add_argument("--no-peers", action="store_true", help="install and run no peers")
    parser.add_argument("--out", type=Path, default=table.RESULTS, help="where the figures go")
    args = parser.parse_args()
    size = TINY if args.tiny else QUICK if args.quick else FULL
    bench = Bench(size, with_peers=not args.no_peers)
    results = measure(bench, args.only, lambda line: print(line, file=sys.stderr, flush=True))
    table.write(results, args.out)
    print("\n".join(table.lines(results)))
    return 0 if len(results) == len(args.only) else 1


if __name__ == "__main__":
    sys.exit(main())
