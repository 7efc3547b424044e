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

Pair = tuple[str, str]
"""A practice and somebody in it: an id by itself finds nobody."""


class Loader:
    """Loads people with their open talks and addresses."""

    def __init__(self, connection: aiosqlite.Connection, codec: Codec) -> None:
        self._fetch = connection.execute_fetchall
        self._codec = codec

    async def __call__(self, pairs: list[Pair]) -> dict[Pair, Any]:
        """Everyone of these (practice, person) who exists and is not erased. Raises CannotOpen."""
        wanted = (id_list(pairs),)
        persons, their_talks, their_addresses = await asyncio.gather(
            self._fetch(people.LOAD, wanted),
            self._fetch(talks.OF_PEOPLE, wanted),
            self._fetch(addresses.OF_PEOPLE, wanted),
        )
        found = {row[0]: self.person(row) for row in persons}
        await self.keys(row[2] for row in their_talks)
        for row in their_talks:
            if row[1] in found:
                found[row[1]].talks.append(self._talk(row))
        for row in their_addresses:
            if row[0] in found:
                found[row[0]].addresses.append((row[1], self._codec.open_address(*row[:4]), row[4]))
        return {(one.practice_id, one.id): one for one in found.values()}

    async def keys(self, ids: Iterable[str]) -> None:
        """Have the keys of these people at hand."""
        missing = {i for i in ids if not self._codec.vault.holds(i)}
        if missing:
            for row in await self._fetch(people.FACTS, (id_list(missing),)):
                self._admit(row[0], row[4], row[5])

    def _admit(self, person_id: str, key_id: str, wrapped: bytes) -> None:
        if not self._codec.vault.holds(person_id):
            self._codec.vault.admit(person_id, WrappedKey(key_id, wrapped))

    def person(self, row: Any) -> LoadedPerson[Any]:
        """One row of a SELECT of people, opened. Raises CannotOpen."""
        self._admit(row[0], row[3], row[4])
        doc = self._codec.open("person", row[0], row[0], row[5])
        return LoadedPerson(row[0], row[1], row[2], doc, [], [])

    def _talk(self, row: Any) -> TalkRow:
        talk_id, _, about, script, state, sealed = row
        return TalkRow(talk_id, about, script, state, self._codec.open("talk", talk_id, about, sealed))
