"""How large a run is, and what it is about."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from tests.faults.asked import ListedSide, PolledSide
from tests.faults.machine import Machine
from tests.faults.phones import FarSide
from tests.faults.wires import wired


@dataclass(frozen=True, slots=True)
class Size:
    """How many clients for how many days."""

    clients: int
    days: int

    @property
    def said(self) -> str:
        """In words."""
        return f"{self.clients} clients, {self.days} days and one of calm"


def sides(name: Any, machine: Machine) -> FarSide:
    """In every second life Telegram is asked for news, in every fifth both channels are the real ones.

    Else a far side names its failures itself.
    """
    polled = machine.nature.seed % 2 == 1
    if machine.nature.seed % 5 == 2:
        return wired(name, machine, polled=polled)
    if name == "sms":
        return ListedSide(name, machine, 1.0)
    return (PolledSide if polled else FarSide)(name, machine, 30.0)


@dataclass(frozen=True, slots=True)
class Story:
    """How large a run is, what it reaches people through, and what happens in it besides the weather."""

    size: Size
    side: Callable[[Any, Machine], FarSide] = sides
    besides: Callable[[Any], Coroutine[Any, Any, None]] | None = None


SMALL, WEEK, BIG = Size(2, 2), Size(4, 9), Size(20, 30)
"""Besides those clients one is invited in every life, and two strangers write."""

WEEKS = 67
"""Of so many seeds one lives a week: silence, taper and letters need one."""


def size_of(seed: int) -> Size:
    """How large this seed's run is where nobody chose."""
    return WEEK if seed % WEEKS == 7 else SMALL
