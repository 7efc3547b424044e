"""One run: people live for some days, everything goes wrong that can, then it is calm for a while."""

import asyncio
import logging
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import structlog
from structlog.testing import capture_logs

import bot.channels.polling
import bot.spool_owners
import bot.work
from bot.channels.base import Channel, Inbound
from tests.faults.allowed import watch_over
from tests.faults.life import Act, Role, acts
from tests.faults.loop import VirtualLoop, Watch
from tests.faults.machine import Machine, spawn
from tests.faults.nature import Nature
from tests.faults.phones import FarSide, Phone
from tests.faults.post import Post
from tests.faults.process import Process
from tests.faults.storms import DAY_SECONDS, Storms
from tests.faults.story import SMALL, Size, Story
from tests.faults.strangers import ADDRESSES, GUESTS, guests
from tests.faults.template import STARTS, cast, template
from tests.faults.watcher import PRACTICE, Watcher

CALM_SECONDS = DAY_SECONDS
"""Without faults at the end: whatever can still be sent or run out has done so by then."""

RARER_SECONDS = 3600.0
"""What providers keep of erased people is looked through each hour: nobody waits for it."""

UNBEGUN = "coroutine .* was never awaited"
"""What a process had not begun to wait for when it died."""

HOUR_MS = 3_600_000
for quiet in ("bot.channels.polling", "bot.channels.sms_records"):  # they would say so on stderr
    logging.getLogger(quiet).addHandler(logging.NullHandler())


