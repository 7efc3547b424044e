"""One person's data: given out whole, or made unreadable for good; and retention."""

from collections.abc import Collection
from typing import Any

import aiosqlite

from storage import addresses, agenda, audit, outbox, people, talks, tells
from storage.desk import Desk
from storage.rows import AuditRow
from storage.waiting import TRIES

STOPPED = "stopped"

BY_PERSON = (
    agenda.DROP_PERSON,
    addresses.DROP_PERSON,
    addresses.DROP_INVITES,
    tells.DROP_PERSON_INBOX,
)
BY_PERSON_OR_ABOUT = (
    talks.DROP_PERSON_TALKS,
    talks.DROP_PERSON_RECORDS,
    tells.DROP_PERSON_TELLS,
    outbox.DROP_PERSON,
    addresses.DROP_RELATIONS,
)


class Privacy(Desk):
    """Export and erasure (GDPR articles 15, 17 and 20)."""

    async def export_person(self, person_id: str) -> dict[str, Any]:
        """Everything of this person as plain data, `{}` once erased.

        What others hold about them (a therapist's own notes) is not theirs to export and not among
        it.
        """
        row = await self._one(people.EXPORT, (person_id,))
        if row is None:
            return {}
        await self._keys([person_id])
        loaded = await self._pump.load([person_id])
        plain = self._codec.plain
        return {
            "id": person_id,
            "practice": row[0],
            "created_at": row[2],
            "updated_at": row[3],
            "person": plain("person", person_id, person_id, row[4]),
            "addresses": [list(address) for address in loaded[person_id].addresses],
            "talks": await self._docs(talks.EXPORT, person_id, "talk"),
            "records": await self._docs(talks.EXPORT_RECORDS, person_id, "record"),
            "texts": await self._docs(outbox.EXPORT, person_id, "outbox"),
            "agenda": await self._plain_rows(
                agenda.OF_PERSON, person_id, ("kind", "scope", "due_at", "not_after", "version")
            ),
            "audit": await self._plain_rows(audit.OF_SUBJECT, person_id, ("number", "at", "actor", "action")),
        }

    async def erase_person(
        self, person_id: str, at: int, actor: str = "", keep: Collection[str] = (STOPPED,)
    ) -> dict[str, Any]:
        """Destroy a person's key and delete their rows and every row about them.

        Stays, by design: hashed event keys (or a backfill would take the events again), addresses
        in the states of `keep` as blind indexes (or they would be texted again), audit entries with
        opaque ids. Returns how many rows went; empty when there is no such person.
        """

        async def job(connection: aiosqlite.Connection) -> dict[str, Any]:
            practice = list(await connection.execute_fetchall(people.EXPORT, (person_id,)))
            if not practice:
                return {}
            for state in keep:
                await connection.execute(addresses.SUPPRESS, (person_id, state))
            gone = 0
            for sql in BY_PERSON:
                gone += (await connection.execute(sql, (person_id,))).rowcount
            for sql in BY_PERSON_OR_ABOUT:
                gone += (await connection.execute(sql, (person_id, person_id))).rowcount
            await connection.execute(people.ERASE, (at, at, person_id))
            await self._writer.note(practice[0][0], AuditRow(actor, "erase", person_id), at)
            return {"rows": gone, "kept": ["event keys", "stopped addresses", "audit"]}

        report = await self._pump.job(job)
        self._vault.forget(person_id)
        await self._pump.apart(_truncate)
        return report

    async def purge(self, before: int, dry_run: bool = False) -> int:
        """Delete texts written before this moment that are no longer on their way.

        With them go tells and events that were set aside, and invites that have run out.
        Returns how many texts; `dry_run` only counts them.
        """
        if dry_run:
            row = await self._one(outbox.FINISHED_BEFORE, (before,))
            return int(row[0]) if row else 0

        async def job(connection: aiosqlite.Connection) -> int:
            await connection.execute(tells.PURGE_TELLS, (before, TRIES))
            await connection.execute(tells.PURGE_INBOX, (before,))
            await connection.execute(addresses.PURGE_INVITES, (before,))
            return (await connection.execute(outbox.PURGE, (before,))).rowcount

        gone = await self._pump.job(job)
        await self._pump.apart(_truncate)
        return gone

    async def _docs(self, sql: str, person_id: str, table: str) -> list[dict[str, Any]]:
        rows = await self._pump.read(sql, (person_id,))
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

    async def _plain_rows(self, sql: str, person_id: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
        return [dict(zip(names, row, strict=True)) for row in await self._pump.read(sql, (person_id,))]


async def _truncate(connection: aiosqlite.Connection) -> None:
    """Move the log into the database, where secure_delete has zeroed what is gone, and empty it."""
    await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
