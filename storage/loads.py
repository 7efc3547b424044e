"""Reading people: one SELECT per table for everybody who is waiting."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from storage import addresses, people, talks
from storage.codec import Codec
from storage.connection import Connection
from storage.recent import Opened, OpenTalk, Recent
from storage.rows import LoadedPerson
from storage.turns import id_list
from storage.vault import WrappedKey

Pair = tuple[str, str]
"""A practice and somebody in it: an id by itself finds nobody."""


class Loader:
    """Loads people with their open talks and addresses."""

    def __init__(self, codec: Codec, recent: Recent) -> None:
        self._codec, self._recent = codec, recent

    async def __call__(
        self, connection: Connection, pairs: list[Pair]
    ) -> dict[Pair, Callable[[], LoadedPerson[Any]]]:
        """Everyone of these (practice, person) who exists and is not erased; each call makes one anew.

        Raises CannotOpen.
        People are read first: whoever is changed meanwhile by another process is loaded with the older
        version, and a turn on it is a conflict.
        """
        wanted = (id_list(pairs),)
        persons, their_talks, their_addresses = await asyncio.gather(
            connection.execute_fetchall(people.LOAD, wanted),
            connection.execute_fetchall(talks.OF_PEOPLE, wanted),
            connection.execute_fetchall(addresses.OF_PEOPLE, wanted),
        )
        found = {row[0]: self._opened(row) for row in persons}
        await self.keys(connection, (row[2] for row in their_talks))
        for row in their_talks:
            if row[1] in found:
                found[row[1]].talks.append(self._talk(row))
        for row in their_addresses:
            if row[0] in found:
                found[row[0]].addresses.append((row[1], self._codec.open_address(*row[:4]), row[4]))
        for one in found.values():
            self._recent.keep(one)
        return {(one.practice_id, one.id): partial(one.decoded, self._codec) for one in found.values()}

    async def keys(self, connection: Connection, ids: Iterable[str]) -> None:
        """Have the keys of these people at hand."""
        missing = {i for i in ids if not self._codec.vault.holds(i)}
        if missing:
            for row in await connection.execute_fetchall(people.FACTS, (id_list(missing),)):
                self._admit(row[0], row[4], row[5])

    def _admit(self, person_id: str, key_id: str, wrapped: bytes) -> None:
        if not self._codec.vault.holds(person_id):
            self._codec.vault.admit(person_id, WrappedKey(key_id, wrapped))

    def person(self, row: Any) -> LoadedPerson[Any]:
        """One row of a SELECT of people, opened. Raises CannotOpen."""
        self._admit(row[0], row[3], row[4])
        doc = self._codec.open("person", row[0], row[0], row[5])
        return LoadedPerson(row[0], row[1], row[2], doc, [], [])

    def _opened(self, row: Any) -> Opened:
        person_id, practice_id, version, key_id, wrapped, sealed, last_number = row
        self._admit(person_id, key_id, wrapped)
        doc = self._codec.open_encoded("person", person_id, person_id, sealed)
        return Opened(person_id, practice_id, version, last_number, WrappedKey(key_id, wrapped), doc, [], [])

    def _talk(self, row: Any) -> OpenTalk:
        talk_id, _, about, script, state, sealed, updated_at = row
        doc = self._codec.open_encoded("talk", talk_id, about, sealed)
        return OpenTalk(updated_at, talk_id, about, script, state, doc)
