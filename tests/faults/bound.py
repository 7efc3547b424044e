"""Whose address is whose, as committed turns say it: nobody known may be taken for a stranger."""

from collections.abc import Iterable
from typing import Any

from storage.rows import BindAddress, LoadedPerson, TurnWrites

Address = tuple[str, str]
"""Channel and address."""


class Bound:
    """Addresses and the people they were given to."""

    def __init__(self) -> None:
        self._people: dict[Address, str] = {}

    def look_back(self, everybody: Iterable[LoadedPerson[Any]]) -> None:
        """What is stored at a start."""
        self._people = {row[:2]: one.id for one in everybody for row in one.addresses}

    def committed(self, writes: TurnWrites) -> None:
        """A turn gave or took addresses."""
        for row in writes.addresses:
            if isinstance(row, BindAddress):
                self._people[row.channel, row.address] = writes.person_id
            else:
                self._people.pop((row.channel, row.address), None)

    def let_go(self, person: str) -> bool:
        """Whether this person has no address any more: after a no they are forgotten within minutes."""
        return person not in self._people.values()

    def whose(self, channel: str, address: str) -> str | None:
        """Who it was given to, be they erased since."""
        return self._people.get((channel, address))
