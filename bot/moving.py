"""`interlude migrate-store`: a practice moves from its SQLite file to PostgreSQL."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.clock import SystemClock
from bot.config import Config, load_config
from bot.config_keys import SecretRefused, refer
from bot.entropy import Entropy
from bot.errors import CommandError
from bot.keys import vault_of
from bot.spool_files import QUARANTINE, Standing, standing
from storage.opening import path_of

Sums = dict[str, tuple[int, str]]
SHOWN = ("person", "talk", "record", "agenda", "outbox", "seen", "audit")


def main(args: argparse.Namespace) -> int:
    """Move it, or give a move up. Raises ConfigError, CommandError, StoreError."""
    config = load_config(args.config, live=False)
    base = Path(args.config).parent  # a path is meant as one in the configuration
    source = base / path_of(args.source)
    target = _target(args.target, base)
    if args.target_is_destroyed and not args.give_up:
        raise CommandError("--target-is-destroyed says why a move is given up: with --give-up only")
    if args.give_up:
        held = asyncio.run(_give_up(config, source, target, args.target_is_destroyed))
        sys.stdout.write("\n".join(_given_up(source, held)) + "\n")
        return 0
    old, new = (replace(config.storage, url=url).spool for url in (f"sqlite:{source}", target))
    left = standing(old)
    if left.waiting:
        raise CommandError(f"{old} holds what came while the store was away: run the bot once more")
    sums = asyncio.run(_move(config, source, target))
    sys.stdout.write("\n".join([*_lines(source, sums), *_set_aside(left, old, new)]) + "\n")
    return 0


async def _move(config: Config, source: Path, target: str) -> Sums:
    from storage.moving import move  # its driver need not be installed for anything else here

    clock = SystemClock()
    return await move(source, target, vault_of(config), Entropy(clock).fresh_id(), clock.now())


async def _give_up(config: Config, source: Path, target: str, destroyed: bool) -> bool:
    from storage.moving import give_up

    return await give_up(source, target, vault_of(config), SystemClock().now() if destroyed else None)


def _given_up(source: Path, held: bool) -> Iterator[str]:
    if not held:
        yield f"{source} can be run again. Empty the other database before another move."
        return
    yield f"{source} can be run again; the other database could not be asked whether it had run meanwhile."
    yield "So every text but the card and alerts is held: start the bot, look, then interlude release."
    yield "Should that database come back after all, never start a bot on it: delete it."


def _target(written: str, base: Path) -> str:
    """The url, read from where it is kept if that was written. Raises CommandError."""
    if written.startswith(("env:", "file:")):
        try:
            written = refer(written, base).read().decode()
        except SecretRefused as refused:
            raise CommandError(f"the target: {refused.found}; allowed: {refused.allowed}") from None
    if not written.startswith(("postgresql://", "postgres://")):
        raise CommandError('the target is a url like postgresql://…, or "env:NAME" or "file:PATH" of one')
    return written


def _lines(source: Path, sums: Sums) -> Iterator[str]:
    counted = ", ".join(f"{sums[table][0]} {table}" for table in SHOWN)
    yield f"moved and compared, row by row: {counted}."
    yield f"{source} will not be opened again. Write the new url into storage.url; the master key stays."
    yield "Keep the file until the first backup of the new database; then destroy it: it holds wrapped keys."


def _set_aside(left: Standing, old: Path, new: Path) -> Iterator[str]:
    """What did not open stays where it is; the bot looks elsewhere from now on."""
    if left.aside:
        yield f"{left.aside} events that did not open stay in {old / QUARANTINE}."
        yield f"After the first start of the bot, and as its user, move them to {new / QUARANTINE}:"
        yield "there they are counted, and deleted in time. Not before: the bot has to own that folder."
