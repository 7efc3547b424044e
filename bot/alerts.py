"""Flags that could not be told: kept, tried again as long as it takes, and passed to the backup meanwhile."""

from collections import Counter

import structlog

from bot.runner import Runner, Source
from handlers.events import NotDelivered, Told
from handlers.state import Person
from storage.errors import StoreUnavailable
from storage.rows import TellRow
from storage.store import Store
from storage.waiting import LONGEST_REST, TELL_TRIES, TRIES

log = structlog.get_logger()

URGENT = frozenset(("flag", "card_lost", "flag_backup", "backup_acked"))
"""Tells that are never given up: somebody is waiting for a human."""

MINUTE = 60_000
LADDER = (MINUTE, 5 * MINUTE, 15 * MINUTE, LONGEST_REST)
"""Waits after the quick tries, in milliseconds; the last one over and over."""


EVER = 2**62
"""A moment after which nothing rests."""

LOOKED_AT = 1000
"""Tells looked through for those that could not be told."""


async def urgent_and_untold(store: Store[Person]) -> set[str]:
    """Who is still to be told something urgent after the quick tries: their own turn raises each time."""
    rows = await store.tells(EVER, LOOKED_AT)
    return {row.person_id for row in rows if row.doc["what"] in URGENT and row.tries >= TRIES}


class Alerts:
    """What becomes of a flag whose therapist's turn raises, or whose text does not arrive."""

    def __init__(self, runner: Runner, faults: Counter[str]) -> None:
        self._runner, self._faults = runner, faults

    async def counts(self, row: TellRow, tries: int) -> None:
        """So many tries have failed: after the quick ones the next are minutes, then hours apart.

        The rest stands in the store: no other process, and no later start, is quicker.
        """
        step, until = tries - TRIES, None
        if step >= 0:
            until = self._runner.clock.now() + LADDER[min(step, len(LADDER) - 1)]
        await self._runner.store.tell_failed(row.practice_id, row.person_id, row.id, tries, until)

    async def keeps(self, row: TellRow) -> bool:
        """Whether a tell that failed its last quick try is kept for later tries: the backup hears at once."""
        step = row.tries + 1 - TRIES
        if row.doc["what"] not in URGENT or step < 0:
            return False
        if row.doc["what"] == "flag":
            await self._pass_on(row)
        await self.counts(row, min(row.tries + 1, TELL_TRIES - 1))
        if step == 0:
            self._faults["flag_untold"] += 1
        log.error("flag_untold", person=row.person_id, tell=row.id, kind=row.doc["what"], tries=step)
        return True

    async def to_nobody(self, row: TellRow) -> None:
        """The backup is not there any more: their therapist hears that nobody backs them."""
        if row.doc["what"] == "flag_backup":
            told = Told("backup_gone", {"backup": row.person_id})
            source = Source(seen=f"gone:{row.id}")
            await self._runner.take(row.practice_id, row.doc["data"]["of"], told, source)

    def lost(self, event: NotDelivered, person: str) -> None:
        """Whoever runs this hears of an alert that did not arrive: in the log and in the metrics."""
        if event.kind == "alert":
            what = "alert_late" if event.failure == "delayed" else "alert_lost"
            self._faults[what] += 1
            log.error(what, person=person, channel=event.channel, failure=event.failure)

    async def _pass_on(self, row: TellRow) -> None:
        """Past the therapist's own turn, straight to their backup; once, also should it be tried again."""
        data = row.doc["data"]
        told = {"of": row.person_id, "flag": data["flag"], "at": data["at"], "again": False}
        source = Source(seen=f"untold:{row.id}")
        try:
            loaded = (await self._runner.store.load(row.practice_id, [row.person_id])).get(row.person_id)
            side = loaded.doc.therapist if loaded else None
            if side is not None and side.backup_id:
                await self._runner.take(row.practice_id, side.backup_id, Told("flag_backup", told), source)
        except StoreUnavailable:
            raise  # no try: both hear once the store is back
        except Exception as error:
            log.error("backup_untold", tell=row.id, error=type(error).__name__)
