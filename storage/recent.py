"""People met lately, opened but not decoded: what their next turn need not read and decrypt again.

Only where no other process writes. A person is remembered as they were loaded and as each commit leaves
them; whatever else changes or fails makes them forgotten.
"""

from collections import OrderedDict
from typing import Any, NamedTuple

from storage.codec import Codec
from storage.rows import LoadedPerson, TalkRow, TurnWrites
from storage.vault import WrappedKey

MOST = 5_000
"""People remembered at most, some five kilobytes each."""

Address = tuple[str, str, str]
"""A channel, an address there, and its state."""


class OpenTalk(NamedTuple):
    """A row of an open talk, decrypted; they sort as the store orders them."""

    updated_at: int
    id: str
    about_id: str
    script: str
    state: str
    doc: bytes


class Plain(NamedTuple):
    """What a turn leaves of a person and of the talks it changed, encoded once."""

    person: bytes | None
    talks: tuple[bytes, ...]


class Opened(NamedTuple):
    """A person's rows, decrypted. `talks` are in order, `addresses` too."""

    id: str
    practice_id: str
    version: int
    last_number: int
    key: WrappedKey
    doc: bytes
    talks: list[OpenTalk]
    addresses: list[Address]

    def decoded(self, codec: Codec) -> LoadedPerson[Any]:
        """The same for a turn: nothing of it is shared with what is remembered."""
        talks = [
            TalkRow(t.id, t.about_id, t.script, t.state, codec.decode("talk", t.doc)) for t in self.talks
        ]
        doc = codec.decode("person", self.doc)
        return LoadedPerson(self.id, self.practice_id, self.version, doc, talks, list(self.addresses))

    def after(self, turn: TurnWrites, plain: Plain) -> "Opened":
        """The same once this turn is committed."""
        gone = {*turn.drop_talks, *(row.id for row in turn.talks)}
        talks = [talk for talk in self.talks if talk.id not in gone]
        for row, doc in zip(turn.talks, plain.talks, strict=True):
            talks.append(OpenTalk(turn.at, row.id, row.about_id or self.id, row.script, row.state, doc))
        return self._replace(
            version=self.version + 1,
            last_number=self.last_number + len(turn.outbox),
            doc=self.doc if plain.person is None else plain.person,
            talks=sorted(talks),
        )


class Recent:
    """The people met last, `most` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._people: OrderedDict[str, Opened] = OrderedDict()
        self._owners: dict[tuple[str, str, str], tuple[str, str]] = {}
        self.emptied = 0
        """How often everybody was forgotten: what was begun before is not to be remembered after it."""

    def get(self, person_id: str) -> Opened | None:
        """Somebody as they stand in the store, if they are remembered."""
        found = self._people.get(person_id)
        if found is not None:
            self._people.move_to_end(person_id)
        return found

    def owner(self, practice: str, channel: str, address: str) -> tuple[str, str] | None:
        """Whose address this is and its state, as far as it is remembered."""
        return self._owners.get((practice, channel, address))

    def keep(self, person: Opened) -> None:
        """Remember somebody as they stand in the store from now on."""
        if not self._most:
            return
        self._people[person.id] = person
        self._people.move_to_end(person.id)
        for channel, address, state in person.addresses:
            self._owners[person.practice_id, channel, address] = (person.id, state)
        if len(self._people) > self._most:
            self.take(next(iter(self._people)))

    def take(self, person_id: str) -> Opened | None:
        """Somebody as they stand, who are forgotten by that: they are being changed."""
        person = self._people.pop(person_id, None)
        if person is not None:
            for channel, address, _ in person.addresses:
                self._owners.pop((person.practice_id, channel, address), None)
        return person

    def forget_all(self) -> None:
        """Know nobody: somebody was erased, and others may hold words of theirs."""
        self._people.clear()
        self._owners.clear()
        self.emptied += 1
