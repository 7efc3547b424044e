"""A backup put in the place of a store: checked first, its sends held from its first moment, whole or not."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from storage import meta
from storage.errors import NoBackup, StoreTooNew
from storage.keys import sync_folder
from storage.safe import making
from storage.schema import migrations
from storage.vault import Vault

ENDS = ("", "-wal", "-shm", "-journal")


def put_in_place(copy: Path, target: Path, vault: Vault, at: int) -> None:
    """Have the copy at `target`, its sends held since `at` (epoch ms).

    `target` must not be there. Raises BadStoreUrl, NoBackup, StoreTooNew, WrongMasterKey, CannotOpen: then
    there is nothing at `target`.
    """
    draft = target.with_name(f"{target.name}.restoring")
    _gone(draft)
    try:
        with _told_apart(copy):
            _write(copy, draft, vault, at)
        os.rename(draft, target)
        sync_folder(target.parent)
    finally:
        _gone(draft)


def _write(copy: Path, draft: Path, vault: Vault, at: int) -> None:
    with making(draft):
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    if not os.access(copy, os.R_OK):
        raise NoBackup(f"{copy} is not there, or not for this user to read")
    mode = "ro" if copy.with_name(f"{copy.name}-wal").exists() else "ro&immutable=1"
    source = sqlite3.connect(f"file:{quote(str(copy))}?mode={mode}", uri=True)
    with closing(source), closing(sqlite3.connect(draft)) as made:
        source.backup(made)
        if made.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise NoBackup(f"{copy} is damaged and was not restored")
        made.execute("PRAGMA journal_mode = DELETE")
        made.execute("PRAGMA synchronous = FULL")
        _check(made, copy, vault)
        made.execute(meta.PUT, (meta.HOLD, str(at)))
        made.commit()


def _check(made: sqlite3.Connection, copy: Path, vault: Vault) -> None:
    facts = dict(made.execute("SELECT key, value FROM meta").fetchall())
    if not {meta.SCHEMA, meta.STORE_KEY} <= facts.keys():
        raise NoBackup(f"{copy} is no backup of Interlude's")
    newest = migrations()[-1][0]
    if int(facts[meta.SCHEMA]) > newest:
        raise StoreTooNew(f"{copy} has schema {facts[meta.SCHEMA]}, this program knows up to {newest}")
    vault.admit_store_key(meta.parse_key(facts[meta.STORE_KEY]))


@contextmanager
def _told_apart(copy: Path) -> Iterator[None]:
    """The driver's words for a file that is something else, as one line of ours."""
    try:
        yield
    except sqlite3.Error as fault:
        damaged = "malformed" in str(fault)
        what = "is damaged and was not restored" if damaged else "is no backup of Interlude's"
        raise NoBackup(f"{copy} {what} ({type(fault).__name__})") from None


def _gone(draft: Path) -> None:
    for end in ENDS:
        with suppress(FileNotFoundError):
            os.unlink(f"{draft}{end}")
