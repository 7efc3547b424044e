"""Events kept outside the store while it is away: one encrypted file each, on the disk before the 2xx."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from bot.clock import Clock
from bot.ladder import LADDER, URGENT_RUNG, rung
from bot.spool_files import Record, SpoolFiles, SpoolFull, Standing, Unreadable, unique
from bot.spool_lanes import Haste, Lane, Lanes
from storage.errors import StoreUnavailable
from storage.vault import Vault

log = structlog.get_logger()

MOST = 10_000
"""Events kept at a time."""

MOST_BYTES = 64 * 2**20
"""What they may take on the disk. Beyond either, events are refused: the provider brings them again."""

LOOK = 10_000
"""Milliseconds between two looks at the folder, for what an absent process left or a human moved back."""

URGENT_TRIES = 12 * 3_600_000 // URGENT_RUNG
"""Tries of what goes first: half a day, as long as a card may come late."""

AT_ONCE = 32

Take = Callable[[Record], Awaitable[None]]
Apart = Callable[..., Awaitable[Any]]


class Spool:
    """Records in order per sender; in memory only which there are, never what they say."""

    def __init__(self, folder: Path, vault: Vault, clock: Clock, apart: Apart = asyncio.to_thread) -> None:
        """`apart` runs a function that waits for the disk away from the event loop."""
        self._files, self._clock, self._apart = SpoolFiles(folder, vault), clock, apart
        self._lanes = Lanes()
        self._numbers = itertools.count()
        self._replaying = asyncio.Lock()
        self._looked = 0
        self.haste: Callable[[Record], Haste] = lambda _: Haste()
        self.counts: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        """How many events wait."""
        return len(self._lanes)

    @property
    def bytes(self) -> int:
        """What they take on the disk."""
        return self._lanes.bytes

    @property
    def holds_stop(self) -> bool:
        """Whether somebody's STOP waits here."""
        return self._lanes.holds_stop

    @property
    def urgent(self) -> set[str]:
        """The keys of what goes first, also of what is just being written."""
        return self._lanes.urgent

    def holds(self, practice: str, key: str) -> bool:
        """Whether this event waits here."""
        return unique(practice, key) in self._lanes.keys

    async def standing(self) -> Standing:
        """What lies in the folder, also of other processes."""
        found: Standing = await self._apart(self._files.standing)
        return found

    async def start(self) -> None:
        """Be known as living, and know what is to be taken. Raises SpoolFull when the folder is of no use."""
        await self._apart(self._files.begin)
        await self._look()

    def close(self) -> None:
        """Leave what waits to whoever looks at the folder next."""
        self._files.end()

    async def look(self) -> int:
        """Once in a while: know what has become this process's to take; gives how much that is.

        Raises SpoolFull when the folder cannot be read.
        """
        if 0 <= self._clock.now() - self._looked < LOOK:
            return 0
        return await self._look()

    async def _look(self) -> int:
        self._looked = self._clock.now()
        async with self._replaying:
            names = await self._apart(self._files.ours)
            return sum([await self._known(name) for name in names if name not in self._lanes])

    async def _known(self, name: str) -> bool:
        """Whether it can be read. What does not open is moved aside."""
        try:
            record = await self._read(name)
        except OSError:  # another's file, or a bad disk: whose it is nobody can tell, so nobody waits for it
            await self._aside(name, "unreadable")
            return False
        if record is None:
            return False
        self._lanes.enter(name, record, await self._apart(self._files.size, name), self.haste(record))
        self._lanes.keys.add(record.key)
        return True

    def behind(self, practice: str, channel: str, address: str) -> bool:
        """Whether something this sender sent earlier still waits here."""
        return self._lanes.behind((practice, channel, address))

    async def put(self, record: Record) -> None:
        """Keep it: on return it is on the disk, its name as well. Raises SpoolFull.

        A second delivery of what is kept already is kept already.
        """
        if record.key in self._lanes.keys:
            return
        name, sealed = self._files.sealed(record, next(self._numbers))
        if self.waiting >= MOST or self.bytes + len(sealed) > MOST_BYTES:
            self.counts["refused"] += 1
            raise SpoolFull(f"{self.waiting} events wait already")
        self._lanes.enter(name, record, len(sealed), self.haste(record))
        self._lanes.writing.add(name)
        try:
            await self._apart(self._files.write, name, sealed)
        except BaseException:
            self._lanes.leave(name)
            self.counts["refused"] += 1
            raise
        finally:
            self._lanes.writing.discard(name)
        self._lanes.keys.add(record.key)
        self.counts["spooled"] += 1

    async def replay(self, take: Take) -> int:
        """Take what waits, in order per sender; gives how many are over.

        Raises StoreUnavailable: then the rest waits on. One that raises anything else is tried again, and
        in the end set aside; of what its sender sent later only what goes first does not wait until then.
        """
        async with self._replaying:
            senders = self._lanes.senders()
            lanes = iter(senders)
            work = (self._work(lanes, take) for _ in range(min(AT_ONCE, len(senders))))
            done = await asyncio.gather(*work, return_exceptions=True)
        for one in done:
            if isinstance(one, BaseException):
                raise one
        return sum(one for one in done if isinstance(one, int))

    async def _work(self, lanes: Any, take: Take) -> int:
        return sum([await self._line(lane, take) for lane in lanes])

    async def _line(self, lane: Lane, take: Take) -> int:
        over = 0
        while name := self._lanes.next(lane, self._clock.now()):
            if await self._over(name, take):
                self._lanes.leave(name)
                over += 1
        return over

    async def _over(self, name: str, take: Take) -> bool:
        """Whether this one waits no longer. What the disk does not give or take now it may later."""
        try:
            record = await self._read(name)
            return record is None or await self._taken(name, record, take)
        except OSError as error:
            return await self._failed(name, type(error).__name__)

    async def _taken(self, name: str, record: Record, take: Take) -> bool:
        """Whether this one is over: taken, or set aside after its last try."""
        try:
            await take(record)
        except StoreUnavailable:
            raise
        except Exception as error:
            return await self._failed(name, type(error).__name__)
        await self._apart(self._files.remove, name)
        self.counts["replayed"] += 1
        return True

    async def _failed(self, name: str, error: str) -> bool:
        """It rests before its next try. What goes first may hold a card: it rests minutes at most."""
        tries, first = self._lanes.tries(name), self._lanes.goes_first(name)
        log.error("spooled_failed", tries=tries, error=error)
        if tries < (URGENT_TRIES if first else len(LADDER)):
            self._lanes.rest(name, self._clock.now() + rung(tries, urgent=first))
            return False
        await self._aside(name, "set_aside")
        return True

    async def _read(self, name: str) -> Record | None:
        """The record of this name; None when there is nothing to read, and no longer under this name."""
        try:
            record: Record | None = await self._apart(self._files.read, name)
            return record
        except Unreadable:
            await self._aside(name, "unreadable")
            return None

    async def _aside(self, name: str, why: str) -> None:
        """Out of the way and kept: nothing here is ever deleted for being wrong."""
        self.counts[why] += 1
        log.error("spooled_aside", row=_id(name), error=why)
        try:
            await self._apart(self._files.aside, name)
        except OSError as error:  # it stays where it is, and is met again at the next look
            log.error("spooled_stuck", row=_id(name), error=type(error).__name__)

    async def kept(self, keys: Collection[str]) -> list[Record]:
        """What is kept of these events, as far as it can be read now."""
        found = []
        for name in self._lanes.names_of(keys):
            with suppress(OSError, Unreadable):
                found.append(await self._apart(self._files.read, name))
        return found

    async def forget(self, practice: str, addresses: Collection[tuple[str, str]]) -> int:
        """An erasure: what these (channel, address) sent is deleted, also what was set aside; how many."""
        async with self._replaying:
            gone, closed = await self._apart(self._files.forget, practice, addresses)
            for name in gone:
                self._lanes.leave(name)
                self._forgotten(name)
        for name in closed:
            self._closed(name)
        return len(gone)

    async def drop_aside(self, gone: Callable[[Record], Awaitable[bool]]) -> int:
        """Delete of what was set aside, and can be read, what `gone` says goes; gives how much."""
        count = 0
        for name, record in await self._apart(self._files.set_aside):
            if record is None:
                self._closed(name)
            elif await gone(record):
                count += await self._dropped(name)
        return count

    async def _dropped(self, name: str) -> bool:
        try:
            await self._apart(self._files.drop_aside, name)
        except OSError:
            self._closed(name)
            return False
        self._forgotten(name)
        return True

    def _forgotten(self, name: str) -> None:
        self.counts["forgotten"] += 1
        log.info("spooled_forgotten", row=_id(name))

    def _closed(self, name: str) -> None:
        """The system does not let us read or delete it: an erased person's words may stay."""
        self.counts["closed"] += 1
        log.error("spooled_closed", row=_id(name))

    async def purge(self, before: int) -> int:
        """Retention: delete what was set aside before this moment (epoch ms); gives how many."""
        gone: int = await self._apart(self._files.purge, before)
        return gone


def _id(name: str) -> str:
    """A file's number and process, without the rest of its name."""
    return name.partition("-")[2].partition(".")[0]


__all__ = ["Haste", "Record", "Spool", "SpoolFull"]
