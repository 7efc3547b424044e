"""Flags that could not be told: kept, tried again as long as it takes, and passed to the backup meanwhile."""

from collections import Counter

import structlog

from bot.runner import Runner, Source
from handlers.events import NotDelivered, Told
from storage.errors import StoreError
from storage.rows import TellRow
from storage.waiting import TRIES

log = structlog.get_logger()

URGENT = frozenset(("flag", "card_lost", "flag_backup", "backup_acked"))
"""Tells that are never given up: somebody is waiting for a human."""

MINUTE = 60_000
LADDER = (MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE)
"""Waits after the quick tries, in milliseconds; the last one over and over."""


class Alerts:
    """What becomes of a flag whose therapist's turn raises, or whose text does not arrive."""

    def __init__(self, runner: Runner, faults: Counter[str]) -> None:
        self._runner, self._faults = runner, faults
        self._resting: dict[str, tuple[int, int]] = {}

    def rests(self, row: TellRow) -> bool:
        """Whether this tell waits for its next try."""
        return row.id in self._resting and self._runner.clock.now() < self._resting[row.id][0]

    @property
    def resting(self) -> int:
        """How many tells wait for a later try."""
        return len(self._resting)

    def lets_rest(self, row: TellRow) -> None:
        """An ordinary tell failed again: after the quick tries the next are minutes, then hours apart."""
        step = row.tries + 1 - TRIES
        if step >= 0:
            wait = LADDER[min(step, len(LADDER) - 1)]
            self._resting[row.id] = self._runner.clock.now() + wait, step

    async def keeps(self, row: TellRow) -> bool:
        """Whether a tell that failed its last quick try is kept for later tries: the backup hears at once."""
        if row.doc["what"] not in URGENT or row.tries + 1 < TRIES:
            return False
        step = self._resting.get(row.id, (0, -1))[1] + 1
        wait = LADDER[min(step, len(LADDER) - 1)]
        self._resting[row.id] = self._runner.clock.now() + wait, step
        if step == 0:
            self._faults["flag_untold"] += 1
        log.error("flag_untold", tell=row.id, kind=row.doc["what"], tries=step)
        if row.doc["what"] == "flag":
            await self._pass_on(row)
        return True

    async def to_nobody(self, row: TellRow) -> None:
        """The backup is not there any more: their therapist hears that nobody backs them."""
        if row.doc["what"] == "flag_backup":
            told = Told("backup_gone", {"backup": row.person_id})
            source = Source(seen=f"gone:{row.id}")
            await self._runner.take(row.practice_id, row.doc["data"]["of"], told, source)

    def over(self, row: TellRow) -> None:
        """It has been taken."""
        self._resting.pop(row.id, None)

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
        except StoreError:
            raise
        except Exception as error:
            log.error("backup_untold", tell=row.id, error=type(error).__name__)
