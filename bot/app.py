"""`interlude run`: the composition root. Config in, a running bot out; SIGTERM drains and stops."""

import argparse
import asyncio
import signal
from contextlib import AsyncExitStack

import structlog

from bot.agenda import Wheel
from bot.clock import Clock, SystemClock
from bot.config import Config, load_config
from bot.control import ControlSocket
from bot.doors import Doors, build_doors
from bot.engine import Engine, build_engine, spare_the_collector
from bot.entropy import Entropy
from bot.keys import vault_of
from bot.log import start_log
from bot.metrics import Metrics
from bot.operations import Operations
from bot.sending_loop import SendingLoop
from bot.surroundings import build_houses
from bot.web import build_app
from bot.web import serve as serve_web
from handlers.state import Person
from handlers.talk import Talk
from storage.sqlite import SqliteStore

log = structlog.get_logger()
DRAIN_SECONDS = 10


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
        houses, renderer = build_houses(config)
        doors = build_doors(config, clock)
        engine = build_engine(store, houses, renderer, doors.channels, clock, entropy)
        spare_the_collector()
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
    metrics = Metrics(engine, clock)
    app = build_app(doors.routes(engine.door), metrics.healthy, metrics.text)
    web = await serve_web(app, config.server.host, config.server.port)
    stack.push_async_callback(web.cleanup)
    await doors.start(stack)
    operations = Operations(config, engine.store, entropy, clock, doors)
    control = await ControlSocket(config.storage.path, operations).start()
    stack.push_async_callback(control.stop)
    sending = SendingLoop(engine, doors.channels, clock)
    wheel = Wheel(lambda: _tick(engine, metrics), lambda: _nightly(engine))
    wheel.start()
    stack.callback(wheel.stop)
    tasks = [asyncio.create_task(sending.run()), *doors.poll(engine.door)]
    log.info("started", practices=len(config.practices))
    await _until(stop, tasks)
    await sending.drain(DRAIN_SECONDS)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _until(stop: asyncio.Event, tasks: list[asyncio.Task[None]]) -> None:
    """Wait for the end; a part that stops by itself ends the process, so that it is started anew."""
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()


async def _tick(engine: Engine, metrics: Metrics) -> None:
    """Take what is due, kept or told; a fault in one tick does not stop the wheel."""
    try:
        await engine.inbox.retry()
        metrics.tick(await engine.runner.due_side_by_side(), await engine.dispatch())
    except Exception as error:
        log.error("tick_failed", error=type(error).__name__)


async def _nightly(engine: Engine) -> None:
    report = await engine.store.audit_verify()
    log.info("audit", result="broken" if report.broken else "ok")


def _on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
