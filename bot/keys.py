"""`interlude keys new|rotate`: the master key file, and the vault that opens with it.

A rotation is three steps, each safe to stop after: the new key is written beside the old one, every
person's key is wrapped anew in one transaction, the new file takes the old one's place. Until the
last step both keys are known, so the bot starts whatever happened, and a second `rotate` finishes.
"""

import argparse
import asyncio
import os
from dataclasses import replace
from pathlib import Path

from bot.audit_log import OPERATOR
from bot.clock import SystemClock
from bot.config import Config, load_config
from bot.config_keys import SecretRef
from bot.errors import CommandError
from bot.spool_files import standing
from storage.keys import new_key_file, read_key, sync_folder
from storage.rows import AuditRow
from storage.stores import open_store
from storage.vault import Vault


def main(args: argparse.Namespace) -> int:
    """Make the key file, or replace the key. Raises ConfigError, CommandError, StoreError."""
    config = load_config(args.config, live=False)
    if args.file:
        config = replace(config, storage=replace(config.storage, key=SecretRef(path=Path(args.file))))
    return _new(config) if args.action == "new" else asyncio.run(_rotate(config))


def vault_of(config: Config) -> Vault:
    """The vault for this configuration's store, also in the middle of a rotation. Raises ConfigError."""
    master, path = config.storage.read_key(), config.storage.key.path
    coming = _coming(path) if path else None
    return Vault(master, previous=[read_key(coming)] if coming and coming.exists() else [])


def _new(config: Config) -> int:
    path = _file(config)
    try:
        new_key_file(path)
    except FileExistsError:
        raise CommandError(f"{path} is there already; a key is never overwritten") from None
    except OSError as fault:
        raise CommandError(f"{path} cannot be written ({fault.strerror})") from None
    print(f"made {path}\nKeep a copy apart from backups: without it nothing in the store can be read.")
    return 0


async def _rotate(config: Config) -> int:
    path = _file(config)
    if waiting := standing(config.storage.spool).waiting:
        raise CommandError(
            f"{waiting} events in {config.storage.spool} open with this key only; start the bot first"
        )
    old, coming = config.storage.read_key(), _coming(path)
    if not coming.exists():
        new_key_file(coming)
    vault = Vault(read_key(coming), previous=[old])
    store = await open_store(
        config.storage.url, vault, person_type=dict, talk_type=dict, clock=SystemClock().now, alone=True
    )
    try:
        count = await store.rewrap()
        for practice in config.practices:
            await store.note(practice.id, AuditRow(OPERATOR, "key_rotated", vault.key_id))
        kept = path.with_name(f"{path.name}.{Vault(old).key_id}")
        _replace(path, coming, kept)  # before anybody can open the store with the old one, and write by it
    finally:
        await store.close()
    print(f"{count} keys wrapped anew; {path} is the new key, {kept} the old one")
    print("Keep a copy of the new one apart from backups; the old one goes with its last backup.")
    if config.storage.kind == "postgresql":
        print(
            "Only this machine was looked at. Every other one needs the new key before its bot starts, and"
            f" an empty {config.storage.spool.name} folder: what waits there opens with the old key only."
        )
    return 0


def _replace(path: Path, coming: Path, kept: Path) -> None:
    """The old key stays under its own name, and at no moment is there no key."""
    if not kept.exists():
        os.link(path, kept)
    sync_folder(path.parent)
    os.replace(coming, path)
    sync_folder(path.parent)


def _coming(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _file(config: Config) -> Path:
    """The key's file. A key from elsewhere is made and replaced there, not here."""
    path = config.storage.key.path
    if path is None or config.storage.key.in_credentials:
        raise CommandError("storage.key is not a file of this program's; change it where it is kept")
    return path
