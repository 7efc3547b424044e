"""Guessing join codes: many guesses against a thousand live codes, through the limits and without them."""

import asyncio
import random
import tempfile
from pathlib import Path

from bot.clock import VirtualClock
from bot.entropy import Entropy
from bot.guesses import PER_DAY, Guesses
from storage.rows import InviteRow
from tests.access_stage import HOUR
from tests.figures import Figure
from tests.storage.kit import Store, born, opened, turn

LIVE = 1_000
SENDERS = 20_000
DAY_MS = 24 * HOUR


async def _store(folder: str, codes: list[str]) -> Store:
    store = await opened(Path(folder) / "a.db")
    await born(store, "lee")
    await store.commit(
        turn("lee", 1, invites=[InviteRow(code, "lee", "therapist", DAY_MS) for code in codes])
    )
    return store


async def _guessed(count: int) -> tuple[int, int]:
    """Hits among so many guesses, and whether every live code would have been one."""
    real, guesser = Entropy(VirtualClock(0), random.Random(1).getrandbits), random.Random(2)
    codes = [real.invite_code() for _ in range(LIVE)]
    fake = Entropy(VirtualClock(0), guesser.getrandbits)
    with tempfile.TemporaryDirectory() as folder:
        store = await _store(folder, codes)
        hits = 0
        for _ in range(count // 1_000):
            found = await asyncio.gather(*(store.invite_of("here", fake.invite_code()) for _ in range(1_000)))
            hits += sum(one is not None for one in found)
        known = [await store.invite_of("here", code) for code in codes]
        await store.close()
        return hits, sum(one is not None for one in known)


def _let_through() -> int:
    """How many of a guesser's typed codes are looked at in a day, from however many senders."""
    clock = VirtualClock(0)
    guesses, taken = Guesses(clock), 0
    for minute in range(0, 24 * 60, 10):
        clock.advance_to(minute * 60_000)
        for sender in range(0, SENDERS, 40):
            if guesses.takes("p", "telegram", str(sender), "0123456789"):
                guesses.wrong("p", "telegram", str(sender), limited=False)
                taken += 1
    return taken


def measure(size: str) -> list[Figure]:
    """10^6 guesses (quick: 2,000) at the store itself; the limits by a day of 500 senders who never rest."""
    count = 2_000 if size == "quick" else 1_000_000
    hits, known = asyncio.run(_guessed(count))
    taken, chance = _let_through(), PER_DAY * LIVE / 2**50
    return [
        Figure("guesses that opened something", f"{hits} of {count:,}, {LIVE} live codes", "0", hits == 0),
        Figure("live codes that do", f"{known} of {LIVE}", "all", known == LIVE),
        Figure("guesses looked at in a day", f"{taken:,}", f"at most {PER_DAY:,}", taken <= PER_DAY),
        Figure("chance of a hit in a day", f"{chance:.1e}", "about 1e-8", chance < 1.1e-8),
    ]
