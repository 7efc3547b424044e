"""Work that waits for a turn: tells to other people, and events whose turn raised."""

from collections.abc import Collection
from typing import Any

import msgspec

from storage import agenda, tells
from storage.connection import Connection
from storage.desk import Desk
from storage.errors import VaultError
from storage.reading import Row
from storage.rows import AgendaRow, InboxRow, TellRow
from storage.turns import id_list, only
from storage.vault import WrappedKey

TRIES = 3
"""After so many failed tries an event is set aside, and a tell is no longer tried every second."""

TELL_TRIES = 9
"""After so many, the later ones spread over hours, a tell is lost: it stays where it is, and is counted."""

LONGEST_REST = 3_600_000
"""Milliseconds between two tries of a tell, at most."""


class Waiting(Desk):
    """Tells and the inbox."""

    async def due_rests(self, practice: str, person_id: str, row: AgendaRow, until: int) -> None:
        """A due row whose turn raised is due again later; one that has moved on since is left alone."""
        where = (practice, person_id, row.kind, row.scope, row.version)
        await self._pump.job(lambda c: c.execute(agenda.REST, (until, *where)))

    async def due_gone(self, practice: str, person_id: str, row: AgendaRow) -> None:
        """A due row of somebody who is not there any more."""
        where = (practice, person_id, row.kind, row.scope, row.version)
        await self._pump.job(lambda c: c.execute(agenda.DROP_VERSION, where))

    async def tells(self, now: int, limit: int, practices: Collection[str] | None = None) -> list[TellRow]:
        """Tells not yet taken, of these practices or of all, oldest first; none that rests or is lost."""
        asked = (TELL_TRIES, now, now + LONGEST_REST, *only(practices), limit)
        return await self._opened_tells(await self._pump.read(tells.WAITING_TELLS, asked))

    async def _opened_tells(self, rows: list[Row]) -> list[TellRow]:
        found = []
        for row_id, person, practice, sealed, about, tries, *key in rows:
            doc = await self._open("tell", row_id, about, sealed, key)
            if doc is None:
                await self.tell_failed(practice, person, row_id, tries + 1)
            else:
                found.append(TellRow(row_id, person, practice, doc, about, tries))
        return found

    async def tell_lost(self, practice: str, person_id: str, tell_id: str) -> None:
        """Nothing more is tried: whom it is for is not there."""
        await self.tell_failed(practice, person_id, tell_id, TELL_TRIES)

    async def tell_failed(
        self, practice: str, person_id: str, tell_id: str, tries: int, rests_until: int | None = None
    ) -> None:
        """So many tries have failed by now; of two who fail at it at once one counts.

        No process tries it again before `rests_until` (epoch ms). A turn that takes the tell removes it by
        `done_tell`.
        """
        params = (tries, rests_until, tell_id, practice, person_id, tries)
        await self._pump.job(lambda c: c.execute(tells.FAIL_TELL, params))

    async def inbox_put(self, row: InboxRow, at: int, seen: str | None = None) -> bool:
        """Keep an event whose turn raised, and its key in the same transaction, so that it is not put twice.

        False: the event was applied or put before. Its later turn commits with `done_inbox` and
        without `seen`.
        """
        await self._keys([row.person_id])
        sealed = self._codec.seal("inbox", row.id, row.person_id, row.doc)
        params = (row.id, row.practice_id, row.person_id, sealed, at)
        key = self._vault.blind("seen", row.practice_id, seen or "")

        async def job(connection: Connection) -> bool:
            if seen is not None:
                met = await connection.execute(tells.SEE_ONCE, (key, row.practice_id, at))
                if met.rowcount == 0:
                    return False
            await connection.execute(tells.PUT_INBOX, params)
            return True

        return await self._pump.job(job)

    async def inbox_waiting(self, limit: int = 1000) -> list[InboxRow]:
        """Events waiting to be tried again, oldest first. One that does not open is set aside."""
        found = []
        for row_id, practice, person, sealed, tries, created, *key in await self._pump.read(
            tells.WAITING_INBOX, (limit,)
        ):
            doc = await self._open("inbox", row_id, person, sealed, key)
            if doc is None:
                await self.inbox_fail(practice, person, row_id)
            else:
                found.append(InboxRow(row_id, practice, person, doc, tries, created))
        return found

    async def inbox_aside(self, practice: str, limit: int = 1000) -> list[InboxRow]:
        """Events set aside after their tries, oldest first; `doc` is None for one that does not open."""
        rows = await self._pump.read(tells.ASIDE_INBOX, (practice, limit))
        return [
            InboxRow(id, of, person, await self._open("inbox", id, person, sealed, key), tries, created)
            for id, of, person, sealed, tries, created, *key in rows
        ]

    async def inbox_retry(self, practice: str, ids: Collection[str]) -> int:
        """Have these events, set aside before, tried anew; gives how many were."""
        params = (practice, id_list(ids))

        async def job(connection: Connection) -> int:
            return (await connection.execute(tells.RETRY_INBOX, params)).rowcount

        return await self._pump.job(job)

    async def inbox_fail(self, practice: str, person_id: str, row_id: str) -> bool:
        """Count a try. True when that was the third: the event is now set aside."""
        where = (row_id, practice, person_id)

        async def job(connection: Connection) -> bool:
            await connection.execute(tells.FAIL_INBOX, (TRIES, *where))
            rows = list(await connection.execute_fetchall(tells.INBOX_STATE, where))
            return bool(rows) and rows[0][0] == "aside"

        return await self._pump.job(job)

    async def _open(self, table: str, row_id: str, about: str, sealed: bytes, key: list[Any]) -> Any:
        try:
            if not self._vault.holds(about):
                self._vault.admit(about, WrappedKey(*key))
            return self._codec.open(table, row_id, about, sealed)
        except (VaultError, msgspec.MsgspecError):
            return None
