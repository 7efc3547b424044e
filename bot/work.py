"""What goes on beside the doors: sending, passing on, what is due, what is done at night."""

import asyncio
from collections.abc import Awaitable, Collection, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog

from bot.audit_log import HASH_SHOWN
from bot.backfill import FIRST, Backfill
from bot.clock import Clock
from bot.config import Config
from bot.doors import Doors
from bot.engine import Engine
from bot.forgetting import Forgetter
from bot.metrics import Metrics
from bot.retention import purge
from bot.sending_loop import SendingLoop

log = structlog.get_logger()
FORGET_SECONDS = 30
AUDIT_MISSED = 25 * 3_600_000
"""Milliseconds after which a look at the audit trail is made up for."""

Parts = list[Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Beside:
    """What the work of a process stands on, besides its engine."""

    config: Config
    doors: Doors
    clock: Clock
    forgetter: Forgetter
    backfill: Backfill
    metrics: Metrics


class Work:
    """The work of a process that has its store to itself."""

    def __init__(self, engine: Engine, beside: Beside, sending: SendingLoop | None = None) -> None:
        self.engine, self.beside = engine, beside
        self.sending = sending or SendingLoop(engine, beside.doors.channels, beside.clock)

    def parts(self) -> Parts:
        """What runs until the end; one that stops by itself ends the process."""
        return [self.sending.run(), self._pass_on(), self._forget_elsewhere(), self.backfill()]

    def polls(self) -> list[asyncio.Task[None]]:
        """What asks providers for news."""
        return self.beside.doors.poll(self.engine.door)

    async def catch_up(self) -> None:
        """What providers kept while nothing ran is taken before anything goes out unasked: a STOP."""
        await self._take_what_was_kept(self.beside.doors.polling)

    async def _take_what_was_kept(self, asking: Collection[str]) -> None:
        await asyncio.gather(self.beside.backfill.first(), self.beside.doors.caught_up(FIRST, asking))

    def end(self) -> None:
        """Begin nothing new."""
        self.engine.door.gap.stop()

    async def tick(self) -> None:
        """Take what is kept, told or due; a fault in one of them stops neither the others nor the wheel."""
        await safely("spool", self.engine.door.gap.go_on())
        await safely("inbox", self.engine.inbox.retry())
        told = await safely("tells", self.engine.dispatch())
        await safely("erasures", self.engine.eraser.due())
        self.ticked(await safely("due", self.engine.runner.due_side_by_side()), told)

    def ticked(self, due: int, told: int) -> None:
        """Count what a tick took."""
        self.beside.metrics.tick(due, told)

    async def nightly(self) -> None:
        """Delete what is older than is kept; follow the audit trail."""
        await safely("retention", self._purged())
        await safely("erasures", self.remember_erased())
        await safely("audit", self._audited())

    async def hourly(self) -> None:
        """Follow the audit trail where no night came to it: a new store, a machine that is off at night."""
        await safely("audit", self._audit_missed())

    async def remember_erased(self) -> int:
        """On this machine: who was erased, by whichever process, in its list; and no longer in its spool."""
        await self.engine.store.remember_erased()
        return await safely("forgetting", self.engine.eraser.forget_aside())

    async def backfill(self) -> None:
        """Ask providers for what their webhooks did not bring."""
        await self.beside.backfill.run()

    async def forget(self) -> None:
        """Delete at providers what is left there after erasures."""
        await self.beside.forgetter.work()

    async def tell(self) -> None:
        """Take what turns just meant for other people."""
        await self.engine.dispatch()

    async def _pass_on(self) -> None:
        """What a turn means for somebody else is taken at once: an alert, an invitation. Else by the tick."""
        while True:
            await self.engine.runner.told.wait()
            self.engine.runner.told.clear()
            try:
                await self.tell()
            except Exception as error:
                log.error("telling_failed", error=type(error).__name__)

    async def _forget_elsewhere(self) -> None:
        while True:
            try:
                await self.forget()
            except Exception as error:
                log.error("forgetting_failed", error=type(error).__name__)
            await asyncio.sleep(FORGET_SECONDS)

    async def _audit_missed(self) -> int:
        levels = await self.engine.store.levels()
        late = self.beside.clock.now() - (levels.audited or 0) > AUDIT_MISSED
        return await self._audited() if late else 0

    async def _audited(self) -> int:
        """Print the heads, for whoever keeps them apart from the store, and note in it what was found."""
        report = await self.engine.store.audit_verify()
        for practice, (number, digest) in report.heads.items():
            log.info("audit_head", practice=practice, count=number, head=digest[:HASH_SHOWN])
        log.info("audit", result="broken" if report.broken else "ok", count=report.entries)
        await self.engine.store.note_audit(self.beside.clock.now(), len(report.faults))
        return len(report.faults)

    async def _purged(self) -> int:
        found = await purge(self.beside.config, self.engine.eraser)
        log.info("retention", count=sum(one.texts + one.clients for one in found.values()))
        return 0


async def safely(job: str, work: Awaitable[int]) -> int:
    """What it gives; 0, and a line in the log, when it raises."""
    try:
        return await work
    except Exception as error:
        log.error("tick_failed", job=job, error=type(error).__name__)
        return 0
