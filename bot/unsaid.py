"""Cards that no provider took while the store is away: tried until they went, or the store is back."""

from bot.clock import Clock
from bot.ladder import rung


class Unsaid:
    """When each is tried again, by the key of what it answers. A start begins anew."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tries: dict[str, tuple[int, int]] = {}

    def note(self, key: str, *, said: bool) -> None:
        """It went out, or was tried in vain once more."""
        _, tries = self._tries.pop(key, (0, 0))
        if not said:
            self._tries[key] = self._clock.now() + rung(tries, urgent=True), tries + 1

    def due(self) -> set[str]:
        """Which are to be tried now, also those that would rest for hours since the clock was set back."""
        now = self._clock.now()
        waits = {key: (at - now, rung(tries - 1, urgent=True)) for key, (at, tries) in self._tries.items()}
        return {key for key, (left, longest) in waits.items() if not 0 < left <= longest}

    def clear(self) -> None:
        """The store is back, and answers them."""
        self._tries.clear()
