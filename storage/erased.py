"""Who was erased, by opaque id, in a file beside the database: a backup from before does not know it.

Restoring reads it and erases them again (`interlude restore`), so it is to be kept with the backups.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from storage.keys import sync_folder


def write_erased(path: Path, ids: Iterable[str]) -> None:
    """Put these ids into the file, beside those that are in it; whole or not at all, mode 0600.

    It is made for nobody, too: no list at all would be a list that was lost.
    """
    known = read_erased(path)
    together = known | frozenset(ids)
    if together == known and path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")  # another process may be writing as well
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        file.write("".join(f"{one}\n" for one in sorted(together)))
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    sync_folder(path.parent)


def read_erased(path: Path) -> frozenset[str]:
    """The ids in the file; none when there is no file."""
    try:
        return frozenset(path.read_text("ascii").split())
    except FileNotFoundError:
        return frozenset()
