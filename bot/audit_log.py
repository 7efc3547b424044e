"""What operators ask of the audit trail: whether it is whole, and who did what to whom. Opaque ids only."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from bot.config import Config
from bot.errors import CommandError
from handlers.answers_words import fold
from handlers.state import Person
from storage.audit import AuditReport, KeptHead
from storage.rows import AuditRow
from storage.store import Store

HASH_SHOWN = 40
"""Hexadecimal digits of a head that are printed: 160 bits, so that no other trail ends like this."""

SHOWN = 200
OPERATOR = "operator"

OF_THE_STORE = frozenset(("backup", "release", "purge", "inbox retry"))
"""Operators' commands about everybody at once: an entry for every practice."""


def head_lines(report: AuditReport) -> list[str]:
    """The newest entry of every practice as one word each, to be kept apart from the store."""
    return [
        f"{practice}:{number}:{digest[:HASH_SHOWN]}"
        for practice, (number, digest) in sorted(report.heads.items())
    ]


def read_heads(typed: list[str]) -> list[KeptHead]:
    """Heads as they were printed. Raises CommandError."""
    heads = []
    for word in typed:
        practice, _, rest = word.partition(":")
        number, _, digest = rest.partition(":")
        if not (practice and number.isascii() and number.isdigit() and len(digest) == HASH_SHOWN):
            raise CommandError(f"--head is PRACTICE:NUMBER:HASH as it was printed, not {word!r}")
        heads.append(KeptHead(practice, int(number), digest))
    return heads


async def note_start(store: Store[Person], config: Config) -> None:
    """Which settings the bot runs with from now on: a digest without secrets, so that a change shows."""
    for practice in config.practices:
        plain = repr(replace(practice, telegram=None, twilio=None))
        digest = hashlib.sha256(plain.encode()).hexdigest()[:16]
        await store.note(practice.id, AuditRow(OPERATOR, "started", digest))


async def verify(store: Store[Person], arguments: dict[str, Any]) -> list[str]:
    """Follow the chains; the heads to keep. Raises CommandError naming the first entry that does not fit."""
    report = await store.audit_verify(read_heads(list(arguments.get("head") or [])))
    if report.broken is not None:
        practice, number = report.broken
        more = f", and {len(report.faults) - 1} more" if len(report.faults) > 1 else ""
        raise CommandError(f"audit: entry {number} of {practice} is changed or missing{more}")
    return [f"{report.entries} entries, whole. Keep these heads apart from the store:", *head_lines(report)]


async def latest(store: Store[Person], practice: str, arguments: dict[str, Any]) -> list[str]:
    """The newest entries, or those by and about one person; that somebody looked is an entry itself."""
    person = str(arguments.get("person") or "")
    words = await _beginnings(store, practice, person) if person else []
    found = await store.audit_latest(practice, _since(arguments), SHOWN, person, words)
    await store.note(practice, AuditRow(OPERATOR, "audit_read", person))
    return [
        f"{datetime.fromtimestamp(entry.at / 1000, UTC):%Y-%m-%d %H:%M:%S}  {entry.number:>6}  "
        f"{entry.actor}  {entry.action}  {entry.subject}".rstrip()
        for entry in reversed(found)
    ] or ["nothing"]


async def _beginnings(store: Store[Person], practice: str, person: str) -> list[str]:
    """What a refused word may have been, had it meant this person: beginnings of their names, their id."""
    loaded = (await store.load(practice, [person])).get(person)
    if loaded is None:
        return []
    words = fold(loaded.doc.name).split()
    return [word[:length] for word in words for length in range(1, len(word) + 1)] + [fold(person)]


def _since(arguments: dict[str, Any]) -> int:
    day = str(arguments.get("since") or "1970-01-01")
    try:
        return int(datetime.combine(date.fromisoformat(day), time(), UTC).timestamp() * 1000)
    except ValueError:
        raise CommandError(f"--since is a day like 2026-03-02, not {day!r}") from None
