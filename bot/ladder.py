"""The waits before something is tried again: a text that did not go, an event that could not be taken."""

import zlib

LADDER = (5_000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000)
"""In milliseconds, one rung a try (SAFETY §1)."""

URGENT_RUNG = 120_000
"""The longest wait of an urgent text: who is in danger need not wait for hours after a provider came back."""

JITTER = 0.2
"""Each wait of a text is up to so much longer or shorter, so that not all come back at once."""


def rung(tries: int, *, urgent: bool = False) -> int:
    """The wait after so many tries, in milliseconds, before its jitter."""
    wait = LADDER[min(tries, len(LADDER) - 1)]
    return min(wait, URGENT_RUNG) if urgent else wait


def with_jitter(id: str, tries: int, *, urgent: bool = False) -> int:
    """The wait after so many tries; its jitter follows from the id and repeats with it."""
    share = zlib.crc32(f"{id}:{tries}".encode()) / 0xFFFF_FFFF
    return round(rung(tries, urgent=urgent) * (1 - JITTER + 2 * JITTER * share))
