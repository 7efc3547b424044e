"""A rest is no silence and no missed week: what is shown of it, and what comes after it."""

import pytest

from handlers.client.agenda import rows
from handlers.client.due import resume
from handlers.client.letter_state import letter_state
from handlers.client.people import client_of
from handlers.client.prompted import SILENCE, is_silent, quiet_from
from handlers.events import Due
from handlers.safety.release import begin_pace
from handlers.therapist import insights_pattern
from handlers.therapist.digest import digest_line
from handlers.turn import DAY, HOUR
from tests.desk_stage import (
    SUMMARY_AT,
    assigned,
    case,
    client,
    desk,
    hours_before,
    read,
    walk,
    week,
)

LONG = SUMMARY_AT - 30 * DAY
RESTS = [{"paused_until": SUMMARY_AT + DAY}, {"held": True}, {"pace_at": SUMMARY_AT - HOUR}]
ENDED = [{"rested_until": SUMMARY_AT - DAY}, {"paused_until": SUMMARY_AT - DAY}]


def kinds(person, now=SUMMARY_AT):
    """Which rows follow."""
    return {row.kind for row in rows(person, now)}


@pytest.mark.parametrize("rest", RESTS, ids=str)
def test_no_day_of_a_rest_or_a_hold_is_silence(rest):
    """I-14: while nothing is asked of somebody they are not silent, however long it is since their word."""
    person = client(assigned("ccc"), last_reply_at=LONG, **rest)
    assert not is_silent(client_of(person), SUMMARY_AT)
    assert insights_pattern.silence(week(person)).days == 0
    assert "no word" not in read(person)
    assert digest_line(desk(person), case())["silent_days"] == 0
    assert "silent" not in kinds(person)


@pytest.mark.parametrize("rest", ENDED, ids=str)
def test_silence_counts_from_the_end_of_a_rest(rest):
    """I-14: cues come on the day the rest ends, and the three weeks begin there."""
    person = client(assigned("nnn"), last_reply_at=LONG, joined_at=1, **rest)
    assert quiet_from(client_of(person), SUMMARY_AT) == SUMMARY_AT - DAY
    assert "cue" in kinds(person)
    ends = next(row.due_at for row in rows(person, SUMMARY_AT) if row.kind == "silent")
    assert 0 <= ends - (SUMMARY_AT - DAY + SILENCE) < HOUR


def test_a_word_after_the_rest_counts_from_itself():
    """I-14: a rest long ago adds nothing to the days since a word."""
    person = client(assigned("ccc"), last_reply_at=hours_before(48), rested_until=LONG)
    assert insights_pattern.silence(week(person)).days == 2


def test_the_summary_says_that_a_rest_came_before_the_silence():
    """I-14: days without a word since a rest are called that."""
    person = client(walk(states="ccc"), last_reply_at=LONG, joined_at=1, rested_until=SUMMARY_AT - 8 * DAY)
    assert "no word for 8 days since the rest" in read(person)
    client_of(person).rested_until = 0
    assert "no word for 30 days" in read(person)
    assert "rest" not in read(person).partition("last cue")[0]


def test_a_letter_after_a_rest_is_not_one_to_somebody_quiet():
    """D2: the state of a letter counts no day of a rest as silence."""
    person = client(assigned("nnn"), last_reply_at=LONG, rested_until=SUMMARY_AT - DAY)
    bond = client_of(person).bonds[0]
    bond.first_assignment_at, bond.weeks = LONG, 4
    assert letter_state(person, bond, SUMMARY_AT) == "not_started"
    client_of(person).rested_until = 0
    assert letter_state(person, bond, SUMMARY_AT) == "quiet_weeks"


def test_after_a_rest_the_therapist_may_hear_of_silence_again():
    """I-14: somebody who was silent before a rest and is after it is not forgotten."""
    person = client(assigned("nnn"), last_reply_at=LONG, paused_until=SUMMARY_AT)
    turn = desk(person)
    turn.person, client_of(person).bonds[0].told_silent = person, True
    resume(turn, Due("resume", "", 1, SUMMARY_AT))
    assert not client_of(person).bonds[0].told_silent
    client_of(person).bonds[0].told_silent, client_of(person).held = True, True
    begin_pace(turn, "Ada Okafor")
    assert not client_of(person).bonds[0].told_silent
