"""The wheel: APScheduler turns it once a second; what is due stands in the agenda table (DESIGN §3.3)."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK = 1
"""Seconds between two looks at the agenda."""


class Wheel:
    """Runs `tick` every second and `nightly` once a night; a late or long run is never doubled."""

    def __init__(self, tick: Callable[[], Awaitable[None]], nightly: Callable[[], Awaitable[None]]) -> None:
        self._scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
        )
        self._scheduler.add_job(_awaiting(tick), "interval", seconds=TICK, id="tick")
        self._scheduler.add_job(_awaiting(nightly), "cron", hour=3, minute=17, id="nightly")

    def start(self) -> None:
        """Begin turning."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop, if it turns; a run in progress is left to finish."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _awaiting(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """The same as a coroutine function: APScheduler runs anything else in a thread and awaits nothing."""

    async def run() -> None:
        await work()

    return run
