"""Everything a store keeps at one moment, so that two runs can be held against each other."""

import json
import re
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, NamedTuple

import msgspec

from storage.sqlite import SqliteStore

AGENDA = "SELECT person_id, kind, scope, due_at, not_after FROM agenda"
OUTBOX = """
SELECT person_id, kind, channel,
    CASE WHEN state = 'failed' AND failure = 'ambiguous' THEN 'sent' ELSE state END
FROM outbox ORDER BY person_id, number
"""
"""A text in doubt a second time is given up; whether it came, the provider's side says."""

RELATIONS = "SELECT therapist_id, client_id, state, since, until FROM relation"
AUDIT = "SELECT actor, action, subject, at FROM audit"
ID = re.compile("01[0-9a-z]{18}")
EPOCH = 10**12
"""Whole numbers from here on are moments, epoch milliseconds."""

COUNTS = ("version", "agenda_version")
"""How often something was planned anew: words that were spooled and words that came again go other ways."""

SHIFT = 20 * 60_000
"""By so much a death may move a moment: a text that may have gone is held for a quarter of an hour."""


class Row(NamedTuple):
    """One document or row: what it says without ids, and its moments in the order they stand in it."""

    says: str
    moments: tuple[int, ...]


NOTHING = Row("", ())

Kept = dict[str, list[Row]]
"""By the part of the store, `sam: agenda` say."""


async def kept(store: SqliteStore[Any], practice: str) -> Kept:
    """All of it: people, their open talks, records, addresses, agenda and texts; relations; the audit."""
    loaded = await store.load(practice, await store.people(practice))
    found: dict[str, list[Any]] = {}
    for id, one in loaded.items():
        name = one.doc.name
        found[f"{name}: document"] = [one.doc]
        found[f"{name}: talks"] = list(one.talks)
        found[f"{name}: addresses"] = list(one.addresses)
        found[f"{name}: records"] = list(await store.records(practice, id))
    for part, sql in (("agenda", AGENDA), ("texts", OUTBOX), ("relations", RELATIONS), ("audit", AUDIT)):
        for owner, *row in await store._pump.read(sql):
            whose = f"{loaded[owner].doc.name}: {part}" if owner in loaded else part
            found.setdefault(whose, []).append(row)
    return {part: _rows(rows, part) for part, rows in found.items() if rows}


def _rows(rows: Iterable[Any], part: str) -> list[Row]:
    read = [_row(one) for one in rows]
    return read if part.endswith("texts") else sorted(read)


def _row(doc: Any) -> Row:
    moments: list[int] = []
    says = json.dumps(_masked(msgspec.to_builtins(doc), moments), sort_keys=True)
    return Row(says, tuple(moments))


def _masked(doc: Any, moments: list[int]) -> Any:
    match doc:
        case dict():
            return {ID.sub("id", key): _masked(doc[key], moments) for key in doc if key not in COUNTS}
        case list() | tuple():
            return [_masked(one, moments) for one in doc]
        case str():
            return ID.sub("id", doc)
        case int() if doc >= EPOCH:
            moments.append(doc)
            return "a moment"
    return doc


def unlike(found: Kept, wanted: Kept) -> list[str]:
    """Every row that is there and should not be, or the other way round."""
    return [
        f"{part}: {told}"
        for part in sorted(found.keys() | wanted.keys())
        for mine, due in zip_longest(found.get(part, ()), wanted.get(part, ()), fillvalue=NOTHING)
        if (told := _difference(mine, due))
    ]


def _difference(mine: Row, due: Row) -> str:
    """What the one says where the two part, and what the other does; "" when they are alike."""
    if mine.says != due.says:
        parts = next(i for i, (a, b) in enumerate(zip_longest(mine.says, due.says)) if a != b)
        around = slice(max(0, parts - 40), parts + 40)
        return f"{mine.says[around]!r} instead of {due.says[around]!r}"
    pairs = zip(mine.moments, due.moments, strict=True)
    shifts = [one - other for one, other in pairs if abs(one - other) > SHIFT]
    return f"moments later by {shifts} ms in {mine.says[:80]!r}" if shifts else ""
