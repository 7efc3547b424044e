"""Cards that no provider took while the store is away: tried until they went, or the store is back."""

import asyncio
from collections.abc import Awaitable, Callable, Set

import structlog

from bot.clock import Clock
from bot.ladder import rung
from bot.spool import Record, Spool

log = structlog.get_logger()

AT_ONCE = 32
"""Cards that are tried side by side."""

WAITED = 1.0
"""Seconds the tries are waited for; what a provider takes longer for goes on beside."""


class Unsaid:
    """When each is tried again, by the key of what it answers. A start begins anew."""

    def __init__(self, clock: Clock, answers: Callable[[Record], Awaitable[bool]]) -> None:
        """`answers` tries a card once: whether its sender is answered, now or before."""
        self._clock, self._answers = clock, answers
        self._tries: dict[str, tuple[int, int]] = {}
        self._said: set[str] = set()
        self._trying: dict[str, asyncio.Task[None]] = {}

    def note(self, key: str, *, said: bool) -> None:
        """It went out, or was tried in vain once more."""
        _, tries = self._tries.pop(key, (0, 0))
        if said:
            self._said.add(key)
        else:
            self._tries[key] = self._clock.now() + rung(tries, urgent=True), tries + 1

    def _know(self, waiting: Set[str]) -> None:
        """Whatever goes first and waits is tried, also what lay here before the start; nothing else is."""
        self._said.intersection_update(waiting)
        self._tries = {key: tries for key, tries in self._tries.items() if key in waiting}
        for key in waiting - self._said - self._tries.keys():
            self.note(key, said=False)

    def due(self) -> set[str]:
        """Which are to be tried now, also those that would rest for hours since the clock was set back."""
        now = self._clock.now()
        waits = {key: (at - now, rung(tries - 1, urgent=True)) for key, (at, tries) in self._tries.items()}
        return {key for key, (left, longest) in waits.items() if not 0 < left <= longest}

    async def say(self, spool: Spool) -> None:
        """Try those that are due, longest waiting first, and no more at a time than there is room for."""
        self._know(spool.urgent)
        due, room = self.due() - self._trying.keys(), AT_ONCE - len(self._trying)
        picked = [key for key in self._tries if key in due][: max(0, room)]
        for record in await spool.kept(picked):
            self._trying[record.key] = asyncio.create_task(self._try(record))
        if self._trying:
            await asyncio.wait(self._trying.values(), timeout=WAITED)

    async def _try(self, record: Record) -> None:
        said = False
        try:
            said = await self._answers(record)
        except Exception as error:
            log.error("aside_failed", error=type(error).__name__)
        finally:
            del self._trying[record.key]
        if record.key in self._tries:  # else the store took it, and answers it
            self.note(record.key, said=said)

    def clear(self) -> None:
        """The store takes what waits, and answers it; what is on its way to a provider is waited for."""
        self._tries.clear()
        self._said.clear()

    def stop(self) -> None:
        """The process ends: what no provider has taken yet stays in the spool."""
        for one in self._trying.values():
            one.cancel()
