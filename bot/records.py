"""`interlude backup|restore|release|export|erase|purge`: through the running bot, or on the store itself."""

import argparse
import asyncio
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.config import Config, load_config
from bot.control import ask_running
from bot.doors import build_doors
from bot.entropy import Entropy
from bot.errors import CommandError
from bot.keys import vault_of
from bot.operations import Operations
from handlers.state import Person
from handlers.talk import Talk
from storage.sqlite import SqliteStore


def main(args: argparse.Namespace) -> int:
    """Do one of the commands. Raises ConfigError, CommandError, StoreError."""
    config = load_config(args.config, live=False)
    if args.command == "restore":
        lines = asyncio.run(_restore(config, Path(args.path)))
    else:
        given = {key: getattr(args, key) for key in ("person", "dry_run") if hasattr(args, key)}
        if hasattr(args, "path"):
            given["path"] = str(Path(args.path).absolute())
        lines = asyncio.run(operate(config, args.command, given))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


async def operate(config: Config, command: str, arguments: dict[str, Any]) -> list[str]:
    """Have the running bot do it, else open the store and do it here."""
    answered = await ask_running(config.storage.path, command, arguments)
    if answered is not None:
        return answered
    store, clock = await _open(config), SystemClock()
    try:
        doors = build_doors(config, clock)
        return await Operations(config, store, Entropy(clock), clock, doors).run(command, arguments)
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
    await store.close()
    return [f"restored to {target}. Nothing is sent until: interlude release"]
