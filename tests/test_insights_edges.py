"""The insights at their edges: just before a threshold, on it, and just beyond."""

import pytest

from handlers.client.agenda import rows as client_rows
from handlers.client.prompted import SILENCE, note_return
from handlers.therapist import insights, insights_pattern
from handlers.turn import DAY, HOUR
from handlers.week_parts import Question
from tests.desk_stage import (
    SUMMARY_AT,
    THURSDAY,
    WEEK_FROM,
    assigned,
    case,
    client,
    done_at,
    empty_week,
    report,
    walk,
    week,
)

MINUTE = 60_000


@pytest.mark.parametrize(
    ("required", "optional", "share"),
    [("ddd", "ccc", 1.0), ("pcc", "ddd", 1 / 6), ("ccc", "ddd", 0.0), ("uuu", "ddd", None)],
)
def test_only_what_is_required_is_a_share(required, optional, share):
    """I-1: optional doings move nothing, a part is half, and with nothing asked there is no share."""
    person = client(assigned(required), walk(states=optional, optional=True))
    found = insights.adherence(week(person))
    assert found == (None if share is None else pytest.approx(share))


@pytest.mark.parametrize(
    ("days", "band"),
    [
        ([(5, "09:00"), (6, "20:00"), (7, "20:00"), (8, "20:00")], "evening"),
        ([(4, "09:00"), (5, "09:00"), (6, "20:00"), (7, "20:00"), (8, "20:00")], ""),
        ([(5, "16:59"), (6, "16:59"), (7, "16:59")], "afternoon"),
        ([(5, "17:00"), (6, "17:00"), (7, "17:00")], "evening"),
        ([(5, "11:59"), (6, "11:59"), (7, "11:59")], "morning"),
    ],
)
def test_three_in_four_show_when_it_works(days, band):
    """I-3: exactly three in four is enough, three in five is not; a part of the day ends on the hour."""
    item = assigned("", occurrences=done_at(days))
    assert insights.when(week(client(item)), item).band == band


@pytest.mark.parametrize(("later", "band"), [(-1, "evening"), (0, "evening"), (1, "")])
def test_a_doing_of_four_weeks_ago_is_the_last_that_counts(later, band):
    """I-3: twenty-eight days back is in, a millisecond more is out, and two doings show nothing."""
    item = assigned("", occurrences=done_at([(5, "20:00"), (6, "20:00"), (7, "20:00")]))
    now = item.occurrences[0].done_at + 28 * DAY + later
    assert insights.when(week(client(item), now=now), item).band == band


@pytest.mark.parametrize(("back", "seen"), [(28 * DAY - 1, True), (28 * DAY, True), (28 * DAY + 1, False)])
def test_a_pattern_looks_back_four_weeks(back, seen):
    """I-5: a reason of exactly four weeks ago is in it, one millisecond more is not."""
    told = [report("P3", SUMMARY_AT - back), report("P3")]
    found = insights_pattern.barrier_pattern(week(client(assigned("ccc"), reports=told)))
    assert (found is not None) is seen


@pytest.mark.parametrize(("states", "empty"), [("ccc", True), ("ccp", False), ("dcc", False), ("cuu", True)])
def test_an_empty_week_has_no_attempt(states, empty):
    """I-6: cued and nothing begun; one part is an attempt."""
    item = assigned(states, weeks=[empty_week(WEEK_FROM)])
    assert insights_pattern.two_empty_weeks(week(client(item))) is empty


def test_the_goals_card_comes_again_only_after_something_was_done():
    """I-6: shown once it stays away for any number of empty weeks; a doing after it opens it again."""
    item = assigned("ccc", weeks=[empty_week(WEEK_FROM)])
    for shown_at, due in ((0, True), (1, False), (SUMMARY_AT, False)):
        assert insights_pattern.goals_card(week(client(item)), case(goals_card_at=shown_at)) is due
    before = done_at([(1, "20:00")])
    item.occurrences = [*before, *item.occurrences]
    assert insights_pattern.goals_card(week(client(item)), case(goals_card_at=before[0].done_at - 1))
    assert not insights_pattern.goals_card(week(client(item)), case(goals_card_at=before[0].done_at))


