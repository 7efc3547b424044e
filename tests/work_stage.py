"""The work of a process over a rehearsed practice: ticks and nights by hand, nothing else running."""

from typing import Any, cast

from bot.config import default_config
from bot.doors import Doors
from bot.work import Beside, Work
from tests.core_stage import Play


def work_of(play: Play, metrics: Any) -> Work:
    """The work over this play's engine; nobody to forget anything or to be asked what came."""
    doors, nobody = Doors({}, {}, frozenset()), cast(Any, None)
    beside: Any = Beside(default_config(), doors, play.stage.clock, nobody, nobody, metrics)
    return Work(play.stage.engine, beside)


class Tallies:
    """What the metrics are told."""

    def __init__(self) -> None:
        self.ticks: list[tuple[int, int]] = []

    def tick(self, due: int, told: int) -> None:
        """A turn of the wheel."""
        self.ticks.append((due, told))
