"""An audit trail to tamper with: two practices' entries, and every way to change one of them."""

from collections.abc import Iterator
from typing import Any

from storage.audit import FIRST, AuditReport, Head, KeptHead, Verifier, link
from storage.rows import AuditRow
from storage.vault import Vault

Row = tuple[str, int, int, str, str, str, bytes, bytes]

ACTIONS = ("therapist_joined", "invite", "consent", "read_summary", "refused", "export", "released", "erase")


def vault() -> Vault:
    """A vault with a store key that is always the same."""
    made = Vault(bytes(range(32)), random=lambda size: bytes(range(100, 100 + size)))
    made.new_store_key()
    return made


def trail(entries: int) -> list[Row]:
    """So many entries in each of two practices, as the store would have them."""
    keys, rows = vault(), list[Any]()
    for practice in ("elsewhere", "here"):
        head: Head = FIRST
        for n in range(entries):
            actor, subject = f"01kjpwd6m0j6vmh6bc{n:02}", f"01kjpwd6m0sngkcf2t{n:02}"
            entry = AuditRow(actor, ACTIONS[n % len(ACTIONS)], subject)
            head, row = link(keys, practice, head, 1_772_442_000_000 + n, entry)
            rows.append(row)
    return rows


def verified(rows: list[Row], kept: tuple[KeptHead, ...] = ()) -> AuditReport:
    """What verifying says of these rows, in the order in which the store gives them."""
    verifier = Verifier(vault(), kept)
    for row in sorted(rows, key=lambda row: row[:2]):
        verifier.check(row)
    return verifier.report()


def heads_of(rows: list[Row]) -> tuple[KeptHead, ...]:
    """The heads as they would be printed."""
    heads = verified(rows).heads.items()
    return tuple(KeptHead(practice, number, digest[:40]) for practice, (number, digest) in heads)


def flips(row: Row) -> Iterator[Row]:
    """The row with one bit turned, at every byte of every column."""
    for column, value in enumerate(row):
        for changed in turned(value):
            yield (*row[:column], changed, *row[column + 1 :])


def turned(value: Any) -> Iterator[Any]:
    """A value with one bit turned at each of its bytes."""
    if isinstance(value, int):
        yield from (value ^ 1 << 8 * place for place in range(8))
        return
    raw = value if isinstance(value, bytes) else value.encode()
    for place in range(len(raw)):
        other = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        yield other if isinstance(value, bytes) else other.decode()