@pytest.mark.parametrize(("back", "counted"), [(42 * DAY - 1, 1), (42 * DAY, 1), (42 * DAY + 1, 0)])
def test_new_ideas_are_counted_for_six_weeks(back, counted):
    """I-7: exactly six weeks ago still counts."""
    assert insights_pattern.new_after_unexplored(case(guard_news=[SUMMARY_AT - back]), SUMMARY_AT) == counted


@pytest.mark.parametrize(
    ("hours", "long"), [(48 * HOUR - 1, False), (48 * HOUR, False), (48 * HOUR + 1, True)]
)
def test_a_question_waits_long_after_two_days(hours, long):
    """I-11: highlighted only beyond forty-eight hours."""
    asked = [Question(1, "so?", SUMMARY_AT - hours)]
    ((_, waits),) = insights_pattern.waiting_questions(week(client(assigned("ccc"), questions=asked)))
    assert waits is long


@pytest.mark.parametrize(("sure", "line"), [(6, True), (7, False), (8, False), (0, True)])
def test_confidence_under_seven(sure, line):
    """I-12: six points to the smaller version, seven does not."""
    person = client(assigned("ccc"), confidence=[[THURSDAY, "a1", sure]])
    assert insights_pattern.readiness(week(person)).smaller_first is line


@pytest.mark.parametrize(
    ("importance", "states", "another", "helps"),
    [
        (3, "ccc", True, False),
        (4, "ccc", True, False),
        (5, "ccc", False, False),
        (6, "ccc", False, False),
        (7, "ccc", False, True),
        (7, "dc", False, False),
        (7, "pcc", False, True),
    ],
)
def test_importance_at_its_edges(importance, states, another, helps):
    """I-12: four and less, seven and more with less than half done; exactly half is not less."""
    person = client(assigned(states), importance=[[THURSDAY, "a1", importance]])
    ready = insights_pattern.readiness(week(person))
    assert (ready.another_target, ready.what_would_help) == (another, helps)


@pytest.mark.parametrize(("gap", "days"), [(7 * DAY - 1, []), (7 * DAY, [7]), (9 * DAY + HOUR, [9])])
def test_coming_back_after_a_week(gap, days):
    """I-13: seven whole days without a word are a return, a millisecond less is none."""
    person = client(assigned("ccc"), last_reply_at=THURSDAY - gap)
    assert person.client is not None
    person.client.bonds[0].first_assignment_at = THURSDAY - 30 * DAY
    note_return(person.client, THURSDAY)
    assert [gone for _, gone in person.client.returns] == days


def test_a_rest_or_a_time_before_anything_was_sent_is_no_time_away():
    """I-13: whoever rested, or had nothing to answer, comes back from nowhere."""
    person = client(assigned("ccc"), last_reply_at=THURSDAY - 30 * DAY, rested_until=THURSDAY - DAY)
    assert person.client is not None
    person.client.bonds[0].first_assignment_at = THURSDAY - 30 * DAY
    note_return(person.client, THURSDAY)
    person.client.rested_until, person.client.bonds[0].first_assignment_at = 0, THURSDAY - DAY
    note_return(person.client, THURSDAY)
    assert person.client.returns == []


@pytest.mark.parametrize(("back", "days"), [(7 * DAY - 1, 6), (7 * DAY, 7), (21 * DAY, 21)])
def test_silence_is_whole_days(back, days):
    """I-14: a day is over only after all of it."""
    person = client(assigned("ccc"), last_reply_at=SUMMARY_AT - back)
    assert insights_pattern.silence(week(person)).days == days


@pytest.mark.parametrize(("back", "cues"), [(SILENCE - 1, True), (SILENCE, False)])
def test_cues_end_after_three_silent_weeks(back, cues):
    """I-14: on the twenty-first day no cue is planned any more; a millisecond before one is."""
    now = WEEK_FROM
    person = client(assigned("nnn"), last_reply_at=now - back, joined_at=1)
    assert any(row.kind == "cue" for row in client_rows(person, now)) is cues
