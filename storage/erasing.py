"""One person made unreadable for good: their key, their rows, and every row about them (SAFETY §4, Erase)."""

import asyncio
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from storage import activities, addresses, agenda, outbox, people, relations, talks, tells
from storage.connection import Connection
from storage.desk import Desk
from storage.erased import write_erased
from storage.leftovers import leftover_rows
from storage.rows import AgendaRow, AuditRow
from storage.turns import id_list
from storage.waiting import TELL_TRIES

STOPPED = "stopped"

BY_PERSON = (
    activities.DROP_OWN,
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
    relations.DROP_RELATIONS,
)

UNTOLD = "SELECT COUNT(*) FROM tell WHERE practice_id = ? AND (person_id = ? OR about_id = ?) AND tries < ?"

UNSENT = """
SELECT COUNT(*), MAX(CASE WHEN rank = 2 AND person_id = ? THEN created_at END) FROM outbox
WHERE practice_id = ? AND state IN ('queued', 'sending') AND (person_id = ?
    OR (about_id = ? AND about_id <> person_id)
    OR (about_id = person_id AND person_id IN (SELECT value FROM json_each(?))))
"""

# A card or a list for a therapist may name several clients, so it stands under the therapist's own key. Its
# words have been said; only what became of it is still of use.
WIPE_SAID = """
UPDATE outbox SET doc = NULL, receipt_cipher = NULL
WHERE practice_id = ? AND about_id = person_id AND state NOT IN ('queued', 'sending')
    AND person_id IN (SELECT value FROM json_each(?))
"""

DROP_ASIDE = """
DELETE FROM inbox
WHERE practice_id = ? AND state = 'aside' AND person_id IN (SELECT value FROM json_each(?))
"""


ERASED = "SELECT id FROM person WHERE erased_at IS NOT NULL"

# A spool is of one machine and its files open with the master key: the others are to know whose go too.
KEEP_ADDRESSES = """
INSERT INTO erased_address (practice_id, channel, blind, at)
SELECT practice_id, channel, blind, ? FROM address WHERE practice_id = ? AND person_id = ?
ON CONFLICT (practice_id, channel, blind) DO UPDATE SET at = excluded.at
"""

ERASED_SINCE = "SELECT 1 FROM erased_address WHERE practice_id = ? AND channel = ? AND blind = ? AND at >= ?"

DROP_ADDRESSES = "DELETE FROM erased_address WHERE practice_id = ? AND at < ?"


class Unsaid(NamedTuple):
    """Tells nobody has taken, texts that have not left, and when the newest urgent one was written.

    The moment is in epoch milliseconds, 0 for none.
    """

    tells: int
    texts: int
    urgent_at: int


class Erasing(Desk):
    """Erasure (GDPR article 17)."""

    _erased_file: Path | None = None
    """Where a store in a file remembers, outside itself, who was erased."""

    async def remember_erased(self) -> None:
        """Have everybody who was erased in that file: after an erasure, and at a start after a crash."""
        if self._erased_file is not None:
            ids = [row[0] for row in await self._pump.read(ERASED)]
            await asyncio.to_thread(write_erased, self._erased_file, ids)

    async def erased_since(self, practice: str, channel: str, address: str, at: int) -> bool:
        """Whether whoever had this address was erased at this moment (epoch ms) or later."""
        blind = self._vault.blind("address", practice, channel, address)
        return await self._one(ERASED_SINCE, (practice, channel, blind, at)) is not None

    async def forget_erased(self, practice: str, before: int) -> None:
        """Nothing set aside before this moment (epoch ms) is left: nobody has to know whose it would be."""

        async def job(connection: Connection) -> None:
            await connection.execute(DROP_ADDRESSES, (practice, before))

        await self._pump.job(job)

    async def erasures(self, now: int, limit: int = 100) -> list[tuple[str, str, AgendaRow]]:
        """(person, practice, row) of who asked to be erased; `not_after` is how long texts are waited for."""
        rows = await self._pump.read(agenda.ERASURES, (now, limit))
        return [(row[0], row[1], AgendaRow(*row[2:])) for row in rows]

    async def unsaid(self, practice: str, person_id: str, known_to: Collection[str]) -> Unsaid:
        """What is still on its way of what is about a person.

        Among the texts are those to their therapists (`known_to`) that may name them beside others.
        """
        both = (practice, person_id, person_id)
        told = await self._one(UNTOLD, (*both, TELL_TRIES))
        sent = await self._one(UNSENT, (person_id, *both, id_list(known_to)))
        return Unsaid(told[0] if told else 0, *((sent[0], sent[1] or 0) if sent else (0, 0)))

    async def erase_person(
        self,
        practice: str,
        person_id: str,
        at: int,
        actor: str = "",
        *,
        known_to: Collection[str] = (),
        keep: Collection[str] = (STOPPED,),
    ) -> dict[str, Any]:
        """Destroy a person's key and delete their rows and every row about them.

        Stays, by design: hashed event keys (or a backfill would take the events again), addresses
        in the states of `keep` as blind indexes (or they would be texted again), all of them as such until
        `forget_erased` (or other machines would keep what they set aside), audit entries with opaque ids. An
        activity that the practice shares stays as well, as nobody's; drafts and unshared ones go.
        What lies with a provider is queued (`leftovers`). `known_to` are therapists whose own
        texts may name the person beside others: their words go too. Returns how many rows went and how much
        was queued; empty when there is no such person.
        """
        owner = (practice, person_id)

        async def job(connection: Connection) -> dict[str, Any]:
            await self._writer.hold([person_id])
            if not list(await connection.execute_fetchall(people.EXPORT, owner)):
                return {}
            queued = await leftover_rows(connection, self._codec, self._loader, owner, at, known_to)
            await connection.execute(KEEP_ADDRESSES, (at, *owner))
            for state in keep:
                await connection.execute(addresses.SUPPRESS, (*owner, state))
            for sql in (WIPE_SAID, DROP_ASIDE):
                await connection.execute(sql, (practice, id_list(known_to)))
            gone = 0
            for sql in BY_PERSON:
                gone += (await connection.execute(sql, owner)).rowcount
            for sql in BY_PERSON_OR_ABOUT:
                gone += (await connection.execute(sql, (*owner, person_id))).rowcount
            await connection.execute(activities.LET_GO, owner)
            await connection.execute(people.ERASE, (at, at, *owner))
            self._recent.forget_all()
            await self._writer.note(practice, AuditRow(actor, "erase", person_id), at)
            return {"rows": gone, "queued": queued, "kept": ["event keys", "stopped addresses", "audit"]}

        report = await self._pump.slow(job)
        self._vault.forget(person_id)
        await self.remember_erased()
        await self._empty_log()
        return report

    async def erase_side(
        self, practice: str, person_id: str, at: int, keep: Collection[str], known_to: Collection[str]
    ) -> int:
        """Delete what is kept of somebody as a client who stays here as a therapist; gives how many rows.

        Their key stays, so their rows go one by one: records but those of `keep` (ids), relations as a
        client, and the words of what was said to them and, beside others, to those who knew them.
        """
        records = (practice, person_id, person_id, id_list(keep))

        async def job(connection: Connection) -> int:
            gone = (await connection.execute(talks.PURGE_RECORDS, records)).rowcount
            gone += (await connection.execute(relations.DROP_AS_CLIENT, (practice, person_id))).rowcount
            await connection.execute(WIPE_SAID, (practice, id_list([person_id, *known_to])))
            await self._writer.note(practice, AuditRow(person_id, "erase_side", person_id), at)
            return gone

        gone = await self._pump.slow(job)
        await self._empty_log()
        return gone
