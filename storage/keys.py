"""The master key's file: made once, read at start, never wider than its owner."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from storage.errors import KeyFileBad, KeyFileTooOpen

KEY_BYTES = 32


def new_key_file(path: Path, random: Callable[[int], bytes] = os.urandom) -> None:
    """Write a new master key to `path`, mode 0600. Raises FileExistsError: a key is never overwritten.

    The whole key appears under its name at once, and both are on the disk before this returns: nothing
    may be sealed with a key that a power cut could still take.
    """
    draft = path.with_name(f"{path.name}.{random(4).hex()}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(random(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        os.unlink(draft)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in this folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_key(path: Path) -> bytes:
    """Read the master key. Raises KeyFileTooOpen (mode wider than 0600) or KeyFileBad."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o177:
                raise KeyFileTooOpen(f"{path}: mode is {mode:04o}, allowed is 0600 or narrower")
            return parse_key(file.read(), str(path))
    except OSError as error:
        raise KeyFileBad(f"{path}: {error.strerror}") from error


def parse_key(text: str, where: str) -> bytes:
    """A master key from its 64 hexadecimal digits. `where` names the source in the error."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileBad(f"{where}: expected {2 * KEY_BYTES} hexadecimal digits")
    return key
