"""The development sets as data, the matchers compiled once, and how sure a count can be."""

from functools import cache
from math import sqrt
from pathlib import Path

from handlers.safety.optout import OptOut
from handlers.safety.phrases import Matcher
from prompts.phrases import load_phrases

FOLDER = Path(__file__).parent / "dev"


def read(name: str) -> list[str]:
    """The lines of one set, without its comments."""
    return [line for line in (FOLDER / name).read_text("utf-8").splitlines() if not line.startswith("#")]


def labelled(name: str) -> list[tuple[int, str]]:
    """The lines of a risk set with the tier each should get."""
    return [(int(tier), text) for tier, _, text in (line.partition("\t") for line in read(name))]


@cache
def matcher() -> Matcher:
    """The shipped lists, compiled."""
    return Matcher(load_phrases())


@cache
def opt_out() -> OptOut:
    """The shipped opt-out lists, compiled."""
    return OptOut(load_phrases())


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a proportion."""
    z, p = 1.96, hits / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def report(name: str, hits: int, of: int) -> float:
    """Prints a proportion with its interval and returns it."""
    low, high = wilson(hits, of)
    print(f"{name}: {hits}/{of} = {hits / of:.3f} (95 % Wilson {low:.3f}-{high:.3f})")
    return hits / of
