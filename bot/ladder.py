"""The waits before something is tried again: a text that did not go, an event that could not be taken."""

import zlib

LADDER = (5_000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000)
"""In milliseconds, one rung a try (SAFETY §1)."""

JITTER = 0.2
"""Each wait of a text is up to so much longer or shorter, so that not all come back at once."""


def with_jitter(id: str, tries: int) -> int:
    """The wait after so many tries; its jitter follows from the id and repeats with it."""
    share = zlib.crc32(f"{id}:{tries}".encode()) / 0xFFFF_FFFF
    return round(LADDER[min(tries, len(LADDER) - 1)] * (1 - JITTER + 2 * JITTER * share))
