"""What `/metrics` and `/health` say: counts and times, never words."""

import time
from collections.abc import Mapping

from bot.clock import Clock
from bot.engine import Engine


class Metrics:
    """Prometheus text about one process."""

    def __init__(self, engine: Engine, clock: Clock, forgotten: Mapping[str, int] | None = None) -> None:
        self._engine, self._clock, self._forgotten = engine, clock, {} if forgotten is None else forgotten
        self._started = time.monotonic()
        self._due = self._told = 0

    def tick(self, due: int, told: int) -> None:
        """Count what one tick of the wheel took."""
        self._due += due
        self._told += told

    async def healthy(self) -> bool:
        """Whether the store can commit."""
        await self._engine.store.ping()
        return True

    def text(self) -> str:
        """The metrics, in Prometheus' text format."""
        lines = [
            "# TYPE interlude_turns_total counter",
            f"interlude_turns_total {self._engine.runner.turns}",
            "# TYPE interlude_due_total counter",
            f"interlude_due_total {self._due}",
            "# TYPE interlude_told_total counter",
            f"interlude_told_total {self._told}",
            "# TYPE interlude_uptime_seconds gauge",
            f"interlude_uptime_seconds {time.monotonic() - self._started:.0f}",
            "# TYPE interlude_sends_total counter",
        ]
        for (channel, result), count in sorted(self._engine.sender.counts.items()):
            lines.append(f'interlude_sends_total{{channel="{channel}",result="{result}"}} {count}')
        lines.append("# TYPE interlude_given_up_total counter")
        for name, count in sorted(self._engine.faults.items()):
            lines.append(f'interlude_given_up_total{{what="{name}"}} {count}')
        lines.append("# TYPE interlude_forgotten_elsewhere_total counter")
        for result, count in sorted(self._forgotten.items()):
            lines.append(f'interlude_forgotten_elsewhere_total{{result="{result}"}} {count}')
        lines.append("# TYPE interlude_refused_total counter")
        for what, count in sorted(self._engine.door.guesses.counts.items()):
            lines.append(f'interlude_refused_total{{what="{what}"}} {count}')
        return "\n".join(lines) + "\n"
