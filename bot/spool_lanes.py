"""Which events a process keeps outside the store, in order per sender: never what they say."""

from bisect import insort
from collections.abc import Collection
from typing import NamedTuple

from bot.ladder import rung
from bot.spool_files import Record

Lane = tuple[str, str, str]
"""Practice, channel, address: whoever sent it. What one sender sent is taken in order."""


class Haste(NamedTuple):
    """`first`: it does not wait behind what its sender sent before. `stop`: no ordinary text before it."""

    first: bool = False
    stop: bool = False


class _Kept(NamedTuple):
    lane: Lane
    key: str
    size: int
    haste: Haste


class Lanes:
    """The names of what waits. `writing`: those that are not on the disk yet."""

    def __init__(self) -> None:
        self._names: dict[Lane, list[str]] = {}
        self._kept: dict[str, _Kept] = {}
        self._resting: dict[str, tuple[int, int]] = {}
        self.keys: set[str] = set()
        self.writing: set[str] = set()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, name: str) -> bool:
        return name in self._kept

    @property
    def holds_stop(self) -> bool:
        """Whether somebody's STOP waits."""
        return any(one.haste.stop for one in self._kept.values())

    @property
    def urgent(self) -> set[str]:
        """The keys of what goes first, also of what is just being written."""
        return {one.key for one in self._kept.values() if one.haste.first}

    def senders(self) -> list[Lane]:
        """Of whom something waits."""
        return list(self._names)

    def behind(self, lane: Lane) -> bool:
        """Whether something of this sender waits."""
        return lane in self._names

    def enter(self, name: str, record: Record, size: int, haste: Haste) -> None:
        """It waits from now on."""
        insort(self._names.setdefault(record.lane, []), name)
        self._kept[name] = _Kept(record.lane, record.key, size, haste)
        self.bytes += size

    def leave(self, name: str) -> None:
        """It waits no longer."""
        self._resting.pop(name, None)
        kept = self._kept.pop(name, None)
        if kept is None:  # it was set aside before the last start
            return
        self.bytes -= kept.size
        self.keys.discard(kept.key)
        self._names[kept.lane].remove(name)
        if not self._names[kept.lane]:
            del self._names[kept.lane]

    def next(self, lane: Lane, now: int) -> str:
        """Which is to be taken now, "" for none; past one that rests only what goes first."""
        held_up = False
        for name in self._names.get(lane, ()):
            if not self._rests(name, now) and (not held_up or self._kept[name].haste.first):
                return name
            held_up = True
        return ""

    def _rests(self, name: str, now: int) -> bool:
        """No rest is longer than its rung: else the clock was set back, and it would rest for hours."""
        until, tries = self._resting.get(name, (0, 0))
        longest = rung(tries - 1, urgent=self._kept[name].haste.first)
        return name in self.writing or now < until <= now + longest

    def goes_first(self, name: str) -> bool:
        """Whether it does not wait behind what its sender sent before."""
        return name in self._kept and self._kept[name].haste.first

    def names_of(self, keys: Collection[str]) -> list[str]:
        """The names under which these events are kept, as far as they are on the disk."""
        return [n for n, kept in self._kept.items() if kept.key in keys and n not in self.writing]

    def tries(self, name: str) -> int:
        """How often it could not be taken."""
        return self._resting.get(name, (0, 0))[1]

    def rest(self, name: str, until: int) -> None:
        """It could not be taken, and is not tried again before then (epoch ms)."""
        self._resting[name] = until, self.tries(name) + 1
