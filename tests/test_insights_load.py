"""Load and stage: three rules of I-17 and one of I-19, at their edges."""

from typing import Any

import pytest

from handlers.therapist.insights_load import EARLY, load, reflective, unfitting, weekly
from handlers.therapist.stage import STAGES
from handlers.turn import DAY
from tests.barrier_stage import house
from tests.desk_stage import SUMMARY_AT, assigned, case, walk

THEN = SUMMARY_AT - 30 * DAY


def items(count: int, **more: Any) -> list[Any]:
    """So many required assignments of 8 minutes, three times a week, delivered long ago."""
    return [assigned("", id=f"a{n}", delivered_at=THEN, **more) for n in range(count)]


@pytest.mark.parametrize(("count", "many"), [(1, False), (2, False), (3, True)])
def test_more_than_two_at_once(count, many):
    """I-17: two required items are not many, three are; optional and ended ones are none of them."""
    extra = [walk(optional=True, delivered_at=THEN), walk("a9", state="ended", delivered_at=THEN)]
    found = load([*items(count), *extra], case(), SUMMARY_AT)
    assert (found.items, found.many) == (count, many)


@pytest.mark.parametrize(("agreed", "over"), [(0, False), (23, True), (24, False), (25, False)])
def test_more_minutes_than_agreed(agreed, over):
    """I-17: 3 times 8 minutes against what was agreed; nothing agreed, nothing to be over."""
    found = load(items(1), case(minutes_agreed=agreed), SUMMARY_AT)
    assert (found.minutes, found.over) == (24, over)


@pytest.mark.parametrize(
    ("ending", "new", "rising"), [(True, 1, True), (True, 0, False), (False, 1, False), (True, 15, False)]
)
def test_load_that_rises_at_the_end(ending, new, rising):
    """I-17: more than two weeks ago, in the ending phase only; `new` is an item of so many days."""
    added = [walk(delivered_at=SUMMARY_AT - new * DAY)] if new else []
    found = load([*items(1), *added], case(ending=ending), SUMMARY_AT)
    assert found.rising is rising


def test_minutes_a_week():
    """I-17: the version agreed, as often as agreed."""
    assert weekly([assigned(""), assigned("", small=True, small_minutes=2)]) == 24 + 6
    assert weekly([walk(minutes=12), assigned("", rhythm="once")]) == 84 + 8


@pytest.mark.parametrize("stage", ["", *STAGES])
@pytest.mark.parametrize(("activity", "does"), [("ba-out", True), ("sa-log", False), ("pe-start", False)])
def test_stage_fit(stage, activity, does):
    """I-19: only in the two early stages, and only for what asks for doing."""
    fits_not = unfitting(case(stage=stage), house().content.activities[activity])
    assert fits_not is (does and stage in EARLY)


def test_what_may_fit_instead():
    """I-19: noticing or reading near to it, never something to be guarded."""
    found = reflective(house().content.activities.values(), house().content.activities["ba-plan"])
    assert [a.type in ("edu", "self") and not a.guard for a in found] == [True, True]
    assert all(set(a.tags) & set(house().content.activities["ba-plan"].tags) for a in found)
