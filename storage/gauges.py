"""How much waits where: a few numbers, quick to read however much is stored."""

from typing import NamedTuple

from storage import meta
from storage.desk import Desk
from storage.waiting import TELL_TRIES

# Small partial indexes and small tables only; none is counted past a hundred thousand.
LEVELS = """
SELECT
    (SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = 'queued' LIMIT 100000) AS these),
    (SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = 'sending' LIMIT 100000) AS these),
    (SELECT COUNT(*) FROM (SELECT 1 FROM inbox WHERE state = 'waiting' LIMIT 100000) AS these),
    (SELECT COUNT(*) FROM (SELECT 1 FROM inbox WHERE state = 'aside' LIMIT 100000) AS these),
    (SELECT COUNT(*) FROM (SELECT 1 FROM tell WHERE tries < ? LIMIT 100000) AS these),
    (SELECT COUNT(*) FROM (SELECT 1 FROM tell WHERE tries >= ? LIMIT 100000) AS these),
    (SELECT MIN(due_at) FROM agenda),
    (SELECT MIN(not_before) FROM (
        SELECT not_before FROM outbox WHERE state IN ('queued', 'sending') LIMIT 100000) AS these),
    (SELECT value FROM meta WHERE key = 'backup'),
    (SELECT value FROM meta WHERE key = 'hold'),
    (SELECT value FROM meta WHERE key = 'audited'),
    (SELECT value FROM meta WHERE key = 'audit_faults')
"""


FACTS = 4
"""The last columns, which `meta` keeps as words."""


class Levels(NamedTuple):
    """Rows by state, then moments (epoch ms): the oldest that wait, the last backup, the hold's, the audit's.

    `first_text` is when the text could first go that has not gone for longest: tries do not move it.
    `audit_faults` are the entries of the trail that did not fit then.
    """

    queued: int
    sending: int
    inbox_waiting: int
    inbox_aside: int
    tells_waiting: int
    tells_lost: int
    next_due: int | None
    first_text: int | None
    backed_up: int | None
    held_since: int | None
    audited: int | None
    audit_faults: int | None


class Gauges(Desk):
    """What the metrics ask of the store."""

    async def levels(self) -> Levels:
        """How much waits. Raises StoreUnavailable."""
        row = (await self._pump.read(LEVELS, (TELL_TRIES, TELL_TRIES)))[0]
        facts = (None if word is None else int(word) for word in row[-FACTS:])
        return Levels(*row[:-FACTS], *facts)

    async def note_backup(self, at_ms: int) -> None:
        """Keep when a copy was made that proved whole."""
        await self._pump.job(lambda c: c.execute(meta.PUT, (meta.BACKUP, str(at_ms))))

    async def note_audit(self, at_ms: int, faults: int) -> None:
        """Keep when the audit trail was followed, and how many of its entries did not fit."""
        facts = ((meta.AUDITED, str(at_ms)), (meta.AUDIT_FAULTS, str(faults)))
        await self._pump.job(lambda c: c.executemany(meta.PUT, facts))
