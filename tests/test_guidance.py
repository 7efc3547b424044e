"""Guidance for the therapist: one line at most, called for by the data, none beside a flag (CONTENT E3)."""

import pytest

from handlers.therapist.guidance import guidance, note_guidance
from handlers.turn import DAY
from handlers.week_parts import Flag
from tests.desk_stage import (
    SUMMARY_AT,
    THURSDAY,
    WEEK_FROM,
    assigned,
    case,
    client,
    empty_week,
    read,
    report,
    summary,
    walk,
    week,
)


@pytest.mark.parametrize(
    ("states", "more", "codes", "of", "line"),
    [
        ("ccc", {}, [], {}, "opening"),
        ("dcc", {}, [], {}, ""),
        ("pcc", {}, [], {}, ""),
        ("uuu", {}, [], {}, ""),
        ("ccc", {"explored_at": THURSDAY}, [], {}, ""),
        ("ccc", {}, ["P3"], {}, ""),
        ("ccc", {}, ["P9"], {}, "third_party"),
        ("ccc", {"avoidance_sensitive": True}, [], {}, "exposure"),
        ("ddd", {"avoidance_sensitive": True}, [], {}, ""),
        ("dcc", {}, [], {"guard_news": [SUMMARY_AT]}, "understood"),
        ("dcc", {}, ["P3"], {"guard_news": [SUMMARY_AT]}, ""),
        ("ccc", {}, ["T7"], {}, "taken"),
        ("ccc", {}, ["E5"], {}, "taken"),
        ("dcc", {}, ["R1"], {}, "shared"),
        ("ddd", {}, [], {"discussed": [[1, "no"], [2, "no"]]}, "shared"),
        ("ddd", {}, [], {"discussed": [[1, "no"], [2, "partly"]]}, ""),
    ],
)
def test_what_calls_for_which_line(states, more, codes, of, line):
    """Each line has its own reason, and most weeks have none."""
    person = client(assigned(states, **more), reports=[report(code) for code in codes])
    assert guidance(week(person), case(**of)) == line


def test_the_goals_line_follows_the_card_of_two_empty_weeks():
    """In the week of the card nothing stands beside it; in the next empty one the line does."""
    item = assigned("ccc", weeks=[empty_week(WEEK_FROM)])
    assert guidance(week(client(item)), case()) == ""
    assert guidance(week(client(item)), case(goals_card_at=SUMMARY_AT - 7 * DAY)) == "goals"


def test_one_line_and_not_twice():
    """Shown four weeks ago it may come again, sooner the next one that fits comes; in its week it stays."""
    person = client(assigned("ccc", avoidance_sensitive=True))
    shown = case()
    note_guidance(shown, "exposure", SUMMARY_AT)
    assert guidance(week(person), shown) == "exposure"
    assert guidance(week(person), case(guided=[[SUMMARY_AT - 28 * DAY, "exposure"]])) == "exposure"
    assert guidance(week(person), case(guided=[[SUMMARY_AT - 28 * DAY + 1, "exposure"]])) == "opening"


@pytest.mark.parametrize("flagged", ["open", "this week", "held"])
def test_nothing_beside_a_flag(flagged):
    """While a flag is open, in its week, and during a hold, other things come first."""
    person = client(assigned("ccc"))
    assert person.client is not None
    if flagged == "held":
        person.client.held = True
    else:
        at = THURSDAY if flagged == "this week" else WEEK_FROM - DAY
        released = THURSDAY + 1 if flagged == "this week" else 0
        person.client.flags = [Flag("f", 1, at, "words", released_at=released)]
    assert guidance(week(person), case()) == ""


def test_the_line_stands_last_and_names_nobody_else():
    """Under the next step, before the footer; the client's name stands where it is about the client."""
    lines = read(client(assigned("ccc"), reports=[report("E5")])).split("\n")
    assert lines[-3].startswith("One thing to look for: how Sam took not doing it.")
    assert lines[-2:] == ["", "Put together automatically from what Sam sent."]


def test_optional_items_call_for_nothing():
    """What is there if wanted is no miss, so nothing is said about it."""
    assert summary(client(walk(states="ccc", optional=True)))["also"]["guide"] == ""