class World:
    """Everything of one run, in one thread on virtual time."""

    def __init__(self, nature: Nature, story: "Story", loop: VirtualLoop, folder: Path) -> None:
        self.nature, self.size, self.loop, self._story = nature, story.size, loop, story
        size = story.size
        start = STARTS[nature.seed % len(STARTS)]
        made, addresses = template(size.clients, start)
        self.start = int(datetime.fromisoformat(start).replace(tzinfo=UTC).timestamp() * 1000) + HOUR_MS
        self._cast = cast(size.clients)
        self.roles: list[Role] = [*self._cast, *GUESTS]
        self.watch = Watch(loop, self.start)
        self.machine = Machine(nature, loop, self.watch, Path(shutil.copy(made, folder / "house.db")))
        self.watcher = Watcher(self.machine)
        watch_over(self.watcher)
        self.post = Post(self)
        self.sides: dict[str, FarSide] = {
            name: story.side(name, self.machine) for name in ("telegram", "sms")
        }
        self.phones: dict[str, Phone] = {}
        known = zip(self._cast, (address for _, address in addresses), strict=True)
        for role, address in (*known, *((role, ADDRESSES[role.name]) for role in GUESTS)):
            phone = self.phones[role.name] = Phone(role.name, role.channel, address)
            self.sides[role.channel].phones[address] = phone
        for side in self.sides.values():
            side.watcher, side.reports = self.watcher, self.post.bring
        self.process: Process | None = None
        self.sent: dict[str, Act] = {}
        self.ends: dict[str, tuple[str, str, str | None]] = {}
        """Kind, state and failure of every text, in the end."""
        self.outages = self.machine.paused_at
        """When nothing of ours ran, nothing could be written or nothing sent: from and until, true time."""
        self.down_for = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._numbers = 0

    # -- the run ------------------------------------------------------------------------------------

    async def live(self) -> None:
        """All days, then calm; everything that was committed is in the file afterwards."""
        await self._boot()
        keeper = spawn(self._tasks, self._keep_alive())
        if self._story.besides:
            spawn(self._tasks, self._story.besides(self))
        for storm in Storms(self).coming(self.size.days):
            spawn(self._tasks, storm)
        for act in guests(self.start, self.size.days, self.nature.stream("guests")):
            self.will(act)
        for act in acts(self._cast, self.start, self.size.days, self.nature.stream("life")):
            await self._until(act.at)
            self._act(act)
        await self._until(self.start + self.size.days * DAY_SECONDS * 1000)
        await self._calm(keeper)

    async def _calm(self, keeper: asyncio.Task[None]) -> None:
        self.nature.calm = True
        self.machine.set_by(0)
        self.machine.outage = ""
        for side in self.sides.values():
            side.goes("")
        self.machine.wrote.set()
        await asyncio.sleep(CALM_SECONDS)
        if keeper.done():
            await keeper
        if self.process is None or not self.machine.up:
            raise AssertionError("the bot is not running at the end")

    async def end(self) -> None:
        """Stop everything; the store is closed as if told to."""
        while going := [task for task in (*self._tasks, *self.post._tasks) if not task.done()]:
            for task in going:  # once more: one that buries a process takes a first cancelling for its own
                task.cancel()
            await asyncio.wait(going, timeout=1)
        if self.process is not None:
            await self.process.bury()

    async def _boot(self) -> None:
        """Start a process; one that dies or fails while starting is started again."""
        waited = 5
        while True:
            process = Process(self.machine, self._channels(), self.watcher)
            begun = self.loop.own(self.loop.create_task(process.start()))
            died = asyncio.ensure_future(self.machine.crashed.wait())
            await asyncio.wait({begun, died}, return_when=asyncio.FIRST_COMPLETED)
            died.cancel()
            if begun.done() and begun.exception() is None and not self.machine.crashed.is_set():
                break
            if begun.done() and not begun.cancelled() and (fault := begun.exception()):
                self.watcher.failed("starting", fault)
            await process.bury()
            why = "" if begun.cancelled() else type(begun.exception()).__name__
            self.machine.note("did not start", why)
            self.machine.crashed.clear()
            await asyncio.sleep(waited := min(2 * waited, 60))
        self.process = process
        self.machine.note("started")

    async def _keep_alive(self) -> None:
        """The supervisor."""
        chance = self.nature.stream("supervisor")
        while True:
            await self.machine.crashed.wait()
            process, self.process = self.process, None
            assert process is not None
            await process.bury()
            begun = self.watch.true()
            await asyncio.sleep(self.down_for or chance.choice((1, 2, 5, 60, 1800)))
            self.down_for = 0
            self.outages.append((begun, self.watch.true()))
            self.machine.crashed.clear()
            await self._boot()
            self.machine.struck(begun=begun, met="start")

    def _channels(self) -> dict[tuple[str, str], Channel]:
        return {(PRACTICE, name): side for name, side in self.sides.items()}

    async def _until(self, at: int) -> None:
        await asyncio.sleep(max(0.0, (at - self.watch.true()) / 1000))

    # -- people -------------------------------------------------------------------------------------

    def will(self, act: Act) -> None:
        """Somebody does this at its moment, whatever else is done then."""
        spawn(self._tasks, self._will(act))

    async def _will(self, act: Act) -> None:
        await self._until(act.at)
        self._act(act)

    def _act(self, act: Act) -> None:
        phone = self.phones[act.who]
        inbound = self._inbound(phone, act)
        if inbound is None:
            return
        self.machine.note("act", act.who, act.doing, inbound.text, inbound.key)
        self.sent[inbound.key] = act
        self.post.bring(inbound)

    def _inbound(self, phone: Phone, act: Act) -> Inbound | None:
        self._numbers += 1
        key, now = self.sides[phone.channel].key(self._numbers), self.watch.true()
        if act.doing == "picture":
            return Inbound(phone.channel, phone.address, key, "media", now, media="image/jpeg", file=key)
        if act.doing == "text":
            return Inbound(phone.channel, phone.address, key, "text", now, text=act.words)
        if phone.channel == "sms":
            return Inbound("sms", phone.address, key, "text", now, text=str(act.nth % 4 + 1))
        buttons = phone.buttons(act.words)
        if act.nth >= len(buttons):
            return None
        return Inbound("telegram", phone.address, key, "tap", now, text=buttons[act.nth][1], tap_id=key)

    async def knock(self, inbound: Inbound) -> bool:
        """Bring this to whatever runs now; whether it was answered 2xx in time."""
        process = self.process
        if process is None or not self.machine.up:
            return False
        acked = await process.receive(PRACTICE, inbound)
        self.machine.note("knock", inbound.key, acked)
        return acked


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one seed."""

    seed: int
    digest: str
    breaches: list[str]
    counts: dict[str, int]
    checked: dict[str, int]
    points: int
    tail: list[str]


def again(seed: int, size: str = "mixed") -> str:
    """The command that repeats a run."""
    return f".venv/bin/python -m tests.faults --seed {seed} --size {size}"


def run(seed: int, likely: dict[str, float], size: Size = SMALL) -> Run:
    """Live one seed and check everything that must hold."""
    world = lived(seed, likely, Story(size))
    nature, watcher = world.nature, world.watcher
    counts, checked = dict(nature.counts), dict(watcher.checked)
    return Run(seed, nature.digest, watcher.breaches, counts, checked, nature.points, nature.tail)


def lived(seed: int, likely: dict[str, float], story: Story) -> World:
    """The world as it was in the end, looked through."""
    template(story.size.clients, STARTS[seed % len(STARTS)])
    nature = Nature(seed, likely)
    with (
        tempfile.TemporaryDirectory(prefix="interlude-faults-") as folder,
        asyncio.Runner(loop_factory=VirtualLoop) as runner,
        capture_logs(),
        patch.object(bot.work, "FORGET_SECONDS", RARER_SECONDS),
        patch.object(bot.channels.polling, "random", nature.stream("polling")),
        patch.object(bot.spool_owners, "_fresh", lambda: f"{nature.stream('owners').getrandbits(64):016x}"),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", UNBEGUN, RuntimeWarning)
        return runner.run(_lived(nature, story, Path(folder)))


async def _lived(nature: Nature, story: Story, folder: Path) -> World:
    from tests.faults.invariants import check

    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    world = World(nature, story, loop, folder)
    structlog.get_config()["processors"].insert(0, world.watcher.overheard)
    try:
        await world.live()
        await check(world)
    except Exception as error:
        world.watcher.breach("the run did not come to its end", repr(error))
    finally:
        await world.end()
    return world
