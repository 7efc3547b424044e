"""Which processes stand behind the files of a spool: each holds a lock while it lives, whoever else looks."""

import fcntl
import os
from pathlib import Path

FOLDER = "processes"
CARETAKER = "caretaker"
"""The lock of the one process that takes what absent ones left."""


class Owners:
    """The locks of one process in one folder. The system frees them when it dies, however it dies."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._held = folder / FOLDER, dict[str, int]()
        self.own = _fresh()

    def enter(self) -> None:
        """Be known as living from now on. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while not self._holds(self.own):  # somebody was just looking whether it lives
            self.own = _fresh()

    def leave(self) -> None:
        """Be known as absent from now on."""
        if self.own in self._held:
            (self._folder / self.own).unlink(missing_ok=True)
        for handle in self._held.values():
            os.close(handle)
        self._held.clear()

    def others(self) -> set[str] | None:
        """The other processes that live, if this one takes care; None while another does. Raises OSError."""
        if not self._holds(CARETAKER):
            return None
        names = {path.name for path in self._folder.iterdir()} - {self.own, CARETAKER}
        return {name for name in names if not self._is_absent(name)}

    def _holds(self, name: str) -> bool:
        """Whether the lock of this name is this process's, from now on until it ends."""
        if name in self._held:
            return True
        path = self._folder / name
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not _locked(handle) or not _is_at(handle, path):
            os.close(handle)
            return False
        self._held[name] = handle  # closing any handle of this file would free the lock
        return True

    def _is_absent(self, name: str) -> bool:
        """Whether nobody holds this lock; its file goes then."""
        try:
            handle = os.open(self._folder / name, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        try:
            absent = _locked(handle)
            if absent:
                (self._folder / name).unlink(missing_ok=True)
        finally:
            os.close(handle)
        return absent


def _fresh() -> str:
    return os.urandom(8).hex()


def _locked(handle: int) -> bool:
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_at(handle: int, path: Path) -> bool:
    """Whether this file is still the one of that name: a caretaker may have removed it meanwhile."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
