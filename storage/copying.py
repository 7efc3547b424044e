"""A copy of a SQLite store that is in use: one moment of it, whole or not there."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from storage.errors import StoreError
from storage.keys import sync_folder


def copy_store(database: Path, path: Path) -> None:
    """Write a checked copy to `path`, mode 0600, and have it on the disk.

    It is read through a connection of its own that can neither write nor checkpoint, in one read
    transaction: whoever writes meanwhile neither waits nor is seen. Raises FileExistsError, StoreError.
    """
    if path.exists():
        raise FileExistsError(path)
    draft = path.with_name(f"{path.name}.part")
    with suppress(FileNotFoundError):
        os.unlink(draft)
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        _copy(database, draft)
        os.fsync(handle)
        os.rename(draft, path)
        sync_folder(path.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(draft)
        raise
    finally:
        os.close(handle)


def _copy(database: Path, draft: Path) -> None:
    source = sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(draft)) as target:
        source.execute("PRAGMA query_only = ON")
        source.backup(target)
        found = target.execute("PRAGMA integrity_check").fetchone()[0]
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    if found != "ok":
        raise StoreError(f"backup {draft.name}: {found}")
