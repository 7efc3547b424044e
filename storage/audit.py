"""The audit trail: who did what to whom, each entry hashed together with the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from storage.rows import AuditRow
from storage.vault import Vault

ADD = """
INSERT INTO audit (practice_id, number, at, actor, action, subject, prev, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""

# CROSS JOIN: the few practices lead.
HEADS = """
SELECT practice.id, number, hash FROM practice CROSS JOIN audit
WHERE practice_id = practice.id
    AND number = (SELECT MAX(number) FROM audit AS newest WHERE newest.practice_id = practice.id)
"""

HEADS_OF = """
SELECT practice.id, number, hash FROM practice JOIN audit ON practice_id = practice.id
WHERE practice.id IN (SELECT value FROM json_each(?))
    AND number = (SELECT MAX(number) FROM audit AS newest WHERE newest.practice_id = practice.id)
"""

AFTER = """
SELECT practice_id, number, at, actor, action, subject, prev, hash FROM audit
WHERE (practice_id, number) > (?, ?) ORDER BY practice_id, number LIMIT ?
"""

OF_SUBJECT = (
    "SELECT number, at, actor, action FROM audit WHERE practice_id = ? AND subject = ? ORDER BY number"
)

# With an empty id, everybody's. Newest first: what happened lately is what is asked about.
LATEST = """
SELECT number, at, actor, action, subject FROM audit
WHERE practice_id = ? AND at >= ? AND (? = '' OR actor = ? OR subject IN (SELECT value FROM json_each(?)))
ORDER BY number DESC LIMIT ?
"""

FIRST = (0, b"\0" * 32)

REFUSED = "refused"
"""Somebody named a person they may not know of, or nobody: the subject is a mark, no id and no word."""

Head = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """`faults` are the (practice, number) of entries that do not fit or are missing, in order.

    `heads` are the newest entries; printed daily, they show a trail that was cut short.
    """

    entries: int
    faults: tuple[tuple[str, int], ...]
    heads: dict[str, tuple[int, str]]

    @property
    def broken(self) -> tuple[str, int] | None:
        """The first entry that does not fit or is missing, if any."""
        return self.faults[0] if self.faults else None


def link(vault: Vault, practice: str, head: Head, at: int, row: AuditRow) -> tuple[Head, tuple[object, ...]]:
    """The next entry of a practice's chain: the new head and the row to insert."""
    number, prev = head[0] + 1, head[1]
    digest = entry_hash(vault, practice, number, at, row, prev)
    return (number, digest), (practice, number, at, row.actor, row.action, row.subject, prev, digest)


def entry_hash(vault: Vault, practice: str, number: int, at: int, row: AuditRow, prev: bytes) -> bytes:
    """The keyed hash of one entry; lengths are marked, so no two entries share a text."""
    parts = (practice, str(number), str(at), row.actor, row.action, row.subject)
    return vault.chain("".join(f"{len(p)}:{p}" for p in parts).encode() + prev)


def refusal_mark(vault: Vault, practice: str, word: str) -> str:
    """A word that named nobody, as the audit may keep it: only who holds the key can try words against it."""
    return "~" + vault.blind("refused", practice, word)[:24]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One stored entry, as it is read."""

    number: int
    at: int
    actor: str
    action: str
    subject: str


class KeptHead(NamedTuple):
    """A head as it was printed one day: the number, and its hash in hexadecimal or the beginning of it."""

    practice: str
    number: int
    hash: str


class Verifier:
    """Follows the chains entry by entry, in order of practice and number.

    `kept` are heads noted elsewhere. A trail that does not reach them was cut short; one that says
    otherwise there was written anew.
    """

    def __init__(self, vault: Vault, kept: Sequence[KeptHead]) -> None:
        self._vault, self._kept = vault, kept
        self._heads: dict[str, Head] = {}
        self._entries = 0
        self._faults: list[tuple[str, int]] = []

    def check(self, row: tuple[str, int, int, str, str, str, bytes, bytes]) -> None:
        """Take the next stored row."""
        practice, number, at, actor, action, subject, prev, digest = row
        head = self._heads.get(practice, FIRST)
        wanted = entry_hash(self._vault, practice, number, at, AuditRow(actor, action, subject), prev)
        fits = number == head[0] + 1 and prev == head[1] and digest == wanted
        said = [kept.hash for kept in self._kept if (kept.practice, kept.number) == (practice, number)]
        fits = fits and all(digest.hex().startswith(beginning) for beginning in said)
        if not fits:
            self._faults.append((practice, min(number, head[0] + 1)))  # a gap is named by what is missing
        self._heads[practice] = (number, digest)
        self._entries += 1

    def report(self) -> AuditReport:
        """What was found."""
        heads = {practice: (number, digest.hex()) for practice, (number, digest) in self._heads.items()}
        for kept in self._kept:
            reached = heads.get(kept.practice, (0, ""))[0]
            if reached < kept.number:
                self._faults.append((kept.practice, reached + 1))
        return AuditReport(self._entries, tuple(self._faults), heads)
