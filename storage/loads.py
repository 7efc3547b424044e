"""Reading people: one SELECT per table for everybody who is waiting."""

import asyncio
from collections.abc import Iterable
from typing import Any

import aiosqlite

from storage import addresses, people, talks
from storage.codec import Codec
from storage.rows import LoadedPerson, TalkRow
from storage.turns import id_list
from storage.vault import WrappedKey


class Loader:
    """Loads people with their open talks and addresses."""

    def __init__(self, connection: aiosqlite.Connection, codec: Codec) -> None:
        self._fetch = connection.execute_fetchall
        self._codec = codec

    async def __call__(self, ids: list[str]) -> dict[str, Any]:
        """Everyone of `ids` who exists and is not erased. Raises CannotOpen."""
        wanted = (id_list(ids),)
        persons, their_talks, their_addresses = await asyncio.gather(
            self._fetch(people.LOAD, wanted),
            self._fetch(talks.OF_PEOPLE, wanted),
            self._fetch(addresses.OF_PEOPLE, wanted),
        )
        for row in persons:
            self._admit(row[0], row[3], row[4])
        await self.keys(row[2] for row in their_talks)
        found = {row[0]: self._person(row) for row in persons}
        for row in their_talks:
            if row[1] in found:
                found[row[1]].talks.append(self._talk(row))
        for row in their_addresses:
            if row[0] in found:
                found[row[0]].addresses.append((row[1], self._codec.open_address(*row[:4]), row[4]))
        return found

    async def keys(self, ids: Iterable[str]) -> None:
        """Have the keys of these people at hand."""
        missing = {i for i in ids if not self._codec.vault.holds(i)}
        if missing:
            for row in await self._fetch(people.FACTS, (id_list(missing),)):
                self._admit(row[0], row[4], row[5])

    def _admit(self, person_id: str, key_id: str, wrapped: bytes) -> None:
        if not self._codec.vault.holds(person_id):
            self._codec.vault.admit(person_id, WrappedKey(key_id, wrapped))

    def _person(self, row: Any) -> LoadedPerson[Any]:
        doc = self._codec.open("person", row[0], row[0], row[5])
        return LoadedPerson(row[0], row[1], row[2], doc, [], [])

    def _talk(self, row: Any) -> TalkRow:
        talk_id, _, about, script, state, sealed = row
        return TalkRow(talk_id, about, script, state, self._codec.open("talk", talk_id, about, sealed))
