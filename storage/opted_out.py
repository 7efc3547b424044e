"""Addresses that said stop and belong to nobody: no text is sent to them before they ask for it."""

from storage.connection import Connection
from storage.desk import Desk

ADD = """
INSERT INTO address (practice_id, channel, blind, person_id, cipher, state, since)
VALUES (?, ?, ?, NULL, NULL, 'stopped', ?)
ON CONFLICT (practice_id, channel, blind) DO UPDATE SET since = excluded.since
WHERE address.person_id IS NULL AND address.since < excluded.since
"""

DROP = """
DELETE FROM address WHERE practice_id = ? AND channel = ? AND blind = ? AND person_id IS NULL AND since <= ?
"""


class OptedOut(Desk):
    """Kept as a hash alone (SAFETY §4: "or a stopped number could be texted again")."""

    async def keep_stopped(self, practice: str, channel: str, address: str, at: int) -> None:
        """Somebody unknown said stop at this moment (epoch ms)."""
        row = (practice, channel, self._vault.blind("address", practice, channel, address), at)

        async def job(connection: Connection) -> None:
            await connection.execute(ADD, row)

        await self._pump.job(job)

    async def may_be_asked(self, practice: str, channel: str, address: str, at: int) -> None:
        """Its owner wrote START then (epoch ms): an invitation may go there again, if no STOP is younger."""
        row = (practice, channel, self._vault.blind("address", practice, channel, address), at)

        async def job(connection: Connection) -> None:
            await connection.execute(DROP, row)

        await self._pump.job(job)
