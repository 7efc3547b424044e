"""The wheel: APScheduler turns it once a second; what is due stands in the agenda table (DESIGN §3.3)."""

import asyncio
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK = 1
"""Seconds between two looks at the agenda."""

END_SECONDS = 10.0
"""How long a run in progress may still take once the process is told to end."""

Job = Callable[[], Awaitable[None]]


class Wheel:
    """Runs `tick` every second, `hourly`, and `nightly` once a night; a late or long run is never doubled."""

    def __init__(self, tick: Job, hourly: Job, nightly: Job) -> None:
        self._scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
        )
        self._runs: set[asyncio.Task[object]] = set()
        self._ending = False
        self._scheduler.add_job(self._run(tick), "interval", seconds=TICK, id="tick")
        self._scheduler.add_job(self._run(hourly), "interval", hours=1, id="hourly")
        self._scheduler.add_job(self._run(nightly), "cron", hour=3, minute=17, id="nightly")

    def start(self) -> None:
        """Begin turning."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin no further run; what is in progress has END_SECONDS to finish, then it is cut off.

        APScheduler itself waits for no coroutine: its shutdown cancels them, in the middle of a turn.
        """
        self._ending = True
        if self._runs:
            await asyncio.wait(self._runs, timeout=END_SECONDS)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _run(self, work: Job) -> Job:
        """A coroutine function: APScheduler runs anything else in a thread and awaits nothing."""

        async def run() -> None:
            if self._ending:
                return
            task = asyncio.current_task()
            assert task is not None
            self._runs.add(task)
            try:
                await work()
            finally:
                self._runs.discard(task)

        return run
