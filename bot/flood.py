"""Limits for whoever sends a great deal at once: it costs the others nothing (SAFETY, threat 14).

Nothing here is stored or logged. Distress and STOP have a limit of their own, counted apart, so that
a flood of anything else never uses it up.
"""

from collections import OrderedDict, deque

from bot.clock import Clock

PER_MINUTE = 20
"""Messages of one sender that are taken at once within a minute."""

REPLY_EVERY = 10_000
"""Beyond that, one is taken and answered in so many milliseconds."""

REMEMBERED = 10_000
"""Senders, and messages; who wrote longest ago is forgotten first."""

MINUTE = 60_000


class Flood:
    """Counts what each sender sends."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._taken: OrderedDict[tuple[str, ...], deque[int]] = OrderedDict()
        self._let_in = Met()

    def lets_in(self, *sender: str, key: str | None = None) -> bool:
        """Whether one more of this sender is taken now; one that is not does not count.

        `key`: what makes the message unique. One that was let in is, however often it has to be tried: or
        the tries alone would use up the limit while the store is away.
        """
        return (key is not None and key in self._let_in) or self._counts(sender, key)

    def _counts(self, sender: tuple[str, ...], key: str | None) -> bool:
        now = self._clock.now()
        taken = self._taken.setdefault(sender, deque(maxlen=PER_MINUTE))
        self._taken.move_to_end(sender)
        while len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)
        full = len(taken) == PER_MINUTE and 0 <= now - taken[0] < MINUTE  # a clock may have been set back
        if full and 0 <= now - taken[-1] < REPLY_EVERY:
            return False
        taken.append(now)
        if key is not None:
            self._let_in.add(key)
        return True


class Met:
    """The keys of messages that came lately: a provider's second delivery is no second message."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def add(self, key: str) -> bool:
        """Remember this message; False when it was remembered already."""
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)
        return True

    def forget(self, key: str) -> None:
        """It was not taken after all: when it comes again it is new."""
        self._keys.pop(key, None)
