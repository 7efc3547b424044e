"""How often strangers may try a join code: so seldom that guessing one takes ages (SAFETY §5, row 3).

Kept in memory only: a restart gives a guesser at most one more day's tries, which with 1,000 live codes of
50 bits is one chance in a hundred million; and so nobody's address is stored for having mistyped a code.
"""

from collections import Counter, OrderedDict, deque

from bot.clock import Clock

PER_SENDER = 5
"""Wrong codes of one sender within an hour."""

PER_DAY = 10_000
"""Wrong codes of everybody together within a day. Links go on working: nobody guesses 128 bits."""

LINK = 22
"""A code at least this long comes from a link."""

REMEMBERED = 10_000
"""Senders; who tried longest ago is forgotten first, and the limit of the day holds all the same."""

HOUR, DAY = 3_600_000, 86_400_000


class Guesses:
    """Counts wrong codes. Over the limit one hears the same as for a wrong code, and so learns nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._senders: OrderedDict[tuple[str, str, str], deque[int]] = OrderedDict()
        self._everybody: deque[int] = deque(maxlen=PER_DAY)
        self.counts: Counter[str] = Counter()

    def takes(self, practice: str, channel: str, address: str, code: str) -> bool:
        """Whether a code of this sender may open anything now."""
        now = self._clock.now()
        mine = self._senders.get((practice, channel, address), deque[int]())
        if len(mine) == PER_SENDER and now - mine[0] < HOUR:
            return False
        full = len(self._everybody) == PER_DAY and now - self._everybody[0] < DAY
        return len(code) >= LINK or not full

    def wrong(self, practice: str, channel: str, address: str, *, limited: bool) -> None:
        """Count a code that opened nothing; while the limit holds, further tries do not prolong it."""
        self.counts["code_limited" if limited else "code_wrong"] += 1
        if limited:
            return
        now, key = self._clock.now(), (practice, channel, address)
        self._senders.setdefault(key, deque(maxlen=PER_SENDER)).append(now)
        self._senders.move_to_end(key)
        if len(self._senders) > REMEMBERED:
            self._senders.popitem(last=False)
        self._everybody.append(now)
