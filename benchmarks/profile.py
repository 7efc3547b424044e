"""`python -m benchmarks.profile`: where the processor time of a turn goes, from samples of what runs."""

import argparse
import asyncio
import itertools
import signal
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from benchmarks.replies import dialogs
from benchmarks.setting import copied, setting

ROOT = f"{Path(__file__).resolve().parents[1]}/"
EVERY = 0.003
"""Seconds of processor time between two samples."""

PARTS = (
    ("distress and opt-out lists, two languages", ("handlers/safety/",)),
    (
        "deriving the agenda",
        ("handlers/agenda.py", "handlers/client/agenda.py", "handlers/therapist/agenda.py"),
    ),
    ("the channel's parsing", ("bot/channels/",)),
    ("a person decoded", ("storage/recent.py",)),
    ("encoding, sealing, the transaction's statements", ("storage/",)),
    ("rendering and collecting rows", ("bot/writes.py", "bot/render.py", "prompts/")),
    ("reading the answer, the script, the changes", ("handlers/",)),
)
"""By whichever of these comes first whose code is anywhere on the stack."""

REST = "locks, limits, timers, tasks, the loop, the benchmark itself"
COMMIT = "the commit, in SQLite's thread"


class Sampler:
    """Adds up processor seconds by part; what other threads used meanwhile is SQLite's."""

    def __init__(self) -> None:
        self.seconds = defaultdict[str, float](float)
        self._used = _by_thread()

    def sample(self, _: int, frame: FrameType | None) -> None:
        """Count what every thread used since the last sample, this one's by what it is doing now."""
        used, before = _by_thread(), self._used
        self._used = used
        here = threading.main_thread().ident
        for thread, seconds in used.items():
            part = _part(frame) if thread == here else COMMIT
            self.seconds[part] += seconds - before.get(thread, 0.0)


@contextmanager
def sampled() -> Iterator[Sampler]:
    """Sample what runs in here; in the main thread only."""
    found = Sampler()
    before = signal.signal(signal.SIGPROF, found.sample)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield found
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _by_thread() -> dict[int, float]:
    """Processor seconds of each thread of Python's."""
    idents = [one.ident for one in threading.enumerate() if one.ident is not None]
    return {one: time.clock_gettime(time.pthread_getcpuclockid(one)) for one in idents}


def _part(frame: FrameType | None) -> str:
    files = set[str]()
    while frame is not None:
        files.add(frame.f_code.co_filename.removeprefix(ROOT))
        frame = frame.f_back
    return next((part for part, code in PARTS if any(one.startswith(code) for one in files)), REST)


async def profile(clients: int, seconds: float) -> dict[str, float]:
    """Microseconds of processor time a turn, by part."""
    with tempfile.TemporaryDirectory(prefix="interlude-bench-") as folder:
        async with setting(await copied(clients, folder)) as made:
            numbers = itertools.count(1)
            await dialogs(made, clients, min(1.0, seconds / 4), numbers)
            with sampled() as found:
                turns = await dialogs(made, clients, seconds, numbers)
    return {part: 1e6 * used / turns for part, used in found.seconds.items()}


def main() -> None:
    """A table, the dearest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=10)
    args = parser.parse_args()
    found = asyncio.run(profile(args.clients, args.seconds))
    lines = [f"| {part} | {found[part]:.0f} |" for part in sorted(found, key=found.__getitem__, reverse=True)]
    total = f"| **a turn** | **{sum(found.values()):.0f}** |"
    sys.stdout.write("\n".join(("| part | µs |", "|---|---|", *lines, total, "")))


if __name__ == "__main__":
    main()
