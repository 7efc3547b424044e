"""Writing turns: a batch of people at once, inside a transaction somebody else begins and ends."""

import asyncio
from collections.abc import Sequence
from typing import Any

import aiosqlite
import msgspec

from storage import audit, people, tells
from storage.codec import Codec
from storage.errors import NoKey, RowTaken
from storage.prepare import CERTAIN, ORDER, Facts, about_ids, prepare, seen_key
from storage.rows import AuditRow, CommitResult, TurnWrites
from storage.vault import WrappedKey

Outcome = CommitResult | Exception


def id_list(ids: Any) -> str:
    """Ids as the one JSON parameter of `IN (SELECT value FROM json_each(?))`."""
    return msgspec.json.encode(list(ids)).decode()


class TurnWriter:
    """Writes at most one turn per person and event with one `executemany` per table.

    `heads` are the newest audit entries per practice, kept here because only this process writes.
    """

    def __init__(self, connection: aiosqlite.Connection, codec: Codec, heads: dict[str, audit.Head]) -> None:
        self._connection = connection
        self._codec = codec
        self._heads = heads
        self._next_heads: dict[str, audit.Head] = {}
        self._facts: dict[str, Facts] = {}
        self._seen: set[str] = set()

    @property
    def heads(self) -> dict[str, audit.Head]:
        """The newest committed audit entry of every practice, as this process knows them."""
        return dict(self._heads)

    async def look(self, turns: Sequence[TurnWrites]) -> None:
        """Read what the batch depends on: versions, numbers, keys, events already applied."""
        codec = self._codec
        ids = set().union(*(about_ids(turn) for turn in turns))
        ids.update(tell.person_id for turn in turns for tell in turn.tells)
        keys = [seen_key(codec, turn) for turn in turns if turn.seen is not None]
        facts, seen = await asyncio.gather(
            self._connection.execute_fetchall(people.FACTS, (id_list(ids),)),
            self._connection.execute_fetchall(tells.SEEN, (id_list(keys),)),
        )
        self._seen = {row[0] for row in seen}
        self._facts = {row[0]: Facts(row[1], row[2], row[3], WrappedKey(row[4], row[5])) for row in facts}
        for person_id, fact in self._facts.items():
            if not codec.vault.holds(person_id):
                codec.vault.admit(person_id, fact.key)

    async def write(self, turns: Sequence[TurnWrites]) -> list[Outcome]:
        """Write every turn that can be.

        One that cannot be sealed fails alone, before any row of it is written. Raises when the
        database refuses: the caller rolls back and goes one by one.
        """
        table: dict[str, list[tuple[Any, ...]]] = {}
        outcomes = [self._collect(turn, table) for turn in turns]
        # Sent without waiting between: the connection takes them in order. After an error that
        # rolled the transaction back by itself (disk full), later ones begin a new transaction
        # (isolation_level IMMEDIATE), which the caller rolls back: nothing is ever half-written.
        batches = [(sql, table[sql]) for sql in ORDER if sql in table]
        done = await asyncio.gather(
            *(self._connection.executemany(sql, rows) for sql, rows in batches), return_exceptions=True
        )
        for (sql, rows), result in zip(batches, done, strict=True):
            if isinstance(result, BaseException):
                raise result
            if sql in CERTAIN and result.rowcount != len(rows):
                raise CERTAIN[sql]("no effect")
        return outcomes

    async def note(self, practice_id: str, entry: AuditRow, at: int) -> None:
        """Append an audit entry of its own to the open transaction."""
        head = self._next_heads.get(practice_id, audit.FIRST)
        self._next_heads[practice_id], row = audit.link(self._codec.vault, practice_id, head, at, entry)
        await self._connection.execute(audit.ADD, row)

    def begun(self) -> None:
        """A transaction begins: audit entries follow what is committed."""
        self._next_heads = dict(self._heads)

    def committed(self) -> None:
        """The transaction is through: the audit heads are now these."""
        self._heads.update(self._next_heads)

    def undone(self, turns: Sequence[TurnWrites]) -> None:
        """The transaction was rolled back: forget keys made for people who do not exist."""
        for turn in turns:
            if turn.expected_version is None and turn.person_id not in self._facts:
                self._codec.vault.forget(turn.person_id)

    def _collect(self, turn: TurnWrites, table: dict[str, list[tuple[Any, ...]]]) -> Outcome:
        facts = self._facts.get(turn.person_id)
        if turn.seen is not None and seen_key(self._codec, turn) in self._seen:
            return CommitResult.DUPLICATE
        if (facts.version if facts else None) != turn.expected_version:
            return CommitResult.CONFLICT
        if facts is not None and facts.practice_id != turn.practice_id:
            return CommitResult.CONFLICT
        try:
            self._all_known(turn)
            rows = prepare(turn, facts, self._codec)
        except Exception as error:  # this turn alone is wrong; the others go on
            self.undone((turn,))
            return error
        for sql, row in rows:
            table.setdefault(sql, []).append(row)
        marks = [audit.refusal_mark(self._codec.vault, turn.practice_id, word) for word in turn.refusals]
        refused = [AuditRow(turn.person_id, audit.REFUSED, mark) for mark in marks]
        for entry in (*turn.audits, *refused):
            self._audit(turn, entry, table.setdefault(audit.ADD, []))
        return CommitResult.COMMITTED

    def _all_known(self, turn: TurnWrites) -> None:
        """A key at hand is not enough: its owner may have been erased since this turn was loaded."""
        unknown = about_ids(turn) - self._facts.keys() - {turn.person_id}
        if unknown:
            raise NoKey(", ".join(sorted(unknown)))
        for tell in turn.tells:  # who is told need not exist yet, but nobody is told across practices
            told = self._facts.get(tell.person_id)
            if tell.practice_id != turn.practice_id or (told and told.practice_id != turn.practice_id):
                raise RowTaken(f"tell {tell.id} crosses from one practice to another")

    def _audit(self, turn: TurnWrites, entry: AuditRow, rows: list[tuple[Any, ...]]) -> None:
        practice = turn.practice_id
        head = self._next_heads.get(practice, audit.FIRST)
        self._next_heads[practice], row = audit.link(self._codec.vault, practice, head, turn.at, entry)
        rows.append(row)
