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
    (SELECT value FROM meta WHERE key = 'hold')
"""


class Levels(NamedTuple):
    """Rows by state, then moments (epoch ms): the oldest that wait, the last backup, the hold's.

    `first_text` is when the text could first go that has not gone for longest: tries do not move it.
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


class Gauges(Desk):
    """What the metrics ask of the store."""

    async def levels(self) -> Levels:
        """How much waits. Raises StoreUnavailable."""
        row = (await self._pump.read(LEVELS, (TELL_TRIES, TELL_TRIES)))[0]
        backed_up, held_since = (None if word is None else int(word) for word in row[-2:])
        return Levels(*row)._replace(backed_up=backed_up, held_since=held_since)

    async def note_backup(self, at_ms: int) -> None:
        """Keep when a copy was made that proved whole."""
        await self._pump.job(lambda c: c.execute(meta.PUT, (meta.BACKUP, str(at_ms))))
