"""The spool's files: whole or not there, opened by the master key alone, never deleted for being wrong."""

import json
import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from bot.channels.base import Failure, Inbound
from bot.spool_owners import Owners
from storage.errors import CannotOpen
from storage.keys import sync_folder
from storage.vault import Vault

KEPT = ".event"
DRAFT = ".draft"
QUARANTINE = "quarantine"


class Standing(NamedTuple):
    """What lies in a folder, of whichever process: events, their bytes, when the first came, set aside."""

    waiting: int
    bytes: int
    oldest: int | None
    aside: int


def standing(folder: Path) -> Standing:
    """What waits in a spool and what was set aside, as its file names say."""
    sizes: dict[str, int] = {}
    for path in folder.glob(f"*{KEPT}"):
        with suppress(FileNotFoundError):
            sizes[path.name] = path.stat().st_size
    came = [int(at) for at in (name.partition("-")[0] for name in sizes) if at.isdecimal()]
    aside = sum(1 for _ in (folder / QUARANTINE).glob("*"))
    return Standing(len(sizes), sum(sizes.values()), min(came, default=None), aside)


class SpoolFull(Exception):
    """Nothing more can be kept outside the store: too much waits, or the disk takes nothing."""


class Unreadable(Exception):
    """A file that is no record of ours, or was changed."""


@dataclass(frozen=True, slots=True)
class Record:
    """One event and when it came (epoch ms). `answered`: its sender was sent the card then and there.

    `listed`: it did not come by itself, its provider was asked for it.
    """

    practice: str
    inbound: Inbound
    at: int
    answered: bool = False
    listed: bool = False

    @property
    def lane(self) -> tuple[str, str, str]:
        """Who sent it: practice, channel, address."""
        return self.practice, self.inbound.channel, self.inbound.address

    @property
    def key(self) -> str:
        """What makes it unique for ever, in this practice."""
        return unique(self.practice, self.inbound.key)


def unique(practice: str, key: str) -> str:
    """An event's key, told apart from the same of another practice."""
    return f"{practice}\0{key}"


