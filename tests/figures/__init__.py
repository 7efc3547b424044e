"""Figures too long for the test run: how often, how many, how fast, each with the target it is held to.

One module a figure: `measure(size) -> list[Figure]`, where size is "quick" (seconds) or "full" (minutes).
`python -m tests.figures [NAME …] [--quick]` prints them as a table; `make figures` runs them all.
What is measured and how it is judged are apart, so that tests can judge a spoilt measurement.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its target, both as a reader of the docs would see them."""

    name: str
    value: str
    target: str
    reached: bool | None
    """None: it is told, and nothing is there to be reached."""
    missed: str = "NOT reached"
    """What is said of it where it is not reached."""

    @property
    def verdict(self) -> str:
        """In a word or two."""
        return "–" if self.reached is None else "reached" if self.reached else self.missed
