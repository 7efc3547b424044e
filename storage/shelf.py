"""Reading the practice's own activities: a therapist's own, and what the practice shares."""

import contextlib
from collections.abc import Sequence
from typing import Any

from storage.activities import EVERY, EXPORT, READABLE, TABLE, key_of, place
from storage.desk import Desk
from storage.errors import VaultError
from storage.rows import OwnActivity


class Activities(Desk):
    """What one person may read of them."""

    async def activities(self, practice: str, person_id: str) -> list[OwnActivity]:
        """What this person may read: their own, drafts too, and what the practice shares.

        One that does not open is left out: it must not stop the rest of a therapist's work. How many those
        are, `shut_activities` counts.
        """
        rows = await self._pump.read(READABLE, (practice, person_id, person_id))
        return await self._those_that_open(practice, rows)

    async def shut_activities(self, practice: str) -> int:
        """How many of this practice's own do not open, for whoever they are."""
        rows = await self._pump.read(EVERY, (practice,))
        return len(rows) - len(await self._those_that_open(practice, rows))

    async def _those_that_open(self, practice: str, rows: Sequence[Any]) -> list[OwnActivity]:
        await self._keys({row[2] for row in rows if row[2] and not row[3]})
        found = []
        for row in rows:
            with contextlib.suppress(VaultError):
                doc = self._opened_row(practice, row)
                found.append(OwnActivity(row[0], row[1], row[2] or "", bool(row[3]), doc))
        return found

    async def activities_of(self, practice: str, person_id: str) -> list[dict[str, Any]]:
        """Everything this person made, for a copy of their own data. Raises CannotOpen."""
        return [
            {"kind": row[1], "id": row[0], "at": row[5], "doc": self._opened_row(practice, row)}
            for row in await self._pump.read(EXPORT, (practice, person_id))
        ]

    def _opened_row(self, practice: str, row: Any) -> Any:
        key = key_of(self._codec, practice, row[2] or "", bool(row[3]))
        return self._codec.plain(TABLE, place(row[0], row[1]), key, row[4])
