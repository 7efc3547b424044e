"""Then and now, and what a faced step showed: like with like, or nothing (CONTENT I-15, I-16)."""

from typing import Any

import pytest

from handlers.therapist.insights_compared import Learning, exposure_learning, rung, then_and_now
from handlers.therapist.summary_week import week_of
from handlers.turn import DAY, Entry
from tests.barrier_stage import house
from tests.desk_stage import SUMMARY_AT, THURSDAY, WEEK_FROM, assigned, client, entry, week

RECORD, STEP = house().content.activities["cbt-record"], house().content.activities["ex-step"]
LONG_AGO = WEEK_FROM - 30 * DAY


def rated(thought: str, belief: float, at: int, occurrence: str, **more: Any) -> list[Entry]:
    """A thought, and how much it was believed."""
    common = {"assignment": "a1", "occurrence": occurrence, "private": False, **more}
    return [
        entry("response", at, **common, step="thought", words=thought, value=thought),
        entry("response", at, **common, step="belief", words="", value=belief),
    ]


def compared(*records: Entry) -> list[tuple[str, float, float]]:
    """What the summary compares."""
    found = then_and_now(week(client(assigned("ddd")), *records), assigned("ddd"), RECORD)
    return [(one.about, one.first, one.last) for one in found]


def test_the_same_thought_then_and_now():
    """I-15: the first belief in this thought against this week's latest, however it was spelt."""
    records = [
        *rated("Im the office idiot", 9, LONG_AGO, "a1.0"),
        *rated("im the office idiot ", 7, LONG_AGO + DAY, "a1.1"),
        *rated("im the office idiot", 5, THURSDAY, "a1.2"),
    ]
    assert compared(*records) == [("im the office idiot", 9, 5)]


@pytest.mark.parametrize(
    "records",
    [
        [*rated("one thought", 9, LONG_AGO, "a1.0"), *rated("another thought", 5, THURSDAY, "a1.1")],
        [*rated("the same", 9, THURSDAY - DAY, "a1.0"), *rated("the same", 5, THURSDAY, "a1.1")],
        [*rated("the same", 9, LONG_AGO, "a1.0")],
        [*rated("the same", 9, LONG_AGO, "a1.0", private=True), *rated("the same", 5, THURSDAY, "a1.1")],
        [*rated("", 9, LONG_AGO, "a1.0"), *rated("", 5, THURSDAY, "a1.1")],
    ],
    ids=["another thought", "within the week", "not this week", "kept private", "nothing says of what"],
)
def test_what_is_not_alike_is_not_compared(records):
    """I-15: another thought, one week, one record only, a private one or unnamed ones give no line."""
    assert compared(*records) == []


def test_a_private_record_is_nothing_to_compare_with():
    """I-15: even where a private record came with its words and number, it is not read."""
    private = rated("the same", 9, LONG_AGO, "a1.0", private=True)
    person = client(assigned("ddd"))
    assert person.client is not None
    records = (*private, *rated("the same", 5, THURSDAY, "a1.1"))
    bare = week_of(person, person.client.bonds[0], records, SUMMARY_AT)
    assert then_and_now(bare, assigned("ddd"), RECORD) == []


def test_the_week_before_begins_the_moment_this_one_does():
    """I-15: a record on the very start of the week is of this week; a millisecond earlier is before it."""
    now = rated("the same", 5, THURSDAY, "a1.2")
    assert compared(*rated("the same", 9, WEEK_FROM, "a1.1"), *now) == []
    assert compared(*rated("the same", 9, WEEK_FROM - 1, "a1.1"), *now) == [("the same", 9, 5)]


def faced(at: int, occurrence: str, **answers: Any) -> list[Entry]:
    """The answers of one step on the ladder."""
    common = {"assignment": "a1", "occurrence": occurrence, "private": False}
    return [
        entry("response", at, **common, step=step, value=value, words=value if isinstance(value, str) else "")
        for step, value in answers.items()
    ]


def on_the_ladder(**more: Any) -> Any:
    """An assignment of one rung."""
    return assigned("ddd", activity="ex-step", title="One step on the ladder", **more)


def test_a_rung_is_compared_only_where_it_is_named():
    """I-15: with the place agreed the highest fear is compared; where nothing names it, it is not."""
    records = [
        *faced(LONG_AGO, "a1.0", highest=9),
        *faced(THURSDAY, "a1.1", highest=5),
    ]
    for act, expected in (("the corner shop", [("highest", 9, 5)]), ("", [])):
        item = on_the_ladder(act=act)
        found = then_and_now(week(client(item), *records), item, STEP)
        assert [(one.step, one.first, one.last) for one in found] == expected


def test_another_rung_is_another_thing():
    """I-15: what an earlier assignment of the same activity asked is not this rung."""
    before = on_the_ladder(act="the corner shop", id="a0", state="ended")
    item = on_the_ladder(act="the corner shop")
    old = faced(LONG_AGO, "a0.0", highest=9)
    for one in old:
        one.doc["assignment"] = "a0"
    records = [*old, *faced(THURSDAY, "a1.1", highest=5)]
    assert then_and_now(week(client(before, item), *records), item, STEP) == []


def test_a_length_of_time_is_no_place():
    """I-15: longer outside is what changes, so minutes are compared and are no part of what it is about."""
    out = house().content.activities["ex-out"]
    item = assigned("", activity="ex-out", act="to the park", fill={"target_min": "30"})
    assert rung(item, out) == "to the park"


def test_what_a_faced_step_showed():
    """I-16: expected and found in words, three numbers, and whether what was feared happened."""
    answers = {
        "expect": "everyone will stare",
        "before": 6,
        "highest": 8,
        "now": 4,
        "feared": "partly",
        "found": "two did",
    }
    item = on_the_ladder(act="the corner shop")
    (found,) = exposure_learning(week(client(item), *faced(THURSDAY, "a1.1", **answers)), item, STEP)
    assert found == Learning(THURSDAY, "the corner shop", "everyone will stare", 6, 8, 4, "partly", "two did")


def test_what_was_not_asked_is_absent():
    """I-16: no number is never nought; a step without expectation and number shows nothing."""
    item = on_the_ladder()
    (only,) = exposure_learning(week(client(item), *faced(THURSDAY, "a1.1", highest=0)), item, STEP)
    assert (only.before, only.highest, only.after, only.feared) == (None, 0, None, "")
    assert exposure_learning(week(client(item), *faced(THURSDAY, "a1.1", found="well")), item, STEP) == []


def test_only_facing_is_read_so():
    """I-16: a thought record is no faced step, whatever its numbers."""
    item = assigned("ddd")
    assert exposure_learning(week(client(item), *rated("x", 9, THURSDAY, "a1.1")), item, RECORD) == []
