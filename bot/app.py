"""`interlude run`: the composition root. Config in, a running bot out; SIGTERM drains and stops."""

import argparse
import asyncio
import signal
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import replace

import structlog

from bot.agenda import Wheel
from bot.audit_log import HASH_SHOWN, note_start
from bot.clock import Clock, SystemClock
from bot.config import Config, load_config
from bot.control import ControlSocket
from bot.doors import Doors, build_doors
from bot.engine import Engine, build_engine, spare_the_collector
from bot.entropy import Entropy
from bot.errors import PartEnded
from bot.forgetting import Forgetter
from bot.keys import vault_of
from bot.log import start_log
from bot.metrics import Metrics
from bot.operations import Operations
from bot.retention import purge
from bot.sending_loop import SendingLoop
from bot.surroundings import build_houses
from bot.web import build_app
from bot.web import serve as serve_web
from handlers.state import Person
from handlers.talk import Talk
from handlers.turn import House
from storage.sqlite import SqliteStore

log = structlog.get_logger()
DRAIN_SECONDS = 10
ASK_AGAIN_SECONDS = 30
FORGET_SECONDS = 30


def main(args: argparse.Namespace) -> int:
    """Run until told to stop. Raises ConfigError, StoreError."""
    start_log()
    asyncio.run(run(load_config(args.config)))
    return 0


async def run(config: Config, stop: asyncio.Event | None = None) -> None:
    """Serve the practices of this configuration until `stop` is set or a signal comes."""
    stop = stop or _on_signals()
    clock: Clock = SystemClock()
    entropy = Entropy(clock)
    async with AsyncExitStack() as stack:
        store: SqliteStore[Person] = await SqliteStore.open(
            config.storage.url, vault_of(config), person_type=Person, talk_type=Talk, clock=clock.now
        )
        stack.push_async_callback(store.close)
        await note_start(store, config)
        built, renderer = build_houses(config)
        houses, doors = dict(built), build_doors(config, clock)
        engine = build_engine(store, houses, renderer, doors.channels, clock, entropy)
        spare_the_collector()
        naming = asyncio.create_task(_name_bots(houses, doors))
        stack.callback(naming.cancel)
        await _serve(stack, config, engine, doors, clock, entropy, stop)
    log.info("stopped")


async def _serve(
    stack: AsyncExitStack,
    config: Config,
    engine: Engine,
    doors: Doors,
    clock: Clock,
    entropy: Entropy,
    stop: asyncio.Event,
) -> None:
    await engine.inbox.start()
    await engine.store.remember_erased()
    operations = Operations(config, engine.store, entropy, clock, doors, lambda: engine.eraser)
    control = await ControlSocket(config.storage.path, operations).start()
    stack.push_async_callback(control.stop)
    forgetter = Forgetter(engine.store, doors.channels, clock)
    metrics = Metrics(engine, clock, forgetter.counts)
    app = build_app(doors.routes(engine.door), metrics.healthy, metrics.text)
    web = await serve_web(app, config.server.host, config.server.port)
    stack.push_async_callback(web.cleanup)
    await doors.start(stack)
    sending = SendingLoop(engine, doors.channels, clock)
    wheel = Wheel(lambda: _tick(engine, metrics), lambda: _nightly(engine, config))
    wheel.start()
    stack.callback(wheel.stop)
    work = (sending.run(), _pass_on(engine), _forget_elsewhere(forgetter))
    tasks = [asyncio.create_task(part) for part in work]
    polls = doors.poll(engine.door)
    log.info("started", count=len(config.practices))
    ended = await _until(stop, [*tasks, *polls])
    wheel.stop()
    await _cancelled(polls)
    await web.cleanup()
    await sending.drain(DRAIN_SECONDS)
    await _cancelled(tasks)
    if ended is not None:
        raise PartEnded("a part of the bot stopped by itself; it is to be started anew") from ended


async def _until(stop: asyncio.Event, tasks: list[asyncio.Task[None]]) -> BaseException | None:
    """Wait for the end. A part that stops by itself ends the process: gives why it did."""
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    ended = [task for task in tasks if task.done()]
    if not ended:
        return None
    fault = ended[0].exception() or RuntimeError("it returned")
    log.error("part_ended", error=type(fault).__name__)
    return fault


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _name_bots(houses: dict[str, House], doors: Doors) -> None:
    """Clients' join links need the username of each practice's bot, which only Telegram knows."""
    unnamed = [practice for practice, channel in doors.channels if channel == "telegram"]
    while unnamed:
        for id in tuple(unnamed):
            if name := await doors.username(id):
                houses[id] = replace(houses[id], practice=replace(houses[id].practice, bot_name=name))
                unnamed.remove(id)
        await asyncio.sleep(ASK_AGAIN_SECONDS if unnamed else 0)


async def _pass_on(engine: Engine) -> None:
    """What a turn means for somebody else is taken at once: an alert, an invitation. The tick tries again."""
    while True:
        await engine.runner.told.wait()
        engine.runner.told.clear()
        try:
            await engine.dispatch()
        except Exception as error:
            log.error("telling_failed", error=type(error).__name__)


async def _forget_elsewhere(forgetter: Forgetter) -> None:
    """What lies with a provider after an erasure is deleted there, beside everything else."""
    while True:
        try:
            await forgetter.work()
        except Exception as error:
            log.error("forgetting_failed", error=type(error).__name__)
        await asyncio.sleep(FORGET_SECONDS)


async def _tick(engine: Engine, metrics: Metrics) -> None:
    """Take what is kept, told or due; a fault in one of them stops neither the others nor the wheel."""
    await _safely("inbox", engine.inbox.retry())
    told = await _safely("tells", engine.dispatch())
    await _safely("erasures", engine.eraser.due())
    metrics.tick(await _safely("due", engine.runner.due_side_by_side()), told)


async def _safely(job: str, work: Awaitable[int]) -> int:
    try:
        return await work
    except Exception as error:
        log.error("tick_failed", job=job, error=type(error).__name__)
        return 0


async def _purged(config: Config, engine: Engine) -> int:
    found = await purge(config, engine.runner)
    log.info("retention", count=sum(one.texts + one.clients for one in found.values()))
    return 0


async def _nightly(engine: Engine, config: Config) -> None:
    await _safely("retention", _purged(config, engine))
    report = await engine.store.audit_verify()
    for practice, (number, digest) in report.heads.items():
        log.info("audit_head", practice=practice, count=number, head=digest[:HASH_SHOWN])
    log.info("audit", result="broken" if report.broken else "ok", count=report.entries)


def _on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
