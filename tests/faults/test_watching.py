"""The watcher of simulated lives forgives nothing: what is spoilt here must each time be found."""

import asyncio
from typing import Any

import pytest

from bot.sender import Sender
from storage import outbox, talks
from storage.errors import StoreUnavailable
from tests.faults.nature import CLEAN
from tests.faults.phones import FarSide
from tests.faults.story import SMALL
from tests.faults.template import STARTS, template
from tests.faults.world import run

SEED = 3
STOPPED = 18
"""In this life somebody says STOP while something waits to be sent to them."""


@pytest.fixture(autouse=True)
def _made() -> None:
    """The house is made before anything is spoilt."""
    for start in STARTS:
        template(SMALL.clients, start)


def found(seed: int = SEED, likely: dict[str, float] = CLEAN) -> list[str]:
    """The rules that were broken in this life."""
    return sorted({line.partition(":")[0] for line in run(seed, likely, SMALL).breaches})


@pytest.mark.parametrize("error", [KeyError("a mistake"), StoreUnavailable("of no fault that was made")])
def test_an_error_that_nobody_made(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """What claiming raises is looked at, also an outage's error where there was no outage."""

    async def claim(*_: Any, **__: Any) -> Any:
        monkeypatch.undo()
        raise error

    monkeypatch.setattr(Sender, "claim", claim)
    assert found() == ["unexpected"]


def test_a_text_after_a_stop_that_crashed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stopped in a turn of which nobody heard, because the process died with it, is not texted."""
    monkeypatch.setattr(outbox, "DROP_QUEUED", "none")
    monkeypatch.setattr(outbox, "CALL_OFF", "none")
    assert "I3 sent after STOP" in found(STOPPED, {"crash_at_stop": 1.0, "no_connection": 0.5})


def test_a_late_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that takes three seconds although nothing failed is late."""
    send = FarSide.send

    async def slow(side: FarSide, message: Any) -> Any:
        if message.kind == "safety":
            await asyncio.sleep(3)
        return await send(side, message)

    monkeypatch.setattr(FarSide, "send", slow)
    assert found() == ["I6 late"]


def test_two_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cards for one text are one too many, where nothing left it open whether the first arrived."""
    send = FarSide.send

    async def twice(side: FarSide, message: Any) -> Any:
        if message.kind == "safety":
            await send(side, message)
        return await send(side, message)

    monkeypatch.setattr(FarSide, "send", twice)
    assert found() == ["I4 twice", "I6 more than one card"]


@pytest.mark.parametrize(
    ("sql", "rule"),
    [("ADD_RECORD", "I2 other records than were written"), ("DROP", "I2 loaded what no turn wrote")],
)
def test_a_turn_that_is_stored_in_part(sql: str, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a committed turn wrote is missed when the store leaves it out."""
    monkeypatch.setattr(talks, sql, "none")
    assert rule in found()
