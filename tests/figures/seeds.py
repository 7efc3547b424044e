"""Simulated lives with every fault (tests/faults): how many broke a rule that must always hold."""

from collections import Counter

from tests.faults.__main__ import code_hash, lived, said
from tests.faults.world import again
from tests.figures import Figure

SIZES = {"quick": {"mixed": 20}, "full": {"mixed": 1_000, "big": 3}}
"""Which lives, and how many; `make soak` takes any number."""


def measure(size: str) -> list[Figure]:
    """One figure for each size of life."""
    return [_lives(name, count) for name, count in SIZES[size].items()]


def _lives(name: str, count: int) -> Figure:
    faults, breaches = Counter[str](), 0
    for seed in range(count):
        found = lived(name, seed)
        faults.update(found.counts)
        breaches += len(found.breaches)
        for breach in found.breaches:
            print(f"  {again(seed, name)}: {breach[:300]}")
    what = f"{count:,} {name} seeds ({said()}), code {code_hash()}"
    value = f"{breaches} with {faults.total():,} faults, {faults['crash']:,} of them crashes"
    return Figure(f"simulated lives: violations, {what}", value, "0", breaches == 0)
