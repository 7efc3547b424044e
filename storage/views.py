"""Clients as their therapists may read them: only through a relation that is open at this moment."""

from typing import Any

from storage import relations
from storage.desk import Desk
from storage.rows import LoadedPerson, RecordRow, RelationRow


class Views(Desk):
    """What one person may read of another. `now` is epoch ms: some relations end by themselves."""

    async def clients_of(self, practice: str, therapist_id: str) -> list[RelationRow]:
        """The relations in which this person is the therapist, ended ones too, oldest first."""
        rows = await self._pump.read(relations.CLIENTS, (practice, therapist_id))
        return [RelationRow(*row) for row in rows]

    async def therapists_of(self, practice: str, client_id: str) -> list[RelationRow]:
        """The relations in which this person is the client, ended ones too, oldest first."""
        rows = await self._pump.read(relations.THERAPISTS, (practice, client_id))
        return [RelationRow(*row) for row in rows]

    async def clients(self, practice: str, therapist_id: str, now: int) -> dict[str, LoadedPerson[Any]]:
        """Every client whom this therapist may read now, by id; no talks, no addresses. Raises CannotOpen."""
        rows = await self._pump.read(relations.VIEWS, (practice, therapist_id, now, now))
        return {row[0]: self._loader.person(row) for row in rows}

    async def client_records(
        self, practice: str, therapist_id: str, client_id: str, now: int, since_ms: int = 0
    ) -> list[RecordRow]:
        """A client's records, oldest first; none for one who may not read them now. Raises CannotOpen."""
        params = (practice, therapist_id, client_id, now, now, since_ms)
        return await self._opened(await self._pump.read(relations.RECORDS, params))
