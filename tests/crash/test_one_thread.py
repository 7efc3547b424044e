"""What is killed and cut off from power here is the production connection, both halves of it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from storage.near import NearConnection
from tests.crash.one_thread import FarHalf
from tests.crash.points import lived_apart
from tests.crash.power import tolls

Halves = Counter[str]


@pytest.fixture
def halves(monkeypatch: pytest.MonkeyPatch) -> Halves:
    """How many statements took the caller's thread, and how many the other."""
    found = Halves()

    def counted(kind: type, name: str, half: str) -> None:
        really: Callable[..., Any] = getattr(kind, name)

        def call(self: Any, *args: Any) -> Any:
            found[half] += 1
            return really(self, *args)

        monkeypatch.setattr(kind, name, call)

    counted(NearConnection, "_timed", "near")
    counted(FarHalf, "executemany", "far")
    return found


def test_the_week_goes_through_both_halves(halves: Halves) -> None:
    """Crash points lie in either."""
    lived_apart()
    assert min(halves["near"], halves["far"]) > 100


async def test_power_cuts_go_through_both_halves(halves: Halves) -> None:
    """So do the moments at which the power goes."""
    await tolls(lives=1, cuts=1, seed=1)
    assert min(halves["near"], halves["far"]) > 20
