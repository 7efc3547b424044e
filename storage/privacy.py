"""One person's data: given out whole, or made unreadable for good; and retention."""

from collections.abc import Collection
from typing import Any

from storage import agenda, audit, outbox, people, talks
from storage.connection import Connection
from storage.erasing import Erasing
from storage.leftovers import Leftovers
from storage.masking import masked
from storage.shelf import Activities
from storage.turns import id_list
from storage.waiting import TELL_TRIES

FINISHED_BEFORE = """
SELECT COUNT(*) FROM outbox WHERE practice_id = ? AND created_at < ? AND state NOT IN ('queued', 'sending')
"""

PURGE = """
DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE practice_id = ? AND created_at < ? AND state NOT IN ('queued', 'sending')
    LIMIT ?)
"""

PURGE_TELLS = "DELETE FROM tell WHERE practice_id = ? AND created_at < ? AND tries >= ?"

PURGE_INBOX = "DELETE FROM inbox WHERE practice_id = ? AND created_at < ? AND state = 'aside'"

PURGE_INVITES = "DELETE FROM invite WHERE practice_id = ? AND expires_at < ?"

LEFT_BEFORE = """
SELECT client_id FROM relation WHERE practice_id = ? GROUP BY client_id
HAVING MAX(CASE WHEN state = 'open' THEN 9223372036854775807 ELSE since END) < ?
"""

NEVER_RELATED = """
SELECT id FROM person WHERE practice_id = ? AND erased_at IS NULL AND updated_at < ? AND NOT EXISTS (
    SELECT 1 FROM relation WHERE relation.practice_id = person.practice_id
    AND (relation.therapist_id = person.id OR relation.client_id = person.id))
"""

PAGE = 1000
"""Texts deleted in one transaction: whoever writes beside it waits no longer than for those."""


class Privacy(Erasing, Leftovers, Activities):
    """Export (GDPR articles 15 and 20), erasure and retention."""

    async def export_person(self, practice: str, person_id: str) -> dict[str, Any]:
        """Everything of this person as plain data, `{}` once erased.

        What others hold about them (a therapist's own notes) is not theirs to export and not among
        it; nor is what opens something (`storage.masking`).
        """
        row = await self._one(people.EXPORT, (practice, person_id))
        if row is None:
            return {}
        owner = (practice, person_id)
        await self._keys([person_id])
        loaded = await self._pump.load(practice, [person_id])
        plain = self._codec.plain
        whole = {
            "id": person_id,
            "practice": row[0],
            "created_at": row[2],
            "updated_at": row[3],
            "person": plain("person", person_id, person_id, row[4]),
            "addresses": [list(address) for address in loaded[person_id].addresses],
            "talks": await self._docs(talks.EXPORT, owner, "talk"),
            "records": await self._docs(talks.EXPORT_RECORDS, owner, "record"),
            "texts": await self._docs(outbox.EXPORT, owner, "outbox"),
            "agenda": await self._plain_rows(
                agenda.OF_PERSON, owner, ("kind", "scope", "due_at", "not_after", "version")
            ),
            "audit": await self._plain_rows(audit.OF_SUBJECT, owner, ("number", "at", "actor", "action")),
        }
        if made := await self.activities_of(practice, person_id):
            whole["activities"] = made
        given: dict[str, Any] = masked(whole)
        return given

    async def purge(self, practice: str, before: int, dry_run: bool = False) -> int:
        """Delete a practice's texts written before this moment that are no longer on their way.

        With them go tells and events that were set aside, and invites that have run out.
        Returns how many texts; `dry_run` only counts them.
        """
        if dry_run:
            row = await self._one(FINISHED_BEFORE, (practice, before))
            return int(row[0]) if row else 0

        async def job(connection: Connection) -> int:
            await connection.execute(PURGE_TELLS, (practice, before, TELL_TRIES))
            await connection.execute(PURGE_INBOX, (practice, before))
            await connection.execute(PURGE_INVITES, (practice, before))
            return (await connection.execute(PURGE, (practice, before, PAGE))).rowcount

        pages = [await self._pump.slow(job)]
        while pages[-1] == PAGE:
            pages.append(await self._pump.slow(job))
        await self._empty_log()
        return sum(pages)

    async def left_before(self, practice: str, before: int) -> list[str]:
        """Clients every relation of whom ended before this moment."""
        return [row[0] for row in await self._pump.read(LEFT_BEFORE, (practice, before))]

    async def never_related(self, practice: str, before: int) -> list[str]:
        """People nobody ever worked with and who were last heard of before this moment."""
        return [row[0] for row in await self._pump.read(NEVER_RELATED, (practice, before))]

    async def purge_records(self, practice: str, person_id: str, keep: Collection[str]) -> int:
        """Delete what is recorded about a person, except the records with these ids; gives how many went."""
        params = (practice, person_id, person_id, id_list(keep))

        async def job(connection: Connection) -> int:
            return (await connection.execute(talks.PURGE_RECORDS, params)).rowcount

        return await self._pump.slow(job)

    async def _docs(self, sql: str, owner: tuple[str, str], table: str) -> list[dict[str, Any]]:
        rows = await self._pump.read(sql, owner)
        await self._keys(row[1] for row in rows)
        return [
            {
                "kind": kind,
                "state": state,
                "at": moment,
                "doc": self._codec.plain(table, row_id, about, sealed),
            }
            for row_id, about, kind, state, moment, sealed in rows
            if sealed is not None
        ]

    async def _plain_rows(
        self, sql: str, owner: tuple[str, str], names: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        return [dict(zip(names, row, strict=True)) for row in await self._pump.read(sql, owner)]
