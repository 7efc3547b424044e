"""Statements about a week that hold only where they are true: sizes, low days, lists, dates, labels."""

import pytest

from handlers.client.changes import not_today, put_first
from handlers.client.people import client_of
from handlers.client.told_care import shrink
from handlers.therapist import insights
from handlers.therapist.assign import blank
from handlers.therapist.assign_lint import lint
from handlers.turn import DAY
from tests import desk as stage
from tests.barrier_stage import house
from tests.client_states import assigned as stage_assigned
from tests.client_states import due
from tests.desk_stage import SUMMARY_AT, THURSDAY, WEEK_FROM, assigned, client, desk, read, week
from tests.test_assign_lint import WHOLE
from tests.test_insights_compared import faced, on_the_ladder

LINE = "the small version was offered"


def low_days(*days, small=()):
    """Sam's low days, and on which of them the small version was offered."""
    person = client(assigned("ccc"))
    client_of(person).own.low_days, client_of(person).own.low_small = list(days), list(small)
    return read(person)


def test_the_small_version_is_said_to_be_offered_only_where_it_was():
    """G-10: of two low days the one with something planned, of one without anything none."""
    assert LINE not in low_days("2026-03-05")
    assert f"Thu · {LINE}" in low_days("2026-03-05", small=["2026-03-05"])
    assert f"Thu ({LINE}), Sat" in low_days("2026-03-05", "2026-03-07", small=["2026-03-05"])


@pytest.mark.parametrize(("sensitive", "offered"), [(False, True), (True, False)])
def test_a_low_day_keeps_whether_anything_was_offered(sensitive, offered):
    """G-10: a step that is faced on purpose is not made small by a low day."""
    sam = stage_assigned()
    sam.client.assignments[0].avoidance_sensitive = sensitive
    due(sam, "cue")
    sam.say("low day")
    assert len(sam.client.own.low_days) == 1
    assert (sam.client.own.low_small == sam.client.own.low_days) is offered


def test_a_week_of_full_cues_is_not_one_of_the_small_version():
    """I-1: what became smaller on Monday is that from Monday on."""
    later = read(client(assigned("ccc", small=True, small_at=SUMMARY_AT - DAY)))
    assert "Thought record: 0 of 3 · smaller from Monday on" in later
    assert "Thought record, small version: 0 of 3" in read(client(assigned("ccc", small=True)))
    early = read(client(assigned("ccc", small=True, small_at=WEEK_FROM + 1)))
    assert "Thought record, small version: 0 of 3" in early


def test_the_therapists_smaller_keeps_when():
    """Smaller, taken by the therapist, begins with its tap."""
    person = client(assigned("ccc"))
    turn = desk(person)
    turn.person = person
    shrink(turn, {"assignment": "a1", "therapist": "Ada Okafor"})
    (item,) = client_of(person).assignments
    assert (item.small, item.small_at) == (True, SUMMARY_AT)


def test_on_the_list_is_not_first():
    """What a Not today put on the list is listed; what the client put first comes first."""
    person = client(assigned("ccc", avoidance_sensitive=True))
    turn = desk(person, now=THURSDAY)
    turn.person = person
    not_today(turn, occurrences=["a1.1"])
    assert "On the list: thought record" in read(person)
    put_first(turn, assignment="a1", occurrence="a1.1")
    assert "To come first: thought record" in read(person)


def test_the_same_rung_is_the_same():
    """I-15: another expectation of the same step is no other thing; without a rung nothing is said."""
    activity = house().content.activities["ex-step"]
    entries = [
        *faced(THURSDAY, "a1.1", expect="everyone will stare", before=6),
        *faced(THURSDAY + DAY, "a1.2", expect="less staring", before=4),
    ]

    def same(item):
        found = insights.ratings(week(client(item), *entries), item, activity)
        return [one.same for one in found]

    assert same(on_the_ladder(act="the corner shop")) == [True]
    assert same(on_the_ladder()) == [None]


def test_a_step_to_face_is_asked_for_its_rung():
    """I-18: without a rung or place the step is open, and that stands first."""
    step, record = (house().content.activities[id] for id in ("ex-step", "cbt-record"))
    assert lint(blank() | WHOLE | {"act": ""}, step)[:1] == ["rung"]
    assert "rung" not in lint(blank() | WHOLE, step)
    assert "rung" not in lint(blank() | WHOLE | {"act": ""}, record)


def test_an_old_number_has_its_date():
    """I-12: how sure somebody was four weeks ago is said with the day, this week's without."""
    old = client(assigned("ccc"), confidence=[[WEEK_FROM - 20 * DAY, "a1", 8]])
    assert "Confidence before: 8 (11 February)" in read(old)
    new = client(assigned("ccc"), confidence=[[THURSDAY, "a1", 8]])
    assert "Confidence before: 8 ·" in read(new)


def test_a_rating_is_named_by_what_was_rated():
    """A key of a step says nothing to a reader: before, after and now name what they rate."""
    entries = faced(THURSDAY, "a1.1", before=6, now=4)
    text = read(client(on_the_ladder(act="the corner shop")), *entries)
    assert "fear before 6 (Thu) · fear after 4 (Thu)" in text


def test_skipping_who_may_see_a_note_says_that_it_is_kept():
    """Nothing received is lost, and nothing is counted as private that its writer does not know of."""
    sam = stage.client("telegram")
    sam.say("nothing much")
    said = sam.say("skip")
    assert "only you" in said[0].text.casefold() or "private" in said[0].text.casefold()
    assert [e.doc["private"] for e in sam.records if e.kind == "journal"] == [True]


def test_skipping_an_empty_note_leaves_nothing():
    """Where nothing was written nothing is kept."""
    sam = stage.client("telegram")
    sam.say("note")
    sam.say("skip")
    assert [e for e in sam.records if e.kind == "journal"] == []
