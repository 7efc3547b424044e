"""Figures too long for the test run: how often, how many, how fast, each with the target it is held to.

One module a figure: `measure(size) -> list[Figure]`, where size is "quick" (seconds) or "full" (minutes).
`python -m tests.figures [NAME …] [--quick]` prints them as a table; `make figures` runs them all.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its target, both as a reader of the docs would see them."""

    name: str
    value: str
    target: str
    reached: bool
