"""The audit trail: who did what to whom, each entry hashed together with the one before it."""

from dataclasses import dataclass

from storage.rows import AuditRow
from storage.vault import Vault

ADD = """
INSERT INTO audit (practice_id, number, at, actor, action, subject, prev, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""

HEADS = """
SELECT practice_id, number, hash FROM audit AS mine
WHERE number = (SELECT MAX(number) FROM audit WHERE practice_id = mine.practice_id)
"""

AFTER = """
SELECT practice_id, number, at, actor, action, subject, prev, hash FROM audit
WHERE (practice_id, number) > (?, ?) ORDER BY practice_id, number LIMIT ?
"""

OF_SUBJECT = "SELECT number, at, actor, action FROM audit WHERE subject = ? ORDER BY number"

FIRST = (0, b"\0" * 32)

Head = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """`broken` is the first (practice, number) that does not fit, or None.

    `heads` are the newest entries; printed daily, they show a trail that was cut short.
    """

    entries: int
    broken: tuple[str, int] | None
    heads: dict[str, tuple[int, str]]


def link(vault: Vault, practice: str, head: Head, at: int, row: AuditRow) -> tuple[Head, tuple[object, ...]]:
    """The next entry of a practice's chain: the new head and the row to insert."""
    number, prev = head[0] + 1, head[1]
    digest = entry_hash(vault, practice, number, at, row, prev)
    return (number, digest), (practice, number, at, row.actor, row.action, row.subject, prev, digest)


def entry_hash(vault: Vault, practice: str, number: int, at: int, row: AuditRow, prev: bytes) -> bytes:
    """The keyed hash of one entry; lengths are marked, so no two entries share a text."""
    parts = (practice, str(number), str(at), row.actor, row.action, row.subject)
    return vault.chain("".join(f"{len(p)}:{p}" for p in parts).encode() + prev)


class Verifier:
    """Follows the chains entry by entry, in order of practice and number."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._heads: dict[str, Head] = {}
        self._entries = 0
        self._broken: tuple[str, int] | None = None

    def check(self, row: tuple[str, int, int, str, str, str, bytes, bytes]) -> None:
        """Take the next stored row."""
        practice, number, at, actor, action, subject, prev, digest = row
        head = self._heads.get(practice, FIRST)
        wanted = entry_hash(self._vault, practice, number, at, AuditRow(actor, action, subject), prev)
        fits = prev == head[1] and digest == wanted
        if not fits and self._broken is None:
            self._broken = (practice, number)
        self._heads[practice] = (number, digest)
        self._entries += 1

    def report(self) -> AuditReport:
        """What was found."""
        heads = {practice: (number, digest.hex()) for practice, (number, digest) in self._heads.items()}
        return AuditReport(self._entries, self._broken, heads)
