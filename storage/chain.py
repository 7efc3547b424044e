"""Where the next audit entry goes: after the newest of its practice."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from storage import audit, people
from storage.connection import Connection
from storage.rows import AuditRow
from storage.vault import Vault

# Always taken after the persons' rows, in this order, and held until the commit: between reading the
# newest entry and adding the next nobody else adds one.
LOCK = """
SELECT id FROM practice WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
/*postgresql FOR NO KEY UPDATE*/
"""


class Entry(NamedTuple):
    """One entry to be added. `at` is epoch ms."""

    practice_id: str
    at: int
    row: AuditRow


class Chain:
    """Adds entries inside a transaction somebody else begins and ends.

    `heads` are the newest entries per practice. A process that is alone keeps them at hand until a
    transaction fails: one that ended in an error may be committed all the same, and the next is told apart
    only by reading. Others (`shared`) read them again every time, under a lock.
    """

    def __init__(
        self, connection: Connection, vault: Vault, heads: dict[str, audit.Head], shared: bool
    ) -> None:
        self._connection, self._vault, self._shared = connection, vault, shared
        self._committed, self._at_hand = heads, dict(heads)
        self._next: dict[str, audit.Head] = {}

    @property
    def heads(self) -> dict[str, audit.Head]:
        """The newest entry of every practice that this process knows to be committed."""
        return dict(self._committed)

    def begun(self) -> None:
        """A transaction begins."""
        self._next = {} if self._shared else dict(self._at_hand)

    def committed(self) -> None:
        """The transaction is through."""
        self._committed.update(self._next)
        self._at_hand.update(self._next)

    def undone(self) -> None:
        """The transaction failed, as far as anybody knows."""
        self._at_hand = {}

    async def add(self, entries: Sequence[Entry]) -> None:
        """Add entries, in this order."""
        if not entries:
            return
        await self._read({entry.practice_id for entry in entries} - self._next.keys())
        rows = [self._link(entry) for entry in entries]
        await self._connection.executemany(audit.ADD, rows)

    async def _read(self, practices: set[str]) -> None:
        if not practices:
            return
        wanted = (msgspec.json.encode(sorted(practices)).decode(),)
        locked = {row[0] for row in await self._connection.execute_fetchall(LOCK, wanted)}
        if locked != practices:  # the first entries of a practice nobody is in yet
            await self._connection.executemany(people.ADD_PRACTICE, [(one,) for one in sorted(practices)])
            await self._connection.execute_fetchall(LOCK, wanted)
        for row in await self._connection.execute_fetchall(audit.HEADS_OF, wanted):
            self._next[row[0]] = (row[1], row[2])

    def _link(self, entry: Entry) -> tuple[Any, ...]:
        head = self._next.get(entry.practice_id, audit.FIRST)
        practice = entry.practice_id
        self._next[practice], row = audit.link(self._vault, practice, head, entry.at, entry.row)
        return row