class SpoolFiles:
    """One folder, 0700. A file's name is its time, number and process: names are in the order of arrival."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder, self._vault, self._owners = folder, vault, Owners(folder)

    def begin(self) -> None:
        """Make the folder, and be known as living in it. Raises SpoolFull."""
        try:
            (self._folder / QUARANTINE).mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            self._owners.enter()
        except OSError as error:
            raise SpoolFull(f"{self._folder}: {error.strerror}") from error

    def end(self) -> None:
        """Let others take what is left."""
        self._owners.leave()

    def ours(self) -> list[str]:
        """The names of what this process is to take, in order: its own, and what no living one put there.

        Drafts of absent processes are removed: they were never acknowledged. Raises SpoolFull.
        """
        try:
            names = sorted(path.name for end in (KEPT, DRAFT) for path in self._folder.glob(f"*{end}"))
            others = self._owners.others()  # after the names: who put one there was known as living before
            ours = [name for name in names if self._is_ours(name, others)]
            for draft in (name for name in ours if name.endswith(DRAFT)):
                if _owner(draft) != self._owners.own:
                    (self._folder / draft).unlink(missing_ok=True)
        except OSError as error:
            raise SpoolFull(f"{self._folder}: {error.strerror}") from error
        return [name for name in ours if name.endswith(KEPT)]

    def _is_ours(self, name: str, others: set[str] | None) -> bool:
        owner = _owner(name)
        return owner == self._owners.own or (others is not None and owner not in others)

    def standing(self) -> Standing:
        """What lies in the folder now."""
        return standing(self._folder)

    def sealed(self, record: Record, number: int) -> tuple[str, bytes]:
        """The name a record gets and what its file holds; the name is part of what is sealed."""
        name = f"{record.at:013d}-{number:06d}-{self._owners.own}{KEPT}"
        fields = {**asdict(record), "inbound": _plain(record.inbound)}
        return name, self._vault.seal_outside(name, json.dumps(fields).encode())

    def write(self, name: str, sealed: bytes) -> None:
        """Have the whole file under its name on the disk. Raises SpoolFull: then there is no such file."""
        draft, path = self._folder / f"{name}{DRAFT}", self._folder / name
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            os.rename(draft, path)
            sync_folder(self._folder)
        except OSError as error:
            for left in (draft, path):
                with suppress(OSError):
                    left.unlink(missing_ok=True)
            raise SpoolFull(f"{self._folder}: {error.strerror}") from error

    def size(self, name: str) -> int:
        """Bytes on the disk; 0 when it is gone."""
        with suppress(FileNotFoundError):
            return (self._folder / name).stat().st_size
        return 0

    def read(self, name: str) -> Record | None:
        """The record of this name; None when another process took it meanwhile.

        Raises Unreadable; OSError when the system does not let us read it.
        """
        try:
            return self._record(self._folder / name)
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Its event is in the store. Should a power cut bring the file back, the store knows the event."""
        (self._folder / name).unlink(missing_ok=True)

    def aside(self, name: str) -> None:
        """Out of the way under the same name: moved back, it is taken at the next look."""
        with suppress(FileNotFoundError):
            os.rename(self._folder / name, self._folder / QUARANTINE / name)
        for folder in (self._folder / QUARANTINE, self._folder):
            sync_folder(folder)

    def forget(self, practice: str, addresses: Collection[tuple[str, str]]) -> tuple[list[str], list[str]]:
        """Delete what these (channel, address) sent, wherever it lies; gives the names.

        Apart from those gives the names of what the system does not let us read.
        """
        gone, closed = list[str](), list[str]()
        lanes = {(practice, *address) for address in addresses}
        for path, record in self._opened(self._folder, self._folder / QUARANTINE):
            if record is None:
                closed.append(path.name)
            elif record.lane in lanes:
                path.unlink(missing_ok=True)
                gone.append(path.name)
        if gone:
            for folder in (self._folder / QUARANTINE, self._folder):
                sync_folder(folder)
        return gone, closed

    def set_aside(self) -> list[tuple[str, Record | None]]:
        """What was set aside and is a record, by name; None: the system does not let us read it."""
        return [(path.name, record) for path, record in self._opened(self._folder / QUARANTINE)]

    def _opened(self, *folders: Path) -> Iterator[tuple[Path, Record | None]]:
        for path in (path for folder in folders for path in folder.glob(f"*{KEPT}")):
            try:
                yield path, self._record(path)
            except (Unreadable, FileNotFoundError):
                continue
            except OSError:
                yield path, None

    def drop_aside(self, name: str) -> None:
        """Delete what was set aside under this name."""
        (self._folder / QUARANTINE / name).unlink(missing_ok=True)
        sync_folder(self._folder / QUARANTINE)

    def purge(self, before: int) -> int:
        """Delete what was set aside before then (epoch ms); gives how many."""
        gone = 0
        for path in (self._folder / QUARANTINE).glob("*"):
            came = path.name.partition("-")[0]
            with suppress(OSError):  # what is no file of ours holds up none of them
                at = int(came) if came.isdecimal() else round(path.stat().st_mtime * 1000)
                if at < before:
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone

    def _record(self, path: Path) -> Record:
        try:
            fields = json.loads(self._vault.open_outside(path.name, path.read_bytes()))
            return Record(**{**fields, "inbound": _inbound(fields["inbound"])})
        except (CannotOpen, ValueError, TypeError, KeyError) as error:
            raise Unreadable(type(error).__name__) from error


def _owner(name: str) -> str:
    """The process that put this file there."""
    return name.partition(".")[0].rpartition("-")[2]


def _plain(inbound: Inbound) -> dict[str, object]:
    return {**asdict(inbound), "failure": inbound.failure.value if inbound.failure else None}


def _inbound(fields: dict[str, object]) -> Inbound:
    failure = fields.get("failure")
    return Inbound(**{**fields, "failure": Failure(failure) if failure else None})  # type: ignore[arg-type]  # as stored
