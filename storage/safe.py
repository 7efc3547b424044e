"""Set-ups under which an acknowledged commit could be lost: refused before anything is written."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.connection import Connection
from storage.errors import BadStoreUrl, StoreUnavailable, UnsafeStore

MOUNTS = Path("/proc/self/mounts")
FAR = frozenset("9p afs ceph cifs coda fuse glusterfs lustre ncpfs nfs nfs4 smb3 smbfs vboxsf".split())
"""File systems on which locks or syncs are another machine's promise; of `fuse.NAME` all but overlays."""

CHECKED = 16 * 2**20
"""A larger database is not read through after an unclean stop (a second for 25 MB): every backup is."""

FULL = 2


def refuse_far(path: Path) -> None:
    """Raises UnsafeStore where the database would lie on a network's or a program's file system."""
    kind = file_system(path)
    name = kind.removeprefix("fuse.")
    if kind in FAR or (kind.startswith("fuse.") and "overlay" not in name):
        raise UnsafeStore(f"{path} is on {kind}: locks and syncs do not hold there; use a disk of its own")


def file_system(path: Path) -> str:
    """The kind of file system a file is on, as the mount table names it; "" where there is no such table."""
    try:
        lines = MOUNTS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    here, found, longest = path.absolute().parent.resolve(), "", -1
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        place = Path(point.replace("\\040", " "))
        if (place == here or place in here.parents) and len(place.parts) >= longest:
            found, longest = kind, len(place.parts)
    return found


def left_unclean(path: Path) -> bool:
    """Whether the last process that had the database open did not close it."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


async def refuse_unsafe(connection: Connection, path: Path, *, unclean: bool) -> None:
    """Raises UnsafeStore when a commit would not be on the disk, or the file is damaged."""
    mode = await _said(connection, "PRAGMA journal_mode")
    if mode != "wal":
        raise UnsafeStore(f"{path}: the file system allows no write-ahead log (journal mode stays {mode})")
    if await _said(connection, "PRAGMA synchronous") != FULL:
        raise UnsafeStore(f"{path}: commits would not be synced to the disk")
    if unclean and _size(path) <= CHECKED:
        found = await _said(connection, "PRAGMA quick_check(1)")
        if found != "ok":
            raise UnsafeStore(damaged(path))


def _size(path: Path) -> int:
    return path.stat().st_size


@contextmanager
def named(path: Path) -> Iterator[None]:
    """The driver's words while opening, as errors of ours: in use elsewhere, or damaged."""
    try:
        yield
    except sqlite3.OperationalError as fault:
        if "locked" in str(fault) or "busy" in str(fault):
            raise StoreUnavailable(f"{path} is being written by another program") from fault
        raise StoreUnavailable(f"{path} cannot be opened ({fault})") from fault
    except sqlite3.DatabaseError as fault:
        raise UnsafeStore(damaged(path)) from fault


@contextmanager
def making(path: Path) -> Iterator[None]:
    """The system's words while a file is made here, as errors of ours: BadStoreUrl, StoreUnavailable."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise BadStoreUrl(f"{path.parent} is not there; make the folder, or change storage.url") from fault
    except PermissionError as fault:
        raise BadStoreUrl(f"{path} cannot be written by this user; run it as the bot's own") from fault
    except OSError as fault:
        raise StoreUnavailable(f"{path} cannot be made ({fault.strerror})") from fault


def damaged(path: Path) -> str:
    """What to do about it, in one line."""
    return f"{path} is damaged or no database; move it away and restore the newest copy (interlude restore)"


async def _said(connection: Connection, sql: str) -> object:
    return next(iter(await connection.execute_fetchall(sql)))[0]
