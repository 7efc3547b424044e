"""Simulated lives with every fault (tests/faults): how many broke a rule that must always hold."""

from collections import Counter

from tests.faults.__main__ import code_hash
from tests.faults.nature import weather
from tests.faults.story import BIG, SMALL, Size
from tests.faults.world import again, run
from tests.figures import Figure

SIZES: dict[str, tuple[tuple[str, Size, int], ...]] = {
    "quick": (("small", SMALL, 20),),
    "full": (("small", SMALL, 1_000), ("big", BIG, 3)),
}
"""Which lives, and how many; `make soak` takes any number."""


def measure(size: str) -> list[Figure]:
    """One figure for each size of life."""
    return [_lives(name, world, count) for name, world, count in SIZES[size]]


def _lives(name: str, world: Size, count: int) -> Figure:
    faults, breaches = Counter[str](), 0
    for seed in range(count):
        found = run(seed, weather(seed), world)
        faults.update(found.counts)
        breaches += len(found.breaches)
        for breach in found.breaches:
            print(f"  {again(seed, name)}: {breach[:300]}")
    what = f"{count:,} {name} seeds: {world.clients} clients, {world.days} days each, code {code_hash()}"
    value = f"{breaches} with {faults.total():,} faults, {faults['crash']:,} of them crashes"
    return Figure(f"simulated lives: violations, {what}", value, "0", breaches == 0)
