"""When a step comes: after the previous, so many days on, on a day; gates, hours, clocks (CONTENT A-21)."""

from dataclasses import replace

import pytest

from handlers.client.courses import places, standing
from handlers.course import CourseStep
from handlers.sessions import Session
from handlers.week_parts import LetterState
from tests.pathway_stage import SENT, at, course, due, follower, given, out, step

MONDAY = "2026-03-02"


@pytest.mark.parametrize(
    ("release", "more", "expected"),
    [
        ("after_previous", {}, "2026-03-02 09:00"),
        ("after_days", {"days": 3}, "2026-03-05 10:00"),
        ("on_date", {"day": "2026-03-20"}, "2026-03-20 10:00"),
        ("on_date", {"day": "2026-03-29"}, "2026-03-29 10:00"),
        ("on_date", {"day": "2026-02-01"}, "2026-03-02 10:00"),
        ("on_date", {}, ""),
    ],
)
def test_the_first_step(release, more, expected):
    """It comes as soon as it is sent, so many days on, or on its day; one without its day waits for one."""
    assert due(follower(course(step("1", release, **more))), SENT) == expected


@pytest.mark.parametrize(
    ("release", "more", "done", "expected"),
    [
        ("after_previous", {}, "", ""),
        ("after_previous", {}, "2026-03-02 19:30", "2026-03-03 10:00"),
        ("after_previous", {}, "2026-03-05 08:00", "2026-03-06 10:00"),
        ("after_days", {"days": 7}, "", ""),
        ("after_days", {"days": 7}, "2026-03-03 19:00", "2026-03-09 10:00"),
        ("after_days", {"days": 7}, "2026-03-12 19:00", "2026-03-13 10:00"),
        ("after_days", {"days": 27}, "2026-03-03 19:00", "2026-03-29 10:00"),
        ("on_date", {"day": "2026-03-20"}, "2026-03-03 19:00", "2026-03-20 10:00"),
        ("on_date", {"day": "2026-03-20"}, "2026-03-21 19:00", "2026-03-22 10:00"),
        ("on_date", {"day": "2026-03-20"}, "", ""),
    ],
)
def test_after_a_required_step(release, more, done, expected):
    """What follows a required step waits until it is done, and never comes on the day it was."""
    done_at = at(*done.split()) if done else 0
    made = course(out("1", SENT), step("2", release, **more))
    person = follower(made, given("1", SENT, done_at))
    assert due(person, max(SENT, done_at)) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "2026-03-09 10:00"),
        ({"passed_at": at("2026-03-04", "12:00")}, "2026-03-05 10:00"),
        ({"state": "ended", "ended_at": at("2026-03-05", "12:00")}, "2026-03-06 10:00"),
        ({"doings": 1}, "2026-03-03 10:00"),
    ],
)
def test_after_an_optional_step(more, expected):
    """An optional one holds nothing up: passed, done or ended it is the next day, untouched a week on."""
    made = course(out("1", SENT, required=False), step("2"))
    assert due(follower(made, given("1", SENT, **more)), SENT) == expected


def test_days_count_from_when_the_step_before_really_came():
    """After an outage the rest of the plan moves with what came late: never two at once."""
    late = at("2026-03-10", "11:00")
    made = course(out("1", SENT), out("2", late, required=False), step("3", "after_days", days=3))
    person = follower(made, given("1", SENT, SENT + 1000), given("2", late))
    assert due(person, late) == "2026-03-13 10:00"


def test_every_gate_before_it_counts():
    """A required step stays a gate also behind optional ones that went out beside it."""
    made = course(out("1", SENT), out("2", SENT, required=False), step("3", "after_days", days=1))
    person = follower(made, given("1", SENT), given("2", SENT, SENT + 1000))
    assert due(person, at("2026-03-20")) == ""


def test_a_gate_closes_again_when_the_doing_is_taken_back():
    """BACK takes the credit away, and what follows waits once more."""
    item = given("1", SENT, at("2026-03-02", "19:00"))
    person = follower(course(out("1", SENT), step("2")), item)
    assert due(person, at("2026-03-02", "20:00")) == "2026-03-03 10:00"
    item.doings, item.occurrences[0].state = 0, "part"
    assert due(person, at("2026-03-02", "20:00")) == ""


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (["09:00", "20:00"], "10:00"),
        (["12:00", "20:00"], "12:00"),
        (["07:00", "09:30"], "09:30"),
    ],
)
def test_inside_the_hours(hours, expected):
    """It comes at ten, or at the nearest moment the client agreed to."""
    made = course(step("1", "after_days", days=2))
    assert due(follower(made, hours=hours), SENT) == f"2026-03-04 {expected}"


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"])
@pytest.mark.parametrize("day", ["2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01", "2028-02-29"])
def test_on_the_day_that_is_meant(zone, day):
    """On a day of the client's own calendar, also where the clock changes that day."""
    person = replace(follower(course(step("1", "on_date", day=day))), zone=zone)
    assert due(person, SENT) == f"{day} 10:00"


