"""Writing turns: a batch of people at once, inside a transaction somebody else begins and ends."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from storage import audit, people, tells
from storage.chain import Chain, Entry
from storage.codec import Codec
from storage.connection import Connection
from storage.errors import NoKey, RowTaken
from storage.prepare import CERTAIN, ORDER, Facts, about_ids, encoded, prepare, seen_key
from storage.recent import Opened, Recent
from storage.rows import AuditRow, CommitResult, TurnWrites
from storage.vault import WrappedKey

Outcome = CommitResult | Exception


def id_list(ids: Any) -> str:
    """Ids as the one JSON parameter of `IN (SELECT value FROM json_each(?))`."""
    return msgspec.json.encode(list(ids)).decode()


def only(ids: Iterable[str] | None) -> tuple[str, str]:
    """The two parameters of `(? = '' OR … IN (SELECT value FROM json_each(?)))`: these, or with None all."""
    return ("", "[]") if ids is None else ("only", id_list(ids))


class TurnWriter:
    """Writes at most one turn per person and event with one `executemany` per table.

    `shared`: other processes write too, so what a batch depends on is locked before it is read.
    """

    def __init__(
        self,
        connection: Connection,
        codec: Codec,
        heads: dict[str, audit.Head],
        recent: Recent,
        *,
        shared: bool = False,
    ) -> None:
        self._connection, self._codec, self._shared = connection, codec, shared
        self._recent, self._left, self._emptied = recent, list[Opened](), 0
        self._chain = Chain(connection, codec.vault, heads, shared)
        self._facts: dict[str, Facts] = {}
        self._seen: list[str] = []
        self._about: list[set[str]] = []
        self._done: set[str] = set()

    @property
    def heads(self) -> dict[str, audit.Head]:
        """The newest committed audit entry of every practice, as this process knows them."""
        return self._chain.heads

    async def look(self, turns: Sequence[TurnWrites]) -> None:
        """Read what the batch depends on: versions, numbers, keys, what was applied or taken already."""
        self._seen = ["" if turn.seen is None else seen_key(self._codec, turn) for turn in turns]
        self._about = [about_ids(turn) for turn in turns]
        ids = set().union(*self._about)
        await self.hold(ids)
        ids.update(tell.person_id for turn in turns for tell in turn.tells)
        self._facts = await self._facts_of(ids)
        done = [
            await self._known(tells.SEEN, list(filter(None, self._seen))),
            await self._gone(tells.TELLS_THERE, [t.done_tell for t in turns if t.done_tell is not None]),
            await self._gone(tells.INBOX_THERE, [one for turn in turns for one in turn.done_inbox]),
        ]
        self._done = set().union(*done)
        for person_id, fact in self._facts.items():
            if not self._codec.vault.holds(person_id):
                self._codec.vault.admit(person_id, fact.key)

    async def _facts_of(self, ids: Collection[str]) -> dict[str, Facts]:
        known = [one for one in map(self._recent.get, ids) if one is not None]
        if len(known) == len(ids):
            return {one.id: Facts(one.practice_id, one.version, one.last_number, one.key) for one in known}
        rows = await self._connection.execute_fetchall(people.FACTS, (id_list(ids),))
        return {row[0]: Facts(row[1], row[2], row[3], WrappedKey(row[4], row[5])) for row in rows}

    async def hold(self, ids: Collection[str]) -> None:
        """Let no other process change these people before the open transaction ends."""
        if self._shared:
            await self._connection.execute_fetchall(people.LOCK, (id_list(ids),))

    async def write(self, turns: Sequence[TurnWrites]) -> list[Outcome]:
        """Write every turn that can be.

        One that cannot be sealed fails alone, before any row of it is written. Raises when the
        database refuses: the caller rolls back and goes one by one.
        """
        table: dict[str, list[tuple[Any, ...]]] = {}
        entries: list[Entry] = []
        outcomes = [
            self._collect(turn, seen, about, table, entries)
            for turn, seen, about in zip(turns, self._seen, self._about, strict=True)
        ]
        # One after another, not as tasks: on a file that answers nothing of this waits, and whoever was
        # answered meanwhile begins their next turn while this one is being synced. After an error that
        # rolled the transaction back by itself (disk full) nothing more is written.
        for sql in ORDER:
            if sql in table:
                await self._write_rows(sql, table[sql])
        await self._chain.add(entries)
        return outcomes

    async def _write_rows(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        done = await self._connection.executemany(sql, rows)
        if sql in CERTAIN and done.rowcount != len(rows):
            raise CERTAIN[sql]("no effect")

    async def note(self, practice_id: str, entry: AuditRow, at: int) -> None:
        """Append an audit entry of its own to the open transaction."""
        await self._chain.add([Entry(practice_id, at, entry)])

    def begun(self) -> None:
        """A transaction begins: audit entries follow what is committed."""
        self._chain.begun()
        self._left, self._emptied = [], self._recent.emptied

    def committed(self) -> None:
        """The transaction is through: the audit heads are now these, and so are the people."""
        self._chain.committed()
        for person in self._left if self._emptied == self._recent.emptied else ():
            self._recent.keep(person)

    def undone(self, turns: Sequence[TurnWrites]) -> None:
        """The transaction was rolled back: forget keys made for people who do not exist."""
        self._chain.undone()
        for turn in turns:
            if turn.expected_version is None and turn.person_id not in self._facts:
                self._codec.vault.forget(turn.person_id)

    async def _known(self, sql: str, keys: Collection[str]) -> set[str]:
        if not keys:
            return set()
        return {row[0] for row in await self._connection.execute_fetchall(sql, (id_list(keys),))}

    async def _gone(self, sql: str, ids: Collection[str]) -> set[str]:
        return set(ids) - await self._known(sql, ids)

    def _collect(
        self,
        turn: TurnWrites,
        seen: str,
        about: set[str],
        table: dict[str, list[tuple[Any, ...]]],
        entries: list[Entry],
    ) -> Outcome:
        facts, before = self._facts.get(turn.person_id), self._recent.take(turn.person_id)
        if self._applied(turn, seen):
            return CommitResult.DUPLICATE
        if (facts.version if facts else None) != turn.expected_version:
            return CommitResult.CONFLICT
        if facts is not None and facts.practice_id != turn.practice_id:
            return CommitResult.CONFLICT
        try:
            self._all_known(turn, about)
            plain = encoded(turn, self._codec)
            rows = prepare(turn, seen, plain, facts, self._codec)
        except Exception as error:  # this turn alone is wrong; the others go on
            self.undone((turn,))
            return error
        for sql, row in rows:
            table.setdefault(sql, []).append(row)
        if before is not None and before.version == turn.expected_version and not turn.addresses:
            self._left.append(before.after(turn, plain))
        marks = [audit.refusal_mark(self._codec.vault, turn.practice_id, word) for word in turn.refusals]
        refused = [AuditRow(turn.person_id, audit.REFUSED, mark) for mark in marks]
        entries += [Entry(turn.practice_id, turn.at, row) for row in (*turn.audits, *refused)]
        return CommitResult.COMMITTED

    def _applied(self, turn: TurnWrites, seen: str) -> bool:
        """Whether the event, the tell or the kept event this turn takes was taken before."""
        taken = (seen, turn.done_tell, *turn.done_inbox)
        return not self._done.isdisjoint(taken)

    def _all_known(self, turn: TurnWrites, about: set[str]) -> None:
        """A key at hand is not enough: its owner may have been erased since this turn was loaded."""
        unknown = about - self._facts.keys() - {turn.person_id}
        if unknown:
            raise NoKey(", ".join(sorted(unknown)))
        for tell in turn.tells:  # who is told need not exist yet, but nobody is told across practices
            told = self._facts.get(tell.person_id)
            if tell.practice_id != turn.practice_id or (told and told.practice_id != turn.practice_id):
                raise RowTaken(f"tell {tell.id} crosses from one practice to another")
