"""The lock file beside the database: exactly one process writes."""

import fcntl
import os
from pathlib import Path

from storage.errors import StoreInUse
from storage.safe import making


class StoreLock:
    """Held from construction to `release`; the system frees it when the process dies."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.path = database.with_name(database.name + ".lock")
        with making(database):
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(self._handle, 20).decode("ascii", "replace").strip()
            os.close(self._handle)
            raise StoreInUse(f"{database} is in use by process {holder or 'unknown'}") from error
        os.ftruncate(self._handle, 0)
        os.write(self._handle, str(os.getpid()).encode())

    def release(self) -> None:
        """Let the next process in. The file stays: removing it would let two in."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
