"""The client's own plan: every answer is kept when it is given, its day counts, and cues repeat its words."""

import pytest

from handlers.client.people import client_of
from handlers.client.plan_words import line_of, named_day
from handlers.times import local
from handlers.turn import DAY, HOUR
from handlers.week_parts import Assignment, Plan
from tests.client_states import ITEM, due
from tests.desk import START, ZONE, Desk, Said, client


def planning(**more: object) -> Desk:
    """Wednesday at ten: something is delivered, and Later is picked."""
    desk = client()
    desk.told("assign", assignment={**ITEM, **more})
    due(desk, "deliver")
    desk.say("2")
    return desk


def item_of(desk: Desk) -> Assignment:
    """What was assigned."""
    return desk.client.assignments[0]


def days(desk: Desk) -> list[str]:
    """The days that are planned."""
    return [o.day for o in item_of(desk).occurrences if o.state == "planned"]


def cue(desk: Desk) -> list[Said]:
    """The next cue, as it is read."""
    return due(desk, "cue")


def test_a_plan_left_half_way_keeps_what_was_said() -> None:
    """Moment, day, time and confidence hold though the last two questions were never answered (A-07)."""
    desk = planning(rhythm="once")
    for words in ("friday at 3 in the garden", "1"):
        desk.say(words)
    item = item_of(desk)
    assert desk.asked().key == "plan/smaller#1"
    assert (item.plan.moment, item.plan.day, item.at) == ("friday at 3 in the garden", "2026-03-06", "15:00")
    assert item.plan.confidence == 1
    assert [one[1:] for one in desk.client.confidence] == [["a1", 1]]
    assert days(desk) == ["2026-03-06"]


def test_a_cue_offers_the_smaller_version_that_was_never_asked_about() -> None:
    """Not so sure, and gone before the question: the next cue offers the small one beside the full one."""
    desk = planning(rhythm="once")
    for words in ("friday at 3 in the garden", "1"):
        desk.say(words)
    said = cue(desk)
    assert local(desk.now, ZONE).strftime("%a %H:%M") == "Fri 15:00"
    assert said[0].buttons == ["Start", "Do it small", "Later", "Not today"]
    desk.say("2")
    assert [t.args["items"][0]["small"] for t in desk.talks if t.script == "cue"] == [False]
    assert desk.asked().key.startswith("step/")


def test_whoever_chose_the_full_one_is_not_offered_the_small_one_again() -> None:
    """The size was asked and answered."""
    desk = planning(rhythm="once")
    for words in ("friday at 3 in the garden", "1", "2", "skip"):
        desk.say(words)
    assert not item_of(desk).plan.size_open
    assert cue(desk)[0].buttons == ["Start", "Later", "Not today"]


def test_back_takes_a_kept_answer_back() -> None:
    """BACK in the plan restores what was there before the answer, and asks again."""
    desk = planning(rhythm="once")
    desk.say("friday at 3 in the garden")
    desk.say("back")
    item = item_of(desk)
    assert desk.asked().key == "plan/moment#1"
    assert (item.plan, item.at) == (Plan(), "19:00")
    desk.say("skip")
    desk.say("4")
    desk.say("back")
    assert desk.client.confidence == []


@pytest.mark.parametrize(
    ("rhythm", "first"),
    [("once", ["2026-03-06"]), ("daily", ["2026-03-06", "2026-03-07"]), ("3x", ["2026-03-06"])],
)
def test_the_day_in_the_plan_is_the_first(rhythm: str, first: list[str]) -> None:
    """Friday half 5 is Friday: the first doing is planned on the day the client named."""
    desk = planning(rhythm=rhythm)
    said = [line for words in ("on the bus home friday half 5", "8", "skip") for line in desk.say(words)]
    assert days(desk)[: len(first)] == first
    assert "Friday, 17:30" in said[-1].text


def test_a_day_after_the_meeting_is_named_as_such() -> None:
    """Planned for the day after the meeting: that is said, and a reminder comes before."""
    desk = planning(rhythm="once")
    said = [line for words in ("wednesday 11 march at 3", "8", "skip") for line in desk.say(words)]
    assert "Wednesday is after you meet." in said[-1].text
    assert days(desk) == ["2026-03-04"]


def test_a_day_without_a_reminder_is_named_as_such() -> None:
    """On the day of the letter no cue comes: the plan holds, and the first reminder is named."""
    desk = planning()
    said = [line for words in ("saturday at 3 in the garden", "8", "skip") for line in desk.say(words)]
    assert "No reminder comes on Saturday." in said[-1].text


def test_a_cue_repeats_the_moment_where_the_obstacle_has_no_answer_in_it() -> None:
    """An obstacle alone is no plan; when and where is, on the day it names."""
    desk = planning(rhythm="once")
    for words in ("friday at 3 in the garden", "8", "my brother calls"):
        desk.say(words)
    assert '"friday at 3 in the garden"' in cue(desk)[0].text


@pytest.mark.parametrize(
    ("moment", "day", "obstacle", "line"),
    [
        ("at the sink", "", "", "at the sink"),
        ("at the sink", "", "my brother calls", "at the sink"),
        ("at the sink", "", "if he calls, the short one", "if he calls, the short one"),
        ("at the sink", "", "he calls then i do it after", "he calls then i do it after"),
        ("friday at the sink", "2026-03-06", "my brother calls", "my brother calls"),
        ("friday at the sink", "2026-03-04", "my brother calls", "friday at the sink"),
        ("friday at the sink", "2026-03-06", "", ""),
        ("", "", "my brother calls", "my brother calls"),
    ],
)
def test_which_line_a_cue_repeats(moment: str, day: str, obstacle: str, line: str) -> None:
    """The obstacle with its answer first, else the moment where it is the day it names."""
    assert line_of(Plan(moment, obstacle, None, 0, day), "2026-03-04") == line


@pytest.mark.parametrize(
    ("words", "language", "day"),
    [
        ("on the bus home thursday half 8 or so", "en", "2026-03-05"),
        ("kitchen table after the kids are down", "en", ""),
        ("el sábado a las 3 en el jardín", "es", "2026-03-07"),
        ("yesterday evening", "en", ""),
        ("monday or tuesday", "en", ""),
    ],
)
def test_the_day_in_the_words(words: str, language: str, day: str) -> None:
    """One day ahead counts, none or several do not: nobody guesses."""
    assert named_day(words, START, ZONE, language) == day


def test_a_plan_keeps_its_week_when_another_begins() -> None:
    """The named day is over: the next week is planned as any other."""
    desk = planning()
    for words in ("on the bus home friday half 5", "8", "skip"):
        desk.say(words)
    desk.now = START + 6 * DAY + 6 * HOUR
    due(desk, "week")
    ahead = [o for o in item_of(desk).occurrences if o.state == "planned" and o.planned_at > desk.now]
    assert len(ahead) == 3
    assert client_of(desk.person).assignments[0].plan.day == "2026-03-06"
