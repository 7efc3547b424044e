"""What a client's aggregate knows of measures: which were given, and the numbers that came back.

Instants are epoch milliseconds UTC (names end `_at`). The whole history stands in the records.
"""

from dataclasses import dataclass, field
from typing import Literal

from handlers.measures import Repeat

KEPT = 24
"""So many results of one measure are at hand: the first, and the newest; the records have all."""


@dataclass(slots=True)
class Result:
    """One answering. `total` is None where items are missing or the measure has no sum.

    `paper`: the therapist entered the sum of a sheet, and there are no single answers. `version` is that
    of the scoring rule.
    """

    at: int
    values: list[int | None] = field(default_factory=list)
    total: float | None = None
    difficulty: int | None = None
    paper: bool = False
    version: int = 1
    record: str = ""


@dataclass(slots=True)
class Given:
    """A measure one therapist gave this client, or entered from paper (then it may be no measure of ours).

    `next_at` is when it is due again, 0 for never; `asked_at` when it was shown last, `answered_at` when it
    was last answered. `later` counts how often Later was tapped since then.
    """

    id: str
    therapist: str
    measure: str
    title: str
    rhythm: Repeat | Literal[""] = ""
    at: str = ""
    sent_at: int = 0
    next_at: int = 0
    asked_at: int = 0
    answered_at: int = 0
    later: int = 0
    credited: bool = False
    ended_at: int = 0
    results: list[Result] = field(default_factory=list)

    @property
    def runs(self) -> bool:
        """Whether it is still to be asked, or waits for its answer."""
        return (
            bool(self.rhythm) and not self.ended_at and bool(self.next_at or self.asked_at > self.answered_at)
        )

    @property
    def waits(self) -> bool:
        """Whether it was shown and not answered since."""
        return bool(self.rhythm) and not self.ended_at and self.asked_at > self.answered_at

    def note(self, result: Result) -> None:
        """Keep a result in the order of time; the first one stays for good."""
        self.results.append(result)
        self.results.sort(key=lambda one: one.at)
        if len(self.results) > KEPT:
            del self.results[1]
