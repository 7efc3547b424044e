"""The run without faults to hold the store against: what the committed turns add up to, in memory.

A turn is a pure function of what it loads and of its event. So if every event is taken once, every turn
loads what the turns before it left, and the store ends as they add up, then the people stand as they would
in a run in which nothing failed and the same events came in the same order.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from storage.rows import AgendaRow, CommitResult, LoadedPerson, RecordRow, TurnWrites

AGENDA = "SELECT person_id, kind, scope, due_at, not_after, version FROM agenda"


@dataclass
class Sum:
    """One person after their committed turns; documents as they are encoded."""

    version: int
    doc: bytes
    talks: dict[str, tuple[str, str, str, bytes]]
    """(about, script, state, document) by id."""
    records: dict[str, tuple[str, str, int, bytes]]
    """(about, kind, moment, document) by id."""
    agenda: dict[tuple[str, str], AgendaRow]
    open: list[TurnWrites] = field(default_factory=list)
    """Turns of which nobody has heard whether they were committed."""


class Ledger:
    """Adds up turns as they are committed, and compares."""

    def __init__(self, breach: Callable[..., None]) -> None:
        self._breach = breach
        self._encode: Callable[[Any], bytes]
        self._decode: Callable[[str, bytes], Any]
        self._people: dict[str, Sum] = {}
        self._taken = Counter[str]()
        self._unborn: dict[str, list[TurnWrites]] = {}
        """First turns of people of whom nobody has heard whether they were committed."""
        self._going: set[str] = set()
        self._moving: dict[tuple[str, str, str], set[tuple[int, int | None]]] = {}
        self.checked = 0

    async def open(self, store: Any, practice: str) -> dict[str, LoadedPerson[Any]]:
        """Begin with what is stored, or go on from there; gives everybody."""
        self._encode, self._decode = store._codec.encode, store._codec.decode
        everybody: dict[str, LoadedPerson[Any]] = await store.load(practice, await store.people(practice))
        if self._people:
            self._went_on(everybody)
            return everybody
        agenda = await _agenda(store)
        for id, one in everybody.items():
            records = {row.id: self._record(row) for row in await store.records(practice, id)}
            self._people[id] = Sum(one.version, *self._plain(one), records, agenda.get(id, {}))
        return everybody

    # -- turns --------------------------------------------------------------------------------------

    def begin(self, writes: TurnWrites) -> TurnWrites:
        """A turn is about to be committed. Its documents are kept as they are now."""
        kept = replace(
            writes,
            person=None if writes.person is None else self._encode(writes.person),
            talks=[replace(row, doc=self._as_read(row.doc)) for row in writes.talks],
            records=[replace(row, doc=self._encode(row.doc)) for row in writes.records],
        )
        if one := self._people.get(writes.person_id):
            one.open.append(kept)
        else:
            self._unborn.setdefault(writes.person_id, []).append(kept)
        return kept

    def end(self, kept: TurnWrites, result: CommitResult) -> None:
        """It was committed, or had no effect."""
        one = self._people.get(kept.person_id)
        if result is not CommitResult.COMMITTED:
            open_turns = one.open if one else self._unborn.get(kept.person_id, [])
            if kept in open_turns:
                open_turns.remove(kept)
            return
        if one := one or self._born(kept.person_id):
            self._ended(one, kept)

    def _ended(self, one: Sum, kept: TurnWrites) -> None:
        if kept in one.open:  # else somebody read it before its own turn heard of it
            if (kept.expected_version or 0) != one.version:
                self._breach("I2 not upon the newest", kept.expected_version, one.version, kept.seen)
            self._add(one, kept)

    def _born(self, person: str) -> Sum | None:
        """Somebody is stored whose first turn nobody may have heard of."""
        turns = self._unborn.pop(person, None)
        if turns:
            self._people[person] = Sum(0, b"", {}, {}, {}, turns)
        return self._people.get(person)

    def _add(self, one: Sum, kept: TurnWrites) -> None:
        self.checked += 1
        one.open.remove(kept)
        one.version += 1
        one.doc = one.doc if kept.person is None else kept.person
        for gone in kept.drop_talks:
            one.talks.pop(gone, None)
        for talk in kept.talks:
            one.talks[talk.id] = (talk.about_id or kept.person_id, talk.script, talk.state, talk.doc)
        for gone in kept.drop_records:
            one.records.pop(gone, None)
        for row in kept.records:
            one.records[row.id] = (row.about_id or kept.person_id, row.kind, row.at, row.doc)
        for moment in kept.agenda_drop:
            one.agenda.pop(moment, None)
        one.agenda.update({(row.kind, row.scope): row for row in kept.agenda_set})
        for taken in filter(None, (kept.done_tell, *kept.done_inbox)):
            self._taken[taken] += 1
            if self._taken[taken] > 1:
                self._breach("I2 taken twice", taken)

    def moving(self, person: str, row: AgendaRow, due_at: int | None) -> None:
        """A due row may rest until then; None: it may go."""
        self._moving.setdefault((person, row.kind, row.scope), set()).add((row.version, due_at))

    def moved(self, person: str, row: AgendaRow, due_at: int | None) -> None:
        """It did."""
        one = self._people.get(person)
        now = one and one.agenda.get((row.kind, row.scope))
        if not one or not now or now.version != row.version:
            return
        if due_at is None:
            del one.agenda[row.kind, row.scope]
        else:
            one.agenda[row.kind, row.scope] = replace(now, due_at=due_at)

    # -- erasures -----------------------------------------------------------------------------------

    def erasing(self, person: str) -> None:
        """Somebody is being erased: whether they are still there is open."""
        self._going.add(person)

    def erased(self, person: str) -> None:
        """Somebody and all that is about them is gone."""
        self._people.pop(person, None)
        for one in self._people.values():
            one.talks = {id: row for id, row in one.talks.items() if row[0] != person}
            one.records = {id: row for id, row in one.records.items() if row[0] != person}

    def wavers(self, person: str) -> bool:
        """Whether it is open what became of their last turn, or whether they are still there."""
        one = self._people.get(person)
        return one is None or bool(one.open) or person in self._going

    # -- comparing ----------------------------------------------------------------------------------

    def loaded(self, found: dict[str, LoadedPerson[Any]]) -> None:
        """What a turn begins with is what the turns before it left."""
        for id, stored in found.items():
            one = self._people.get(id) or self._born(id)
            if one is None or stored.version < one.version:  # read before somebody's turn, who then went on
                continue
            doc, talks = self._plain(stored)
            self._catch_up(one, stored.version, doc)
            self.checked += 1
            if (stored.version, doc) != (one.version, one.doc) or not self._alike(talks, one.talks):
                self._breach("I2 loaded what no turn wrote", id, stored.version, one.version)

    def _catch_up(self, one: Sum, version: int, doc: bytes) -> None:
        """Turns that were committed without a word are part of it from now on."""
        while one.version < version:
            next_up = [kept for kept in one.open if (kept.expected_version or 0) == one.version]
            last = one.version + 1 == version
            fitting = [k for k in next_up if not last or (one.doc if k.person is None else k.person) == doc]
            if not fitting:
                return
            self._add(one, fitting[-1])

    def _alike(self, stored: dict[str, Any], summed: dict[str, Any]) -> bool:
        """Apart from what is about somebody who is being erased."""
        return stored == summed or self._staying(stored) == self._staying(summed)

    def _staying(self, rows: dict[str, Any]) -> dict[str, Any]:
        return {id: row for id, row in rows.items() if row[0] not in self._going}

    async def compare(self, store: Any, practice: str) -> None:
        """The store says what the turns add up to: nobody more, nothing less, nothing twice."""
        there = await store.load(practice, await store.people(practice))
        self._went_on(there)
        if there.keys() != self._people.keys():
            self._breach("I2 other people than the turns made", sorted(there.keys() ^ self._people.keys()))
        agenda = await _agenda(store)
        for id, one in self._people.items():
            records = {row.id: self._record(row) for row in await store.records(practice, id)}
            self.checked += 2
            if not self._alike(records, one.records):
                self._breach("I2 other records than were written", id, sorted(records.keys() ^ one.records))
            self._follow_moves(id, one, there_now := agenda.get(id, {}))
            if there_now != one.agenda:
                self._breach("I2 another agenda than was written", id, there_now, one.agenda)

    def kept(self, person: str) -> list[tuple[str, bytes]]:
        """Kind and document of somebody's own records."""
        return [(row[1], row[3]) for row in self._people[person].records.values()]

    def _went_on(self, everybody: dict[str, LoadedPerson[Any]]) -> None:
        """What the last process left open has its end: a turn counts or not, somebody is gone or not."""
        for person in self._going - everybody.keys():
            self.erased(person)
        self.loaded(everybody)
        self._unborn.clear()
        for one in self._people.values():
            one.open.clear()

    def _follow_moves(self, id: str, one: Sum, stored: dict[tuple[str, str], AgendaRow]) -> None:
        """What was moved without a word is part of it from now on."""
        for moment, row in list(one.agenda.items()):
            due_at = stored[moment].due_at if moment in stored else None
            if (row.version, due_at) in self._moving.get((id, *moment), ()):
                self.moved(id, row, due_at)

    def _as_read(self, doc: Any) -> bytes:
        """0 comes back as 0.0."""
        return self._encode(self._decode("talk", self._encode(doc)))

    def _plain(self, one: LoadedPerson[Any]) -> tuple[bytes, dict[str, tuple[str, str, str, bytes]]]:
        talks = {t.id: (t.about_id or one.id, t.script, t.state, self._encode(t.doc)) for t in one.talks}
        return self._encode(one.doc), talks

    def _record(self, row: RecordRow) -> tuple[str, str, int, bytes]:
        return row.about_id, row.kind, row.at, self._encode(row.doc)


async def _agenda(store: Any) -> dict[str, dict[tuple[str, str], AgendaRow]]:
    found: dict[str, dict[tuple[str, str], AgendaRow]] = {}
    for person, *row in await store._pump.read(AGENDA):
        found.setdefault(person, {})[row[0], row[1]] = AgendaRow(*row)
    return found
