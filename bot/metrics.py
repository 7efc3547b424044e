"""What `/metrics` and `/health` say: counts and seconds, never words."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from shutil import disk_usage

from bot import __version__
from bot.channels.base import Asks, Channel, Dated, Hooked
from bot.clock import Clock
from bot.cluster.shared_clock import SharedClock
from bot.engine import Engine
from bot.exposition import Family, Sample, written
from bot.metrics_table import AMBIGUOUS, EXPECTED, FAMILIES, SENDS
from bot.web import Tally
from storage.gauges import Levels

PATIENCE = 2.0
"""Seconds a scrape waits for the store; then it says that the store is away, and the rest."""

HEALTH_PATIENCE = 0.8
"""Seconds a commit may take for the process to be well: whoever asks has an answer within one."""

Told = tuple[str, Iterable[Sample]]


class Metrics:
    """Prometheus text about one process and the store it stands on."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        forgotten: Mapping[str, int] | None = None,
        folders: Mapping[str, Path] | None = None,
        channels: Iterable[Channel] = (),
    ) -> None:
        """`folders`: what has to have room on the disk, by name. `channels`: whose silence is told."""
        self._engine, self._clock, self._forgotten = engine, clock, {} if forgotten is None else forgotten
        self._folders, self._channels = folders or {}, tuple(channels)
        self._started = self._ticked = time.monotonic()
        self._due = self._told = 0
        self.tally = Tally()
        self.stopping = False
        """Set when the process is told to end: it is not healthy any more."""

    def tick(self, due: int, told: int) -> None:
        """Count what one turn of the wheel took."""
        self._due += due
        self._told += told
        self._ticked = time.monotonic()

    async def healthy(self) -> bool:
        """Whether this process goes on and its store can commit now. Raises StoreError, TimeoutError."""
        if self.stopping:
            return False
        async with asyncio.timeout(HEALTH_PATIENCE):
            await self._engine.store.ping()
        return True

    async def text(self) -> str:
        """The metrics, in Prometheus' text format; also while the store is away."""
        levels, kept = await self._levels(), await self._kept()
        told = dict((*self._process(), *self._work(), *self._heard(), *kept, *self._waiting(levels)))
        return written(Family(name, *FAMILIES[name], samples) for name, samples in told.items())

    async def _levels(self) -> Levels | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._engine.store.levels()
        except Exception:
            return None

    def _process(self) -> Iterator[Told]:
        now = time.monotonic()
        yield "interlude_build_info", [Sample(1, {"version": __version__})]
        yield "interlude_uptime_seconds", [Sample(now - self._started)]
        yield "interlude_tick_age_seconds", [Sample(now - self._ticked)]
        yield "interlude_clock_ahead_seconds", self._ahead()
        if os.path.isdir("/proc/self/fd"):
            yield "interlude_resident_memory_bytes", [Sample(_resident())]
            yield "interlude_open_files", [Sample(len(os.listdir("/proc/self/fd")))]
        free = [Sample(_free(folder), {"what": name}) for name, folder in self._folders.items()]
        yield "interlude_disk_free_bytes", free

    def _work(self) -> Iterator[Told]:
        runner, sender = self._engine.runner, self._engine.sender
        yield _named("interlude_turns_total", runner.results)
        yield "interlude_turn_seconds", runner.took.samples
        yield "interlude_due_total", [Sample(self._due)]
        yield "interlude_told_total", [Sample(self._told)]
        sends = dict.fromkeys(SENDS, 0) | sender.counts
        yield "interlude_sends_total", _pairs(("channel", "result"), sends)
        yield (
            "interlude_ambiguous_total",
            _pairs(("channel", "outcome"), dict.fromkeys(AMBIGUOUS, 0) | sender.ambiguous),
        )
        yield _named("interlude_backfill_total", self._engine.door.backfilled)
        late = [self._late(since) for since in self._engine.door.unlooked.values()]
        yield "interlude_backfill_age_seconds", _most(late)
        yield _named("interlude_given_up_total", self._engine.faults)
        yield _named("interlude_refused_total", self._engine.door.guesses.counts | self._forged())
        yield _named("interlude_forgotten_elsewhere_total", self._forgotten)
        yield "interlude_webhook_replies_total", _pairs(("door", "status"), self.tally.replies)
        yield "interlude_webhook_seconds", self.tally.took.samples

    def _ahead(self) -> list[Sample]:
        """Against the database, the machine's clock; against providers, the one by which the bot goes.

        One provider's clock may be off, or a proxy's answer old: when several were heard, the nearest counts.
        """
        now = self._clock.now()
        heard = [one.theirs.ahead(now) for one in self._channels if isinstance(one, Dated)]
        found = {"providers": min((off for off in heard if off is not None), key=abs, default=None)}
        if isinstance(self._clock, SharedClock):
            found["database"] = self._clock.ahead / 1000
        return [Sample(off, {"what": what}) for what, off in found.items() if off is not None]

    def _heard(self) -> Iterator[Told]:
        """Whether what people write on Telegram reaches us; only of bots that this process asks about."""
        silent = [one.unanswered for one in self._channels if isinstance(one, Asks)]
        yield "interlude_polling_age_seconds", _most(silent)
        hooks = [found for one in self._channels if isinstance(one, Hooked) if (found := one.hook.bringing)]
        yield "interlude_telegram_webhook_age_seconds", _most(hook.confirmed for hook in hooks)
        yield "interlude_telegram_pending_updates", _most(hook.waiting for hook in hooks)
        yield "interlude_telegram_failed_timestamp_seconds", _most(hook.failed_at for hook in hooks)

    def _forged(self) -> Counter[str]:
        replies = self.tally.replies.items()
        return Counter(signature=sum(count for (_, status), count in replies if status == "403"))

    async def _kept(self) -> Iterable[Told]:
        """What waits outside the store, in the folder that other processes may use as well."""
        spool = self._engine.door.gap.spool
        if spool is None:
            return ()
        found = await spool.standing()
        return (
            _named("interlude_spool_total", spool.counts),
            ("interlude_spool_events", [Sample(found.waiting)]),
            ("interlude_spool_bytes", [Sample(found.bytes)]),
            ("interlude_spool_age_seconds", [Sample(self._late(found.oldest))]),
            ("interlude_spool_quarantined_events", [Sample(found.aside)]),
        )

    def _waiting(self, levels: Levels | None) -> Iterator[Told]:
        yield "interlude_store_up", [Sample(levels is not None)]
        if levels is None:
            return
        yield "interlude_agenda_lag_seconds", [Sample(self._late(levels.next_due))]
        yield "interlude_outbox_lag_seconds", [Sample(self._late(levels.first_text))]
        yield "interlude_sends_held", [Sample(levels.held_since is not None)]
        yield "interlude_outbox_texts", _states(queued=levels.queued, sending=levels.sending)
        yield "interlude_inbox_events", _states(waiting=levels.inbox_waiting, aside=levels.inbox_aside)
        yield "interlude_last_backup_timestamp_seconds", [Sample((levels.backed_up or 0) / 1000)]
        yield "interlude_last_audit_timestamp_seconds", [Sample((levels.audited or 0) / 1000)]
        yield "interlude_audit_faults", [Sample(levels.audit_faults or 0)]
        yield "interlude_tells", _states(waiting=levels.tells_waiting, lost=levels.tells_lost)

    def _late(self, at: int | None) -> float:
        """Seconds since this moment; 0 when it is still to come."""
        return 0 if at is None else max(0, self._clock.now() - at) / 1000


def _named(family: str, counts: Mapping[str, int]) -> Told:
    label, names = EXPECTED[family]
    shown = {**dict.fromkeys(names, 0), **counts}
    return family, [Sample(count, {label: name}) for name, count in shown.items()]


def _pairs(labels: tuple[str, str], counts: Mapping[tuple[str, str], int]) -> list[Sample]:
    return [Sample(count, dict(zip(labels, key, strict=True))) for key, count in counts.items()]


def _states(**counts: int) -> list[Sample]:
    return [Sample(count, {"state": state}) for state, count in counts.items()]


def _most(found: Iterable[float | None]) -> list[Sample]:
    """The greatest, where there is one."""
    known = [one for one in found if one is not None]
    return [Sample(max(known))] if known else []


def _free(folder: Path) -> int:
    """Bytes that this user may still write on the folder's disk; 0 when the folder is gone."""
    try:
        return disk_usage(folder).free
    except OSError:
        return 0


def _resident() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
