"""The lock: random days in which a shut chat may show no client, and what checking a PIN costs."""

import asyncio
import random
import statistics
import time

from bot.locksmith import Locksmith
from tests.figures import Figure
from tests.lock_walk import walked

STEPS = 60
HASH_MS = 50.0


def measure(size: str) -> list[Figure]:
    """Walks of 60 steps each over both channels, one to four clients, with and without a second role."""
    walks = 200 if size == "full" else 12
    leaks, shut, shown = 0, 0, 0
    for seed in range(walks):
        chance = random.Random(seed)
        steps = [(chance.randrange(10), chance.randrange(10_000)) for _ in range(STEPS)]
        channel, clients = chance.choice(("telegram", "sms")), chance.choice((1, 1, 2, 4))
        walk = asyncio.run(walked(steps, channel, clients, both=seed % 3 == 0))
        leaks, shut, shown = leaks + len(walk.leaks), shut + walk.shut, shown + walk.shown
    value = f"{leaks} of {shut} texts to a shut chat ({walks} walks; {shown} named a client while open)"
    return [Figure("names in a locked chat", value, "0", not leaks and shut > 0 and shown > 0), _hash()]


def _hash() -> Figure:
    """What one PIN takes of the thread that answers everybody: its own time, whatever else runs here."""
    smith, times = Locksmith(), []
    kept = smith.pin_hash("483920", "salt")
    for _ in range(15):
        began = time.thread_time()
        smith.pin_fits("750316", kept)
        times.append((time.thread_time() - began) * 1000)
    middle = statistics.median(times)
    return Figure("checking a PIN", f"{middle:.0f} ms", f"< {HASH_MS:.0f} ms", middle < HASH_MS)
