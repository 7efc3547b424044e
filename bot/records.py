"""`interlude backup|restore|release|export|erase|purge`: through the running bot, or on the store itself."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.audit_log import OPERATOR
from bot.clock import Clock, SystemClock
from bot.common_clock import common_clock
from bot.config import Config, load_config
from bot.control import ask_running
from bot.doors import build_doors
from bot.entropy import Entropy
from bot.erasing import Eraser, erase_again
from bot.errors import CommandError
from bot.keys import vault_of
from bot.log import start_log
from bot.operations import Operations
from bot.runner import Runner
from bot.spool import Spool
from bot.surroundings import build_houses
from handlers.state import Person
from handlers.talk import Talk
from storage.restoring import put_in_place
from storage.rows import AuditRow
from storage.store import Store
from storage.stores import open_store


def main(args: argparse.Namespace) -> int:
    """Do one of the commands. Raises ConfigError, CommandError, StoreError."""
    start_log()  # to standard error: what is printed here may be somebody's data
    config = load_config(args.config, live=False)
    if args.command == "restore":
        lines = asyncio.run(_restore(config, Path(args.path)))
    else:
        given = {key: getattr(args, key) for key in ("person", "as_client", "dry_run") if hasattr(args, key)}
        if hasattr(args, "path"):
            given["path"] = str(Path(args.path).absolute())
        lines = asyncio.run(operate(config, args.command, given))
    sys.stdout.write("\n".join(lines) + "\n")
    if args.command == "export":  # emergency access needs nobody's leave, but it is never unseen
        sys.stderr.write("interlude: this export is in the audit trail (interlude audit list)\n")
    return 0


async def operate(
    config: Config, command: str, arguments: dict[str, Any], patience: float | None = None
) -> list[str]:
    """Have the running bot do it, else open the store and do it here; where it is shared, always here.

    `patience`: how many seconds the running bot has to answer. Raises CommandError, StoreError.
    """
    if config.storage.kind == "sqlite":
        answered = await ask_running(config.storage.path, command, arguments, patience)
        if answered is not None:
            return answered
    clock = await common_clock(config)
    store = await _open(config, clock)
    try:
        doors, eraser = build_doors(config, clock), _eraser(config, store, clock)
        operations = Operations(config, store, Entropy(clock), clock, doors, eraser)
        return await operations.run(command, arguments)
    finally:
        await store.close()


async def _open(config: Config, clock: Clock, *, alone: bool = False) -> Store[Person]:
    return await open_store(
        config.storage.url,
        vault_of(config),
        person_type=Person,
        talk_type=Talk,
        clock=clock.now,
        alone=alone,
        as_it_is=not alone,
        erased=config.storage.erased,
    )


async def _restore(config: Config, copy: Path) -> list[str]:
    """Put a copy in place of the store. Everything it calls unsent is held until `release`."""
    if config.storage.kind == "postgresql":
        return await _restored_elsewhere(config, copy)
    target = config.storage.path
    beside = [target, *(target.with_name(target.name + end) for end in ("-wal", "-shm"))]
    if left := next((path for path in beside if path.exists()), None):
        raise CommandError(f"{left} is there already; move it away first, nothing is overwritten")
    now = SystemClock().now()
    await asyncio.to_thread(put_in_place, copy, target, vault_of(config), now)
    again = await _brought_up(config, config.storage.erased)
    return [*again, f"restored to {target}. Nothing is sent until: interlude release"]


async def _restored_elsewhere(config: Config, erased: Path) -> list[str]:
    """What is left to do after PostgreSQL's own tools have restored the database."""
    if erased.suffix != ".erased" or not await asyncio.to_thread(erased.is_file):
        raise CommandError(
            "this store is on PostgreSQL: restore it with its own tools, stop every process, then give the"
            f" list of who was erased, as {config.storage.erased} (lost, and nobody ever was: an empty file)"
        )
    again = await _brought_up(config, erased)
    return [*again, "Nothing is sent until: interlude release"]


async def _brought_up(config: Config, erased: Path) -> list[str]:
    """Hold every send of a restored store, note it, and erase again who was erased since."""
    clock = await common_clock(config)
    store = await _open(config, clock, alone=True)
    await store.hold(await store.moment())
    for practice in config.practices:
        await store.note(practice.id, AuditRow(OPERATOR, "restored", ""))
    practices = [practice.id for practice in config.practices]
    again = await erase_again(_eraser(config, store, clock)(), practices, erased)
    await store.close()
    return [f"{again} people who were erased since then were erased again."] if again else []


def _eraser(config: Config, store: Store[Person], clock: Clock) -> Callable[[], Eraser]:
    """Erasing needs turns of other people, so it needs the words; they are loaded when it is used."""

    def made() -> Eraser:
        houses, renderer = build_houses(config)
        spool = Spool(config.storage.spool, vault_of(config), clock)
        return Eraser(Runner(store, houses, renderer, clock, Entropy(clock)), spool)

    return made
