"""The store gives nobody's rows to a bare id: practice and owner are asked for, and the SQL holds to them."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from storage.sqlite import SqliteStore
from tests.house import ROOT

OF_PEOPLE = frozenset("person address relation invite talk record agenda tell outbox inbox audit".split())
"""Tables whose rows are somebody's."""

OWNERS = frozenset(("person_id", "person_ids", "therapist_id", "client_id", "address", "wanted", "code"))
"""Whom a method is about: themselves, the relation it goes through, or what they alone hold."""

EVERYONE = {
    "open": "opens the file",
    "close": "closes it",
    "abandon": "closes it",
    "ping": "health: writes the time",
    "backup": "the whole file, as ciphertext",
    "rewrap": "rotation: wrapped keys",
    "audit_verify": "opaque ids, the chains of all practices",
    "levels": "counts and instants",
    "note_backup": "one instant",
    "hold": "one switch for the whole store",
    "release": "one switch for the whole store",
    "give_up_unsure": "after a restore: texts by time, none is shown",
    "busy": "yes or no",
    "next_due": "one instant",
    "next_outgoing": "one instant",
    "outbox_counts": "counts",
    "remember_erased": "ids of tombstones, so that a restored copy erases them again",
    "leftovers": "what lies with a provider of people who are erased; sealed by practice",
    "leftover_done": "one of these",
    "leftover_later": "one of these",
    "leftover_count": "a count",
    "wipe_said": "one of these: it carries practice and person",
    "claim_outgoing": "the sender's: texts of all practices, under a lease, to their own addresses",
    "part_went": "a provider's report on one part of a text that is known",
    "note_audit": "the clock's: when the trail was followed, and a count",
    "called_off": "the sender's: yes or no, of one text it has claimed, by its id",
    "settle": "one claimed text, known by its lease's fence; the practice comes with the claim",
    "expired": "the sender's: ids and kinds of texts nobody has been told of, no words",
    "due": "the clock's: ids and kinds of rows, each then taken in its own practice, no words",
    "erasures": "the clock's: who asked to be erased, no words",
    "tells": "each is taken as its person's own turn, in its practice",
    "inbox_waiting": "each is taken as its person's own turn, in its practice",
    "inbox_put": "the row names practice and person, and foreign keys hold them together",
    "arrived": "one text: it carries practice and person",
    "commit": "the turn names practice and person; every statement of it repeats them",
    "claim_due": "the clock's: ids and kinds of rows, each then taken in its own practice, no words",
    "claim_tells": "ids of who is told something, each then taken in its own practice",
    "make_lanes": "practice and channel names",
    "lanes_ready": "practice and channel names",
    "moment": "what time it is",
    "extend_leases": "texts this process has claimed, known by their fences",
}
"""Methods that work for everybody at once, and why that shows nobody's words to anybody else."""

PRACTICE_WIDE = {
    "audit_latest": "the operator's: opaque ids",
    "left_before": "retention: ids of who left that long ago",
    "never_related": "retention: ids of who never joined",
    "purge": "retention, by age",
    "people": "the operator's list of ids",
    "shut_activities": "the doctor's: a number",
    "therapists": "ids; of those who joined, a therapist may name one",
    "status": "a provider's report on one text, by the receipt the provider was given",
    "note": "appends an audit entry of opaque ids",
    "lane": "two instants of a channel",
    "known": "which of a provider's event keys were met, by their keyed hash",
    "see": "the keyed hash of one event",
    "asked_until": "an instant of a channel",
    "ask_from": "an instant of a channel",
    "numbers": "those the practice itself texts with",
    "unsettled": "a provider's report on one text, by the receipt the provider was given",
    "receipts_known": "which of a provider's receipts are ours, by their keyed hash",
    "went": "yes or no, of one text by its id",
    "reserve": "an instant of a channel",
    "be_silent": "an instant of a channel",
    "forget_erased": "retention, by age; shows nothing",
    "inbox_aside": "the operator's: ids, kinds and names of failures; the command shows no words",
    "inbox_retry": "the operator's: events set aside, each then taken as its person's own turn",
}
"""Methods that name a practice and no owner, and why."""

