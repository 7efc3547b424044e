"""`interlude backup|restore|release|export|erase|purge`: through the running bot, or on the store itself."""

import argparse
import asyncio
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.audit_log import OPERATOR
from bot.clock import Clock, SystemClock
from bot.config import Config, load_config
from bot.control import ask_running
from bot.doors import build_doors
from bot.entropy import Entropy
from bot.erasing import Eraser
from bot.errors import CommandError
from bot.keys import vault_of
from bot.log import start_log
from bot.operations import Operations
from bot.runner import Runner
from bot.surroundings import build_houses
from handlers.state import Person
from handlers.talk import Talk
from storage.erased import read_erased
from storage.rows import AuditRow
from storage.sqlite import SqliteStore


def main(args: argparse.Namespace) -> int:
    """Do one of the commands. Raises ConfigError, CommandError, StoreError."""
    start_log()  # to standard error: what is printed here may be somebody's data
    config = load_config(args.config, live=False)
    if args.command == "restore":
        lines = asyncio.run(_restore(config, Path(args.path)))
    else:
        given = {key: getattr(args, key) for key in ("person", "dry_run") if hasattr(args, key)}
        if hasattr(args, "path"):
            given["path"] = str(Path(args.path).absolute())
        lines = asyncio.run(operate(config, args.command, given))
    sys.stdout.write("\n".join(lines) + "\n")
    if args.command == "export":  # emergency access needs nobody's leave, but it is never unseen
        sys.stderr.write("interlude: this export is in the audit trail (interlude audit list)\n")
    return 0


async def operate(config: Config, command: str, arguments: dict[str, Any]) -> list[str]:
    """Have the running bot do it, else open the store and do it here."""
    answered = await ask_running(config.storage.path, command, arguments)
    if answered is not None:
        return answered
    store, clock = await _open(config), SystemClock()
    try:
        doors, eraser = build_doors(config, clock), _eraser(config, store, clock)
        operations = Operations(config, store, Entropy(clock), clock, doors, eraser)
        return await operations.run(command, arguments)
    finally:
        await store.close()


async def _open(config: Config) -> SqliteStore[Person]:
    return await SqliteStore.open(
        config.storage.url, vault_of(config), person_type=Person, talk_type=Talk, clock=SystemClock().now
    )


async def _restore(config: Config, copy: Path) -> list[str]:
    """Put a copy in place of the store. Everything it calls unsent is held until `release`."""
    target = config.storage.path
    beside = [target, *(target.with_name(target.name + end) for end in ("-wal", "-shm"))]
    if left := next((path for path in beside if path.exists()), None):
        raise CommandError(f"{left} is there already; move it away first, nothing is overwritten")
    try:
        with sqlite3.connect(f"file:{copy}?mode=ro", uri=True) as source:
            found = source.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as fault:
        raise CommandError(f"{copy} is no backup of Interlude's ({type(fault).__name__})") from None
    if found != "ok":
        raise CommandError(f"{copy} is damaged and was not restored")
    await asyncio.to_thread(shutil.copyfile, copy, target)
    target.chmod(0o600)
    store = await _open(config)
    await store.hold(SystemClock().now())
    for practice in config.practices:
        await store.note(practice.id, AuditRow(OPERATOR, "restored", ""))
    again = await _erased_again(config, store, target.with_name(target.name + ".erased"))
    await store.close()
    lines = [f"restored to {target}. Nothing is sent until: interlude release"]
    return [f"{again} people who were erased since then were erased again.", *lines] if again else lines


async def _erased_again(config: Config, store: SqliteStore[Person], file: Path) -> int:
    """Whoever was erased after the copy was made is erased in it too; gives how many."""
    erased, done = read_erased(file), 0
    eraser = _eraser(config, store, SystemClock())
    for practice in config.practices:
        for person in set(await store.people(practice.id)) & erased:
            await eraser().erase(practice.id, person, OPERATOR)
            done += 1
    return done


def _eraser(config: Config, store: SqliteStore[Person], clock: Clock) -> Callable[[], Eraser]:
    """Erasing needs turns of other people, so it needs the words; they are loaded when it is used."""

    def made() -> Eraser:
        houses, renderer = build_houses(config)
        return Eraser(Runner(store, houses, renderer, clock, Entropy(clock)))

    return made
