"""Whose eyes a record is for: what a therapist may read of a client's words, and what a client of theirs.

A private answer reaches the therapist as the fact that there is one (CONTENT A-24, H15). An item the
client decides about afterwards stays private until they have decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.client.covered import read_for
from handlers.state import Person
from handlers.turn import Entry

THERAPIST_NOTE = "therapist_note"
"""A therapist's own note about a client: under the client's key, never in the client's hands."""

_OF_ONE = frozenset((THERAPIST_NOTE, "measure", "measure_difficulty"))
"""Kinds that name their therapist."""

WORK = "desk_text"
OF_WORK = frozenset(("guard_new", "backup_answer", WORK))
"""Kinds that somebody's work as a therapist leaves under their own key: no part of them as a client."""

_BARE = ("assignment", "occurrence", "step", "kind", "title", "about")
_NEVER = OF_WORK | {"withdrawn", "sharing", "response_more"}


def for_client(records: Sequence[Entry]) -> tuple[Entry, ...]:
    """What a client's own turn may use."""
    return tuple(e for e in records if e.kind != THERAPIST_NOTE and e.kind not in OF_WORK)


def for_therapist(client: Person, reader: str, records: Sequence[Entry], at: int = 0) -> tuple[Entry, ...]:
    """What this therapist's turn may use: nothing withdrawn, private ones without their words.

    Whoever covers reads as the one they cover for; without a time (`at`) nobody covers.
    """
    assert client.client is not None
    therapist = read_for(client.client, reader, at)
    theirs = {a.id: a.visibility for a in client.client.assignments if a.therapist == therapist}
    first = next((b.therapist for b in client.client.bonds if not b.ended_at), therapist) == therapist
    gone = {e.doc.get("record") for e in records if e.kind == "withdrawn"}
    decided = {_doing(e.doc): str(e.doc.get("share")) for e in records if e.kind == "sharing"}
    return tuple(
        entry if _is_shared(entry, theirs, decided) else _without_words(entry)
        for entry in records
        if entry.id not in gone
        and entry.kind not in _NEVER
        and (
            entry.doc["assignment"] in theirs if entry.doc.get("assignment") else _meant(entry, reader, first)
        )
    )


def _doing(doc: Mapping[str, Any]) -> tuple[Any, Any]:
    return doc.get("assignment"), doc.get("occurrence")


def _meant(entry: Entry, reader: str, first: bool) -> bool:
    """Notes and measures are for whose they are, no cover; what names no assignment is for the first."""
    return entry.doc.get("therapist") == reader if entry.kind in _OF_ONE else first


def _is_shared(entry: Entry, theirs: Mapping[str, str], decided: Mapping[tuple[Any, Any], str]) -> bool:
    if entry.doc.get("private"):
        return False
    if entry.kind not in ("response", "helped", "kept"):
        return True
    visibility = theirs.get(str(entry.doc.get("assignment")), "shared")
    share = decided.get(_doing(entry.doc), "")
    return visibility != "private" and (share == "share" or (not share and visibility == "shared"))


def _without_words(entry: Entry) -> Entry:
    return replace(entry, doc={key: entry.doc[key] for key in _BARE if key in entry.doc} | {"private": True})
