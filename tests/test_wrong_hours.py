"""A quick look by the figure `time`: its full size is `make figures ARGS=time`."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.client import agenda
from handlers.times import to_ms
from tests.figures import time as figure
from tests.figures._walls import right
from tests.figures.time import PROMPTS, ZONES, Found

SOME = ZONES[7::40]


def _all() -> Found:
    found, chance = Found(), random.Random(7)
    figure.every_change([*SOME, "Australia/Lord_Howe", "Africa/Casablanca"], found)
    figure.random_schedules(2_000, found, chance)
    figure.random_people(250, found, chance)
    return found


def test_nothing_comes_at_a_wrong_hour() -> None:
    """Round clock changes of some zones, by random schedules and for random clients every moment is right."""
    found = _all()
    assert found.wrong == []
    assert found.met["gaps"] > 20
    assert found.met["folds"] > 20
    assert found.looked["prompts planned"] > 400


@pytest.mark.parametrize("wrong", ["second of a fold", "gap moved back"])
def test_a_wrong_rule_is_found(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figure sees a program that takes the second of two, or moves a skipped time to before the gap."""

    def instant(day: date, at: time | str, zone: str) -> int:
        wall = datetime.combine(day, time.fromisoformat(at) if isinstance(at, str) else at)
        first, second = (to_ms(wall.replace(tzinfo=ZoneInfo(zone), fold=fold)) for fold in (0, 1))
        return max(first, second) if wrong == "second of a fold" else min(first, second)

    found = Found()
    monkeypatch.setattr(figure, "instant", instant)
    figure.every_change(["Europe/London"], found)
    assert found.wrong


def test_every_sort_of_prompt_is_planned() -> None:
    """Random clients have cues, letters, and evening talks among what is looked at."""
    made, chance, kinds = figure._People(), random.Random(3), set()
    for _ in range(200):
        person, now = made.one(chance)
        kinds |= {row.kind for row in agenda.rows(person, now)} & PROMPTS
    assert {"cue", "letter", "evening"} <= kinds


@pytest.mark.parametrize("hours", [0.2, 2])
async def test_a_clock_set_back_sends_nothing_again(hours: float) -> None:
    """A cue that went out does not go out again when the clock comes to its time a second time."""
    assert await figure.set_back(hours) == 1


async def test_a_repeated_hour_cues_once() -> None:
    """In the night clocks go back, a cue at 01:30 comes at the first of the two, and at that only."""
    assert await figure.over_the_change(date(2026, 10, 25)) == [
        "2026-10-24T00:30:00+00:00",
        "2026-10-25T00:30:00+00:00",
    ]


def test_the_oracle_by_hand() -> None:
    """What the figure holds to be right agrees with London's clocks, worked out by hand."""
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert right(spring, time(1, 30), "Europe/London") == _at("2026-03-29T01:30+00:00")
    assert right(autumn, time(1, 30), "Europe/London") == _at("2026-10-25T00:30+00:00")
    assert right(autumn + timedelta(days=1), time(9), "Europe/London") == _at("2026-10-26T09:00+00:00")


def _at(text: str) -> int:
    return to_ms(datetime.fromisoformat(text))
