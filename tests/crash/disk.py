"""A disk that forgets: what was written and not synced may be lost, kept or torn when the power goes."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

SECTORS = (512, 4096)


class Done(NamedTuple):
    """One thing done to a file; `made` and `gone` are about its name."""

    what: Literal["write", "cut", "sync", "made", "gone", "acked"]
    file: str
    at: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Platter:
    """What surely survives, and what was done since; `files` and `names` are of one folder."""

    files: dict[str, bytearray] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    unsure: list[Done] = field(default_factory=list)
    """Not yet synced, in order."""

    def take(self, done: Done) -> None:
        """One more thing happened."""
        if done.what == "made" and done.file not in self.files:
            self.files[done.file] = bytearray()
        if done.what == "sync":
            self._sync(done.file)
        elif done.what != "acked":
            self.unsure.append(done)

    def _sync(self, file: str) -> None:
        """As SQLite syncs: with a file whose name is new, the folder, and so every name in it."""
        folder = file == "" or Done("made", file) in self.unsure
        left: list[Done] = []
        for done in self.unsure:
            if done.what in ("made", "gone") and folder:
                self._name(done)
                left = [one for one in left if done.what == "made" or one.file != done.file]
            elif done.file == file and done.what in ("write", "cut"):
                _write(self.files[file], done)
            else:
                left.append(done)
        self.unsure = left

    def _name(self, done: Done) -> None:
        if done.what == "made":
            self.names.add(done.file)
        else:
            self.names.discard(done.file)
            self.files[done.file] = bytearray()

    def without_power(self, chance: random.Random) -> dict[str, bytes]:
        """The files as they may be found afterwards: every unsure thing happened, or not, or in part."""
        files = {name: bytearray(content) for name, content in self.files.items()}
        names, sector, kept = (
            set(self.names),
            chance.choice(SECTORS),
            chance.choice((0.0, 0.2, 0.5, 0.8, 1.0)),
        )
        for done in self.unsure:
            if done.what == "write":
                for piece in _pieces(done, sector):
                    if chance.random() < kept:
                        _write(files[done.file], piece)
            elif chance.random() < kept:
                if done.what == "made":
                    names.add(done.file)
                else:
                    del files[done.file][done.at :]
                    names -= {done.file} if done.what == "gone" else set()
        return {name: bytes(files[name]) for name in names}


def _pieces(done: Done, sector: int) -> Iterator[Done]:
    """A write as the sectors it touches; what lies beside it in a sector is never harmed."""
    start, end = done.at, done.at + len(done.data)
    while start < end:
        stop = min(end, (start // sector + 1) * sector)
        yield Done("write", done.file, start, done.data[start - done.at : stop - done.at])
        start = stop


def _write(content: bytearray, done: Done) -> None:
    if done.what == "cut":
        del content[done.at :]
        return
    if len(content) < done.at:
        content.extend(bytes(done.at - len(content)))
    content[done.at : done.at + len(done.data)] = done.data


def read_folder(folder: Path) -> Platter:
    """A folder that has lain there for long: all of it survives."""
    found = {path.name: bytearray(path.read_bytes()) for path in folder.iterdir() if path.is_file()}
    return Platter(found, set(found))
