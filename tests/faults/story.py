"""How large a run is, and what it is about."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from tests.faults.asked import ListedSide, PolledSide
from tests.faults.machine import Machine
from tests.faults.phones import FarSide


@dataclass(frozen=True, slots=True)
class Size:
    """How many clients for how many days."""

    clients: int
    days: int


def doubles(name: Any, machine: Machine) -> FarSide:
    """A far side that names its failures itself; in every second life Telegram is asked for news."""
    if name == "sms":
        return ListedSide(name, machine, 1.0)
    return (PolledSide if machine.nature.seed % 2 else FarSide)(name, machine, 30.0)


@dataclass(frozen=True, slots=True)
class Story:
    """How large a run is, what it reaches people through, and what happens in it besides the weather."""

    size: Size
    side: Callable[[Any, Machine], FarSide] = doubles
    besides: Callable[[Any], Coroutine[Any, Any, None]] | None = None


SMALL, BIG = Size(3, 2), Size(20, 30)
