"""The computer the bot runs on: its clock, its disk, and the processes that live and die on it."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.entropy import Entropy
from bot.spool import SpoolFull
from tests.faults.loop import VirtualLoop, Watch
from tests.faults.nature import Crash, Nature, nothing_more

Met = Literal["process", "start", "store", "clock", "other"]
"""What a fault struck. The end of a process ends a try of what was being sent."""

HOUR = 3_600_000
PAUSE_SECONDS = 600
JUMP = 2 * HOUR
AFTERWARDS = 75_000
"""So long, in ms, a fault may hold up what is urgent: a lease of 60 s runs out, or it is brought again."""


@dataclass
class Machine:
    """Everything a process may touch passes here, and nothing of a dead process does."""

    nature: Nature
    loop: VirtualLoop
    watch: Watch
    path: Path
    crashed: asyncio.Event = field(default_factory=asyncio.Event)
    wrote: asyncio.Event = field(default_factory=asyncio.Event)
    up: bool = False
    burying: bool = False
    outage: str = ""
    """What is wrong with the disk now."""
    paused_at: list[tuple[int, int]] = field(default_factory=list)
    """Whenever nothing ran or nothing could be written: from and until (true time)."""

    struck_at: int = -(10**9)
    """When the last fault of any kind was made, true time."""
    troubles: list[tuple[int, int, str]] = field(default_factory=list)
    """From when until when a fault may hold up everything, true time; what it met."""
    wrong: list[tuple[int, int, int]] = field(default_factory=list)
    """From when until when the clock was wrong (true time), and by how much."""
    at_commit: str = ""
    """What may happen right after the next commit, and at no other moment."""

    trouble: Callable[[], None] = lambda: None
    """Called when nobody can know any more what became of what was on its way."""

    unheard: Callable[[], None] = lambda: None
    """Called when something is on the disk of which nobody was told."""

    def __post_init__(self) -> None:
        self._wrong_since = 0
        bits = self.nature.stream("ids")
        self.entropy = Entropy(self.watch, bits.getrandbits, random.Random(bits.random()).getrandbits)

    # -- points -------------------------------------------------------------------------------------

    async def point(self, where: str) -> None:
        """A numbered point: the process may die or be suspended here."""
        await self.alive()
        self.nature.points += 1
        if self.nature.happens("crash") or (where == "after commit" and self._aimed()):
            self.die(where)
            await nothing_more()
        if self.nature.happens("pause"):
            self.pause(where)

    def _aimed(self) -> bool:
        aimed, self.at_commit = self.at_commit, ""
        return bool(aimed) and self.nature.happens(aimed)

    def die(self, where: str) -> None:
        """The process is gone from one moment to the next."""
        self.note("crash", where, self.nature.points)
        self.up = False
        self.struck(met="process")
        self.trouble()
        self.crashed.set()

    def struck(self, holds_up: int = AFTERWARDS, begun: int | None = None, *, met: Met = "other") -> None:
        """A fault was made, or is over since `begun`; everything may wait for it so much longer (ms)."""
        now = self.struck_at = self.watch.true()
        if met != "other":
            self.troubles.append((now if begun is None else begun, now + holds_up, met))

    async def alive(self) -> None:
        """Pass, unless the process is dead."""
        if self.burying:
            raise Crash
        if not self.up:
            await nothing_more()

    def pause(self, where: str) -> None:
        """Ten minutes in which nothing of ours runs."""
        begun = self.watch.true()
        self.loop.pass_seconds(PAUSE_SECONDS)
        self.trouble()
        self.struck(begun=begun, met="process")
        self.paused_at.append((begun, self.watch.true()))
        self.note("paused", where)

    async def apart(self, work: Callable[..., Any], *args: Any) -> Any:
        """The spool's files: the same disk, beside the database."""
        await self.point("before file")
        if self.outage == "disk_full" and work.__name__ == "write":
            self.struck(met="store")
            raise SpoolFull("no space left")
        done = work(*args)
        self.wrote.set()
        await self.point("after file")
        return done

    def committed(self, calls: bool) -> None:
        """Something is on the disk; `calls`: what the tick looks at has changed."""
        if calls:
            self.wrote.set()

    def note(self, *what: object) -> None:
        self.nature.note(self.watch.true(), *what)

    # -- the clock and the disk -----------------------------------------------------------------------

    def jump(self) -> None:
        """The clock is set wrong by two hours, or right again."""
        jump = self.nature.stream("jump").choice((-JUMP, JUMP)) if not self.watch.wrong_by else 0
        self.set_by(jump)
        self.nature.counts["clock_jumps"] += 1
        self.struck(met="clock")
        self.note("clock", jump)
        self.wrote.set()

    def right_for(self, since: int) -> int:
        """How long it has been since then, as far as the clock can tell: it may have gone back."""
        went_back = sum(abs(by) for _, until, by in self.wrong if until > since)
        return self.watch.true() - since - went_back - abs(self.watch.wrong_by)

    def set_by(self, wrong_by: int) -> None:
        """The clock shows so much more than it should from now on."""
        now = self.watch.true()
        if self.watch.wrong_by:
            self.wrong.append((self._wrong_since, now, self.watch.wrong_by))
        self._wrong_since, self.watch.wrong_by = now, wrong_by


def spawn(tasks: set[asyncio.Task[Any]], work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Start this beside everything else, and know of it until it ends."""
    task = asyncio.get_running_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task
