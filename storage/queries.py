"""Everything that is only looked up: addresses, invites, records, the agenda."""

from collections.abc import Collection

from storage import addresses, agenda, people, talks
from storage.desk import Desk
from storage.rows import AgendaRow, Busy, InviteRow, RecordRow
from storage.turns import id_list, only


class Queries(Desk):
    """The reading part of the store."""

    async def person_of(self, practice: str, channel: str, address: str) -> str | None:
        """Whose address this is, or None (also for an address kept only so that it is not texted)."""
        found = await self.address_of(practice, channel, address)
        return found[0] if found else None

    async def address_of(self, practice: str, channel: str, address: str) -> tuple[str | None, str] | None:
        """The person (None: suppressed) and the state of an address; None when it is unknown."""
        if remembered := self._recent.owner(practice, channel, address):
            return remembered
        blind = self._vault.blind("address", practice, channel, address)
        row = await self._pump.look_up(addresses.FIND, (practice, channel, blind))
        return (row[0], row[1]) if row else None

    async def invite_of(self, practice: str, code: str) -> InviteRow | None:
        """The invite with this code, used or not, expired or not."""
        row = await self._one(addresses.FIND_INVITE, (self._vault.blind("invite", practice, code), practice))
        return InviteRow(code, *row) if row else None

    async def people(self, practice: str) -> list[str]:
        """The ids of everyone in a practice who is not erased."""
        return [row[0] for row in await self._pump.read(people.OF_PRACTICE, (practice,))]

    async def therapists(self, practice: str) -> list[str]:
        """The ids of a practice's therapists, and of everybody of whom that was not yet written down."""
        return [row[0] for row in await self._pump.read(people.THERAPISTS, (practice,))]

    async def records(
        self, practice: str, person_id: str, since_ms: int = 0, kinds: Collection[str] | None = None
    ) -> list[RecordRow]:
        """A person's own records from `since_ms` on, oldest first. Raises CannotOpen."""
        owner = (practice, person_id, since_ms)
        if kinds is None:
            return await self._opened(await self._pump.read(talks.RECORDS, owner))
        return await self._opened(await self._pump.read(talks.RECORDS_OF_KINDS, (*owner, id_list(kinds))))

    async def due(
        self, now_ms: int, limit: int, practices: Collection[str] | None = None
    ) -> list[tuple[str, str, AgendaRow]]:
        """(person, practice, row) of what is due in these practices, or in all, the longest due first.

        Rows stay until a turn drops or moves them.
        """
        rows = await self._pump.read(agenda.DUE, (now_ms, *only(practices), limit))
        return [(row[0], row[1], AgendaRow(*row[2:])) for row in rows]

    async def busy(self, now_ms: int) -> Busy:
        """What waits at this moment."""
        rows = await self._pump.read(agenda.BUSY, {"now": now_ms})
        return Busy(*map(bool, rows[0]))

    async def next_due(self) -> int | None:
        """When the next agenda row is due, or None."""
        row = await self._one(agenda.NEXT)
        return row[0] if row else None
