"""A limit for strangers: whoever is not stored costs little of our time (SAFETY, threat 14)."""

from collections import OrderedDict, deque

from bot.clock import Clock

PER_MINUTE = 20
"""Texts of one address that are read within a minute."""

REPLY_EVERY = 10_000
"""Beyond that, one is read and answered in so many milliseconds."""

REMEMBERED = 10_000
"""Addresses; who wrote longest ago is forgotten first."""

MINUTE = 60_000


class Flood:
    """Counts what each unknown address sends. Nothing of it is stored or logged."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._met: OrderedDict[tuple[str, str, str], deque[int]] = OrderedDict()
        self._keys: OrderedDict[str, None] = OrderedDict()

    def met(self, key: str) -> bool:
        """Whether this very message was answered before: the provider brought it twice."""
        return key in self._keys

    def remember(self, key: str) -> None:
        """This message is answered."""
        self._keys[key] = None
        if len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)

    def lets_in(self, practice: str, channel: str, address: str) -> bool:
        """Whether this one is read and answered; one that is not does not count."""
        now, key = self._clock.now(), (practice, channel, address)
        taken = self._met.setdefault(key, deque(maxlen=PER_MINUTE))
        self._met.move_to_end(key)
        while len(self._met) > REMEMBERED:
            self._met.popitem(last=False)
        full = len(taken) == PER_MINUTE and now - taken[0] < MINUTE
        if full and now - taken[-1] < REPLY_EVERY:
            return False
        taken.append(now)
        return True