STATEMENTS = {
    "erasing.ERASED": "ids of tombstones: no row of theirs is left to read",
    "agenda.ERASURES": "the clock's: ids and kinds",
    "people.FACTS": "versions and wrapped keys of the ids a turn names, to refuse those of another practice",
    "people.LOCK": "locks the rows of the ids a turn names, and shows their ids",
    "tells.TELLS_THERE": "ids a turn names, and only whether they are there",
    "tells.INBOX_THERE": "ids a turn names, and only whether they are there",
    "people.OTHER_KEYS": "rotation: wrapped keys, no words",
    "people.REWRAP": "rotation: wrapped keys, no words",
    "agenda.DUE": "the clock's: ids and kinds",
    "agenda.CLAIM": "the clock's: ids and kinds",
    "tells.CLAIM": "ids of who is told something",
    "lanes.READY": "practice and channel names",
    "outbox.EXTEND": "a claimed text, by its fence",
    "agenda.NEXT": "the clock's: one instant",
    "agenda.BUSY": "the clock's: yes or no",
    "outbox.EXPIRE": "by time, all practices",
    "outbox.UNSURE": "by time, all practices",
    "outbox.LANES": "practice and channel names",
    "outbox.LEFT_SENDING": "leases of a process that is gone; shows nothing",
    "outbox.TAKE": "ids picked in the same transaction",
    "outbox.ON_ITS_WAY": "yes or no, of one text that was claimed",
    "outbox.MINE": "whether anything was claimed under one fence",
    "outbox.SPOILT": "an id picked in the same transaction",
    "outbox.CLAIMED": "ids leased in the same transaction",
    "outbox.EXPIRED": "ids and kinds",
    "outbox.NEXT": "one instant",
    "outbox.COUNTS": "counts",
    "gauges.LEVELS": "counts and instants",
    "tells.WAITING_TELLS": "each is taken as its person's own turn",
    "tells.WAITING_INBOX": "each is taken as its person's own turn",
    "audit.HEADS": "the number and hash of each practice's newest entry",
    "audit.HEADS_OF": "the number and hash of the newest entry, of the practices a batch writes to",
    "audit.AFTER": "opaque ids; the chains of all practices are verified together",
}
"""Statements on somebody's rows that name no practice, and why."""


def methods() -> dict[str, inspect.Signature]:
    """Every public coroutine of the store."""
    found = inspect.getmembers(SqliteStore, inspect.iscoroutinefunction)
    return {name: inspect.signature(function) for name, function in found if not name.startswith("_")}


def scope(signature: inspect.Signature) -> tuple[bool, bool]:
    """Whether a practice and an owner must be given: parameters without a default."""
    asked = {p.name for p in signature.parameters.values() if p.default is p.empty}
    return bool({"practice", "practice_id"} & asked), bool(OWNERS & asked)


def statements() -> dict[str, str]:
    """Every SQL constant of the storage package by module and name, that touches somebody's rows."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "storage").glob("*.py")):
        found |= {f"{path.stem}.{name}": sql for name, sql in constants(path) if tables(sql) & OF_PEOPLE}
    return found


def constants(path: Path) -> list[tuple[str, str]]:
    """The names and texts of a module's constants that are SQL statements on rows."""
    found = []
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            words = [
                n.value
                for n in ast.walk(node.value)
                if isinstance(n, ast.Constant) and isinstance(n.value, str)
            ]
            sql = " ".join(words)
            if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", sql):
                found.append((node.targets[0].id, sql))
    return found


def tables(sql: str) -> set[str]:
    """The tables a statement reads or writes."""
    return set(re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)", sql))


def names_practice(sql: str) -> bool:
    """Whether the practice is among the conditions of a statement, or of what it puts in or puts over."""
    put, _, over = sql.partition("ON CONFLICT")
    if not put.lstrip().startswith("INSERT"):
        return condition_names_practice(sql)
    if "practice_id" not in put.partition(")")[0]:
        return False
    return "UPDATE" not in over or "practice_id" in over.partition(")")[0] or condition_names_practice(over)


def condition_names_practice(sql: str) -> bool:
    """Whether a statement's conditions hold it to one practice."""
    _, _, conditions = sql.partition("WHERE")
    return bool(re.search(r"\bpractice_id = (\?|json_extract|mine\.|excluded\.)", conditions))


def test_every_method_asks_for_practice_and_owner() -> None:
    """No public method of the store can be called without practice and owner, but for those named here."""
    unscoped = {name for name, signature in methods().items() if not all(scope(signature))} - EVERYONE.keys()
    assert unscoped == set(PRACTICE_WIDE)
    assert all(scope(methods()[name])[0] for name in unscoped)


def test_the_exceptions_are_still_there() -> None:
    """No exception outlives what it excused."""
    assert not set(EVERYONE) - methods().keys()
    assert not {name for name in EVERYONE if scope(methods()[name])[0]}
    unnamed = {name for name, sql in statements().items() if not names_practice(sql)}
    assert not set(STATEMENTS) - unnamed


def test_every_statement_on_people_names_the_practice() -> None:
    """Each statement on somebody's rows has the practice among its conditions, or puts it into the row."""
    found = statements()
    assert len(found) > 40
    assert {name for name, sql in found.items() if not names_practice(sql)} - set(STATEMENTS) == set()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT doc FROM person WHERE id = ?",
        "SELECT practice_id, doc FROM record WHERE person_id = ?",
        "DELETE FROM talk WHERE id = ?",
        "UPDATE outbox SET practice_id = ? WHERE id = ?",
        "INSERT INTO record (id, person_id, doc) VALUES (?, ?, ?)",
        "INSERT INTO talk (id, practice_id, doc) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET doc = ?",
    ],
)
def test_a_bare_id_is_found(sql: str) -> None:
    """The rule notices a statement that would take an id of any practice."""
    assert tables(sql) & OF_PEOPLE
    assert not names_practice(sql)
