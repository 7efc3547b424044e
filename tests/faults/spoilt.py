"""A life with something spoilt in it."""

from tests.faults.nature import CLEAN
from tests.faults.story import SMALL
from tests.faults.world import run

SEED = 3


def found(seed: int = SEED, likely: dict[str, float] = CLEAN) -> list[str]:
    """The rules that were broken in this life."""
    return sorted({line.partition(":")[0] for line in run(seed, likely, SMALL).breaches})
