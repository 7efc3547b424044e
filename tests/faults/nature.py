"""What goes wrong, how likely, and how often it did: every decision from one seeded source."""

import asyncio
import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import NoReturn

CLEAN: dict[str, float] = {}
"""Nothing goes wrong: the oracle."""

ROUGH: dict[str, float] = {
    # of every webhook
    "duplicate": 0.10,
    "reordered": 0.20,
    "dropped": 0.05,
    "late": 0.01,
    # of every send
    "throttled": 0.02,
    "error_500": 0.02,
    "hang": 0.01,
    "reset": 0.01,
    "html": 0.005,
    "accepted_timeout": 0.01,
    "no_connection": 0.02,
    # of every time a provider is asked for what came
    "fetch_failed": 0.02,
    "list_failed": 0.05,
    # of every call to the store
    "locked": 0.002,
    "disk_full": 0.001,
    "io_error": 0.001,
    # of every point at which the program waits for something outside
    "crash": 0.0008,
    "pause": 0.0003,
    "crash_at_stop": 0.25,  # of every commit of a STOP, right after it
    "fails_at_stop": 0.5,  # of every text on its way to somebody whose STOP is committed meanwhile
    # how many of these a day
    "clock_jumps": 0.7,
    "store_outages": 0.5,
    "provider_outages": 0.4,
    "host_outages": 0.2,
    # of every text that is reported: it was sent, and no more is heard of it
    "delivery_untold": 0.1,
}


UNKNOWN_COMMITS = {"commit_unknown": 0.004}
"""Commits that are on the disk and were reported as failed; besides the weather."""

STEADY = frozenset(("duplicate", "reordered", "dropped"))
"""As likely in every run."""


def weather(seed: int) -> dict[str, float]:
    """How likely everything is in this run: some things not at all, some ten times as likely as usual."""
    chance = random.Random(f"{seed}:odds")
    return {
        what: usual if what in STEADY else usual * chance.choices((1, 0, 3, 10), (60, 20, 12, 8))[0]
        for what, usual in ROUGH.items()
    }


class Crash(asyncio.CancelledError):
    """The process is gone: whatever still runs in it is not running."""


@dataclass
class Nature:
    """One run's chance, its log, and what it did."""

    seed: int
    likely: dict[str, float]
    counts: Counter[str] = field(default_factory=Counter)
    points: int = 0
    calm: bool = False
    """Nothing goes wrong any more."""
    unseen: bool = False
    """Nor does anything while the watcher itself looks."""

    def __post_init__(self) -> None:
        self._possible = {what: chance for what, chance in self.likely.items() if chance}
        self._streams: dict[str, random.Random] = {}
        self._digest = hashlib.sha256()
        self.tail: list[str] = []

    def stream(self, name: str) -> random.Random:
        """A source of chance of its own, so that one part drawing more changes no other."""
        if name not in self._streams:
            self._streams[name] = random.Random(f"{self.seed}:{name}")
        return self._streams[name]

    def falls(self, what: str) -> bool:
        """Whether the lot falls on this fault now; whoever asks counts it where it strikes."""
        chance = self._possible.get(what)
        return chance is not None and not (self.calm or self.unseen) and self.stream(what).random() < chance

    def happens(self, what: str) -> bool:
        """Whether this fault strikes now; counted if it does."""
        if what not in self._possible or not self.falls(what):  # nearly always: asked at every statement
            return False
        self.counts[what] += 1
        return True

    def note(self, at: int, *what: object) -> None:
        """Write one line of the log; two runs of a seed have the same lines."""
        line = f"{at} {' '.join(map(str, what))}"
        self._digest.update(line.encode() + b"\n")
        self.tail.append(line)

    @property
    def digest(self) -> str:
        """Of everything that happened."""
        return self._digest.hexdigest()


async def nothing_more() -> NoReturn:
    """What a dead process does next."""
    await asyncio.get_running_loop().create_future()
    raise AssertionError("a dead process went on")
