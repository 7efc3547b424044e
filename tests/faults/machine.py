"""The computer the bot runs on: its clock, its disk, and the processes that live and die on it."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.entropy import Entropy
from bot.spool import SpoolFull
from tests.faults.loop import VirtualLoop, Watch
from tests.faults.nature import Crash, Nature, nothing_more

HOUR = 3_600_000
PAUSE_SECONDS = 600
JUMP = 2 * HOUR


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

    trouble: Callable[[], None] = lambda: None
    """Called when nobody can know any more what became of what was on its way."""

    def __post_init__(self) -> None:
        bits = self.nature.stream("ids")
        self.entropy = Entropy(self.watch, bits.getrandbits, random.Random(bits.random()).getrandbits)

    # -- points -------------------------------------------------------------------------------------

    async def point(self, where: str) -> None:
        """A numbered point: the process may die or be suspended here."""
        await self.alive()
        self.nature.points += 1
        if self.nature.happens("crash"):
            self.note("crash", where, self.nature.points)
            self.up = False
            self.trouble()
            self.crashed.set()
            await nothing_more()
        if self.nature.happens("pause"):
            self.pause(where)

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
        self.paused_at.append((begun, self.watch.true()))
        self.note("paused", where)

    async def apart(self, work: Callable[..., Any], *args: Any) -> Any:
        """The spool's files: the same disk, beside the database."""
        await self.point("before file")
        if self.outage == "disk_full" and work.__name__ == "write":
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
        self.watch.wrong_by = jump
        self.note("clock", jump)
        self.wrote.set()


def spawn(tasks: set[asyncio.Task[Any]], work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Start this beside everything else, and know of it until it ends."""
    task = asyncio.get_running_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task
