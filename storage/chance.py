"""Random bytes drawn many pieces at a time: asking the system costs more than sealing a row does.

For what is no secret (nonces, ids). Keys and codes are drawn one by one: nothing of them waits in memory.
"""

import os
from collections.abc import Callable

AT_A_TIME = 64
"""Few: whoever copies a running machine copies what was drawn and not yet used."""


class Pool:
    """Gives pieces of `size` random bytes, no piece twice: in no thread, and in no process forked off."""

    def __init__(self, size: int, draw: Callable[[int], bytes] = os.urandom) -> None:
        self._size, self._draw = size, draw
        self._ready: list[bytes] = []
        self._process = 0

    def __call__(self) -> bytes:
        """The next piece."""
        process = os.getpid()
        if process != self._process:  # a fork would give what its parent gives
            self._ready, self._process = [], process
        try:
            return self._ready.pop()  # one step, whichever threads are here
        except IndexError:
            return self._filled()

    def _filled(self) -> bytes:
        size, drawn = self._size, self._draw(self._size * AT_A_TIME)
        first, *others = [drawn[at : at + size] for at in range(0, len(drawn), size)]
        self._ready = others
        return first
