"""`interlude run`: the composition root. Config in, a running bot out; SIGTERM drains and stops."""

import argparse
import asyncio
import signal
from contextlib import AsyncExitStack
from dataclasses import replace

import structlog

from bot.agenda import Wheel
from bot.audit_log import note_start
from bot.backfill import Backfill
from bot.clock import Clock
from bot.common_clock import common_clock
from bot.config import Config, load_config
from bot.control import ControlSocket, runs_already
from bot.doors import Doors, build_doors
from bot.engine import Engine, build_engine, spare_the_collector
from bot.entropy import Entropy
from bot.erasing import erase_again
from bot.errors import AlreadyRunning, PartEnded
from bot.forgetting import Forgetter
from bot.keys import vault_of
from bot.log import start_log
from bot.metrics import Metrics
from bot.operations import Operations
from bot.spool import Spool
from bot.supervisor import Supervisor
from bot.surroundings import build_houses
from bot.web import build_app, finish
from bot.web import serve as serve_web
from bot.work import Beside, Work
from handlers.state import Person
from handlers.talk import Talk
from handlers.turn import House
from storage.errors import StoreInUse
from storage.store import Store
from storage.stores import open_store
from storage.vault import Vault

log = structlog.get_logger()
DRAIN_SECONDS = 10
ASK_AGAIN_SECONDS = 30


def main(args: argparse.Namespace) -> int:
    """Run until told to stop. Raises ConfigError, AlreadyRunning, StoreError."""
    start_log()
    config = load_config(args.config)
    if args.port is not None:
        config = replace(config, server=replace(config.server, port=args.port))
    asyncio.run(run(config))
    return 0


async def run(config: Config, stop: asyncio.Event | None = None) -> None:
    """Serve the practices of this configuration until `stop` is set or a signal comes."""
    stop = stop or _on_signals()
    clock = await common_clock(config)
    entropy = Entropy(clock)
    async with AsyncExitStack() as stack:
        vault = vault_of(config)
        store = await _store(config, vault, clock)
        stack.push_async_callback(store.close)
        await note_start(store, config)
        built, renderer = build_houses(config)
        houses, doors = dict(built), build_doors(config, clock)
        spool = Spool(config.storage.spool, vault, clock)
        stack.callback(spool.close)
        engine = build_engine(store, houses, renderer, doors.channels, clock, entropy, spool)
        spare_the_collector()
        naming = asyncio.create_task(_name_bots(houses, doors))
        stack.callback(naming.cancel)
        await _serve(stack, config, engine, doors, clock, entropy, stop)
    log.info("stopped")


async def _store(config: Config, vault: Vault, clock: Clock) -> Store[Person]:
    """Raises AlreadyRunning; StoreInUse while a command has the store to itself, which passes."""
    try:
        return await open_store(
            config.storage.url,
            vault,
            person_type=Person,
            talk_type=Talk,
            clock=clock.now,
            erased=config.storage.erased,
        )
    except StoreInUse as fault:
        if config.storage.kind == "sqlite" and await runs_already(config.storage.path):
            raise AlreadyRunning(f"{fault}, which is a running bot") from fault
        raise


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
    await engine.door.start()
    await engine.store.remember_erased()
    await engine.eraser.forget_aside()
    if engine.store.held:  # a restore that was cut off may not have come to it
        await erase_again(engine.eraser, [one.id for one in config.practices], config.storage.erased)
    if not engine.store.shared:  # else other commands open the store themselves
        operations = Operations(config, engine.store, entropy, clock, doors, lambda: engine.eraser)
        control = await ControlSocket(config.storage.path, operations).start()
        stack.push_async_callback(control.stop)
    forgetter = Forgetter(engine.store, doors.channels, clock)
    metrics = Metrics(engine, clock, forgetter.counts, config.storage.folders, doors.channels.values())
    app = build_app(doors.routes(engine.door), metrics.healthy, metrics.text, metrics.tally)
    web = await serve_web(app, config.server.host, config.server.port, shared=engine.store.shared)
    stack.push_async_callback(web.cleanup)
    await doors.start(stack)
    backfill, supervisor = Backfill(engine.door, engine.store, doors.channels, clock), Supervisor()
    beside = Beside(config, doors, clock, forgetter, backfill, metrics)
    work = await _work(stack, engine, beside)
    polls = work.polls()
    await work.catch_up()
    wheel = Wheel(work.tick, work.hourly, work.nightly)
    wheel.start()
    stack.push_async_callback(wheel.stop)
    tasks = [asyncio.create_task(part) for part in (*work.parts(), supervisor.beat())]
    log.info("started", count=len(config.practices))
    supervisor.ready()
    ended = await _until(stop, [*tasks, *polls])
    metrics.stopping = True
    supervisor.stopping()
    await asyncio.gather(wheel.stop(), finish(web, metrics.tally))
    await _cancelled(polls)
    work.end()
    await work.sending.drain(DRAIN_SECONDS)
    await _cancelled(tasks)
    if ended is not None:
        raise PartEnded("a part of the bot stopped by itself; it is to be started anew") from ended


async def _work(stack: AsyncExitStack, engine: Engine, beside: Beside) -> Work:
    """All of it, or a share of it where the store is shared."""
    if not engine.store.shared:
        return Work(engine, beside)
    from bot.cluster.joining import join  # its libraries take time to load, and need not be installed

    return await join(stack, engine, beside)


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


def _on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
