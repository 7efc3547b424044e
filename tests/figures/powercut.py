"""The power goes at random moments under the real store: unsynced writes are lost, kept in part or torn."""

import asyncio

from tests.crash.power import tolls
from tests.figures import Figure

LIVES = {"quick": 3, "full": 25}
CUTS = 40


def measure(size: str) -> list[Figure]:
    """As the store is; and with weaker syncs, which must lose something or the measure is worth nothing."""
    lives = LIVES[size]
    strong = asyncio.run(tolls(lives, CUTS, seed=7))
    weak = asyncio.run(tolls(lives, CUTS, seed=7, weak=True))
    return [
        Figure(
            "power loss, synchronous FULL",
            f"{strong.lost} acked turns lost, {strong.half} half there, {strong.broken} databases not whole"
            f" in {strong.cuts:,} cuts",
            "0 lost, all whole",
            strong[1:] == (0, 0, 0),
        ),
        Figure(
            "the same cuts, synchronous NORMAL",
            f"{weak.lost:,} acked turns lost in {weak.cuts:,} cuts",
            "the measure must fail here",
            weak.lost > 0,
        ),
    ]
