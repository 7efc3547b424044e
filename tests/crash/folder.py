"""A folder as a power cut may leave it: only what was synced is sure, of files as of names."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

STEPS = ("open", "fsync", "rename", "replace", "link", "unlink")


class Watched:
    """Notes what is synced below a folder, and before and after every step leaves a copy without power."""

    def __init__(self, folder: Path, copies: Path, seed: int) -> None:
        self._folder, self._copies, self._chance = folder, copies, random.Random(seed)
        self._names: dict[Path, int] = {}
        self._contents: dict[int, bytes] = {}
        self._held: list[int] = []
        self.acked: list[str] = []
        self.left: list[tuple[Path, frozenset[str]]] = []
        """Each copy, and what had been acknowledged by then."""

    @contextmanager
    def steps(self) -> Iterator[None]:
        """While this lasts, every step may be the last."""
        with ExitStack() as stack:
            for name in STEPS:
                stack.enter_context(patch.object(os, name, self._counted(getattr(os, name))))
            yield
        for handle in self._held:
            os.close(handle)

    def _counted(self, really: Callable[..., Any]) -> Callable[..., Any]:
        def step(first: Any, *more: Any, **named: Any) -> Any:
            path = Path(os.readlink(f"/proc/self/fd/{first}") if isinstance(first, int) else first)
            if not path.is_relative_to(self._folder):
                return really(first, *more, **named)
            self._without_power()
            found = really(first, *more, **named)
            if really.__name__ == "fsync":
                self._synced(path)
            self._without_power()
            return found

        return step

    def _synced(self, path: Path) -> None:
        if path.is_file():
            self._held.append(_open(path, os.O_RDONLY))  # its number is not given to another file
            self._contents[path.stat().st_ino] = path.read_bytes()
            return
        self._names = {name: ino for name, ino in self._names.items() if name.parent != path}
        self._names |= {one: one.stat().st_ino for one in path.iterdir() if one.is_file()}

    def _without_power(self) -> None:
        now = {path: path.stat().st_ino for path in self._folder.rglob("*") if path.is_file()}
        copy = self._copies / str(len(self.left))
        for name in sorted({*now, *self._names}):
            ino = self._chance.choice((now.get(name), self._names.get(name)))
            if ino is not None:
                place = copy / name.relative_to(self._folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(self._content(ino, now))
        copy.mkdir(parents=True, exist_ok=True)
        self.left.append((copy, frozenset(self.acked)))

    def _content(self, ino: int, now: dict[Path, int]) -> bytes:
        """What was synced; where it was changed since, or never synced, anything from nothing to all."""
        sure = self._contents.get(ino)
        there = next((path.read_bytes() for path, other in now.items() if other == ino), sure or b"")
        if sure == there:
            return there
        torn = there[: self._chance.randrange(len(there) + 1)]
        return self._chance.choice((sure or b"", there, torn, bytes(len(there))))


_open = os.open
