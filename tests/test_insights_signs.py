"""Drifting, life beyond the tasks, growth elsewhere, letters: each rule just below, at and above its edge."""

from typing import Any

import pytest

from handlers.therapist.insights_signs import (
    LetterEffect,
    drift,
    growth_elsewhere,
    letter_effect,
    life_pattern,
)
from handlers.turn import DAY, HOUR, Entry
from tests.desk_stage import SUMMARY_AT, THURSDAY, WEEK_FROM, assigned, client, entry, report, walk, week


@pytest.mark.parametrize(("times", "named"), [(2, ()), (3, (("Thought record", 3),))])
def test_three_moves_of_one_item(times, named):
    """I-20: two moves are none, three are named; moves of different items are not added up."""
    moved = [THURSDAY + n for n in range(times)]
    other = walk(states="ccc", moved=[THURSDAY, THURSDAY + 1])
    found = drift(week(client(assigned("ccc", moved=moved), other)))
    assert (found.moved if found else ()) == named


@pytest.mark.parametrize(("back", "named"), [(28 * DAY, True), (28 * DAY + 1, False)])
def test_moves_count_for_four_weeks(back, named):
    """I-20: the first of three moves is exactly four weeks old, or a millisecond more."""
    moved = [SUMMARY_AT - back, THURSDAY, THURSDAY + 1]
    assert (drift(week(client(assigned("ccc", moved=moved)))) is not None) is named


@pytest.mark.parametrize(("times", "drifted"), [(1, 0), (2, 2), (3, 3)])
def test_answers_that_left_the_task(times, drifted):
    """I-20: once is nothing, twice is a line."""
    told = [report("C6", SUMMARY_AT - n * DAY - 1) for n in range(times)]
    found = drift(week(client(assigned("ccc"), reports=told)))
    assert (found.drifted if found else 0) == drifted


def test_moving_what_is_optional_is_nothing():
    """I-20: an optional item may be put off as often as one likes."""
    moved = [THURSDAY + n for n in range(9)]
    assert drift(week(client(assigned("ccc", moved=moved, optional=True)))) is None


@pytest.mark.parametrize(("said", "codes"), [("elsewhere", ["P1"]), ("only_here", []), ("", [])])
def test_elsewhere_as_the_client_said(said, codes):
    """I-22: only where the client answered that it comes up in other parts of the week too."""
    told = [report("P1", elsewhere=said), report("T3")]
    assert life_pattern(week(client(assigned("ccc"), reports=told))) == codes


@pytest.mark.parametrize(
    ("states", "codes", "wins", "before", "grows"),
    [
        ("ccc", ["R4"], 0, 0, True),
        ("ccc", ["P3"], 0, 0, False),
        ("ccc", [], 2, 1, True),
        ("ccc", [], 1, 1, False),
        ("dc", ["R4"], 3, 0, False),
        ("pcc", ["R4"], 0, 0, True),
        ("uuu", ["R4"], 3, 0, False),
    ],
    ids=["R4", "another", "wins rise", "wins stay", "half is done", "under half", "never cued"],
)
def test_growth_elsewhere(states, codes, wins, before, grows):
    """I-23: less than half done, with something else that helped or more wins than the week before."""
    won = [[THURSDAY + n, "a win"] for n in range(wins)] + [[WEEK_FROM - DAY, "before"]] * before
    person = client(assigned(states), reports=[report(c) for c in codes], wins=won)
    assert person.client is not None
    person.client.bonds[0].weeks = 1
    assert growth_elsewhere(week(person)) is grows


def test_wins_of_a_first_week_rise_from_nothing():
    """I-23: with no week before it one win is a win, and no sign of anything."""
    assert not growth_elsewhere(week(client(assigned("ccc"), wins=[[THURSDAY, "a win"]])))


def letter(at: int, state: str = "partial", **more: Any) -> Entry:
    """A letter that went."""
    return entry("letter", at, **{"state": state, "number": 1, "therapist": "ada", "own": False, **more})


@pytest.mark.parametrize(("after", "resumed"), [(48 * HOUR, 1), (48 * HOUR + 1, 0), (-1, 0), (0, 0)])
def test_resumed_within_two_days(after, resumed):
    """I-24: up to and with forty-eight hours; what was done before the letter is not after it."""
    records = [letter(THURSDAY), entry("done", THURSDAY + after, assignment="a1", occurrence="a1.1")]
    assert letter_effect(records, "ada") == [LetterEffect("partial", 1, 0, resumed)]


def test_letters_by_kind():
    """I-24: an answer belongs to the letter before it; own words are a kind; nobody else's letters."""
    records = [
        letter(THURSDAY),
        letter(THURSDAY + 7 * DAY),
        entry("letter_reply", THURSDAY + 8 * DAY, what="words", therapist="ada"),
        letter(THURSDAY + 14 * DAY, own=True),
        letter(THURSDAY + 15 * DAY, therapist="ben"),
    ]
    assert letter_effect(records, "ada") == [LetterEffect("partial", 2, 1, 0), LetterEffect("own", 1, 0, 0)]


def test_no_letters_no_effect():
    """I-24: nothing went, nothing is said."""
    assert letter_effect([], "ada") == []