def test_it_waits_for_the_end_of_a_rest():
    """While the client rests nothing new comes; afterwards it does, inside their hours."""
    made = course(step("1", "after_days", days=2))
    assert due(follower(made, paused_until=at("2026-03-11", "23:00")), SENT) == "2026-03-12 09:00"


@pytest.mark.parametrize("state", ["paused", "ended"])
def test_a_paused_pathway_brings_nothing(state):
    """Nothing comes of one that rests or has ended."""
    assert due(follower(course(step("1"), state=state)), SENT) == ""


def test_one_new_thing_a_day():
    """A day that brought something new already has no room for a step; nor has one with a letter."""
    made = course(step("1", "after_days", days=2))
    person = follower(made, given("9", at("2026-03-04", "09:00")))
    assert due(person, SENT) == "2026-03-05 10:00"
    person = follower(course(out("1", SENT), step("2")), given("1", SENT, at("2026-03-03", "19:00")))
    assert person.client is not None
    person.client.bonds[0].letter = LetterState(sent_at=at("2026-03-04"))
    assert due(person, at("2026-03-03", "20:00")) == "2026-03-05 10:00"


def test_nothing_new_on_the_day_of_a_letter_or_evening_talk_to_come():
    """With a meeting on Tuesday: not on the day of the letter before it, and not on Monday."""
    made = course(out("1", SENT), step("2", "after_days", days=7))
    person = follower(made, given("1", SENT, at("2026-03-03", "19:00")))
    assert person.client is not None
    bond = person.client.bonds[0]
    bond.session, bond.first_assignment_at = Session(1, "15:00", "weekly", "2026-03-10"), SENT
    assert due(person, at("2026-03-04")) == "2026-03-10 17:00", "after the meeting at three, not before it"


def test_not_while_the_therapist_is_away():
    """A step waits for the first day the therapist is back."""
    person = follower(course(step("1", "after_days", days=2)))
    assert person.client is not None
    person.client.bonds[0].away = [["2026-03-03", "2026-03-06"]]
    assert due(person, SENT) == "2026-03-07 10:00"


def test_a_day_that_has_passed_is_today():
    """What could not come on its day comes now, where today has room; else tomorrow at ten."""
    made = course(step("1", "after_days", days=2))
    now = at("2026-03-09", "15:00")
    assert due(follower(made), now) == "2026-03-09 15:00"
    assert due(follower(made), at("2026-03-09", "23:00")) == "2026-03-10 09:00"
    assert due(follower(made, given("9", at("2026-03-09", "09:00"))), now) == "2026-03-10 10:00"


def test_what_waits_for_a_word():
    """A step by hand is asked about once; then it waits, and goes when the word is given."""
    waits = step("1", "after_days", days=2, by_hand=True)
    assert due(follower(course(waits)), SENT) == "2026-03-04 10:00"
    asked = replace(waits, asked_at=at("2026-03-04"))
    assert due(follower(course(asked)), at("2026-03-04")) == ""
    agreed = replace(asked, agreed_at=at("2026-03-05", "16:00"), at_once=True)
    assert due(follower(course(agreed)), at("2026-03-05", "16:00")) == "2026-03-05 16:00"
    assert due(follower(course(agreed), hours=["09:00", "15:00"]), at("2026-03-05", "16:00")) == (
        "2026-03-06 09:00"
    )


def test_the_end_comes_the_day_after_the_last_step():
    """The pathway ends by itself the day after its last step was done, or a week after it was left."""
    done = follower(course(out("1", SENT)), given("1", SENT, at("2026-03-03", "19:00")))
    assert due(done, at("2026-03-03", "20:00")) == "2026-03-04 10:00"
    optional = follower(course(out("1", SENT, required=False)), given("1", SENT))
    assert due(optional, SENT) == "2026-03-09 10:00"
    assert due(follower(course(out("1", SENT)), given("1", SENT)), at("2026-04-20")) == ""


@pytest.mark.parametrize(
    ("made", "item", "expected"),
    [
        (step("1"), None, "waiting"),
        (out("1", SENT), given("1", SENT), "open"),
        (out("1", SENT), given("1", SENT, SENT), "done"),
        (out("1", SENT), given("1", SENT, state="ended"), "stopped"),
        (out("1", SENT, required=False), given("1", SENT, state="ended"), "passed"),
        (out("1", SENT, required=False), given("1", SENT, passed_at=SENT), "passed"),
        (out("1", SENT, required=False), given("1", SENT, SENT, passed_at=SENT), "done"),
        (out("1", SENT), given("1", SENT, passed_at=SENT), "open"),
    ],
)
def test_how_it_is_with_a_step(made: CourseStep, item, expected):
    """Done counts above all; only an optional one can be passed; a required one can end undone."""
    person = follower(course(made), *([item] if item else []))
    assert person.client is not None
    assert standing(person.client, made) == expected
    assert places(person.client, person.client.courses[0])[0] == (expected in ("done", "passed"))
