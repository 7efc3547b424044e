"""What was put to a client and what was not: two at a time, one is plenty, and a rest asks for nothing."""

import pytest

from handlers.client import counting, due
from handlers.client.changes import complete, uncomplete
from handlers.client.people import client_of
from handlers.events import Due
from handlers.state import Person
from handlers.therapist import guard, insights, insights_pattern
from handlers.therapist.cases import standing
from handlers.therapist.digest import digest_line
from handlers.turn import DAY, HOUR, Turn
from handlers.week_parts import Assignment
from tests.desk_stage import (
    SUMMARY_AT,
    THURSDAY,
    WEEK_FROM,
    assigned,
    case,
    client,
    desk,
    empty_week,
    read,
    summary,
    walk,
    week,
)

DAYS = ["2026-03-05", "2026-03-06", "2026-03-07"]


def three() -> Person:
    """Three things at eight in the evening, on three days."""
    return client(*(assigned("nnn", id=f"a{n}", occurrences=planned(f"a{n}")) for n in range(3)))


def planned(item: str) -> list[object]:
    """The moments of one of them."""
    made = assigned("nnn").occurrences
    for one in made:
        one.id, one.cued_at = f"{item}{one.id}", 0
    return list(made)


def cued(person: Person, day: int) -> Turn:
    """The client's turn in which that day's cue comes."""
    turn = desk(person, now=THURSDAY + day * DAY)
    turn.person, client_of(person).silent_cue_days = person, 0
    due.cue(turn, Due("cue", DAYS[day], 1, turn.now))
    return turn


def states(person: Person, day: int) -> list[str]:
    """What became of each of that day."""
    return [a.occurrences[day].state for a in client_of(person).assignments]


def test_only_what_a_cue_offers_is_cued_and_each_has_its_turn() -> None:
    """Two of three are offered on a day; the third was never cued, and stands first the next day."""
    person = three()
    cued(person, 0)
    assert states(person, 0) == ["cued", "cued", "uncued"]
    cued(person, 1)
    assert states(person, 1) == ["cued", "uncued", "cued"]
    cued(person, 2)
    assert states(person, 2) == ["uncued", "cued", "cued"]
    cue = client_of(person).cue
    assert cue is not None
    assert cue.occurrences == ["a1a1.3", "a2a1.3"]


def test_what_is_done_once_has_another_moment_when_the_cue_was_full() -> None:
    """Once means once: what the day's cue had no room for comes on another day."""
    person = three()
    once = client_of(person).assignments[2]
    once.rhythm, once.occurrences = "once", once.occurrences[:1]
    cued(person, 0)
    assert [o.state for o in once.occurrences] == ["uncued", "planned"]


def test_one_is_plenty() -> None:
    """What was not picked on a day when another was done is not missed, and BACK makes it wait again."""
    person = three()
    turn = cued(person, 0)
    first, second, _ = client_of(person).assignments
    result = complete(turn, assignment="a0", occurrence=first.occurrences[0].id, small=False)
    assert states(person, 0) == ["done", "beside", "uncued"]
    much = insights.quantity(week(person), second)
    assert (much.asked, much.beside, much.missed, insights.left(much)) == (0, 1, 0, 0)
    assert not guard.missed(second)
    uncomplete(turn, result=result)
    assert states(person, 0) == ["cued", "cued", "uncued"]


def test_what_stood_beside_another_can_still_be_done() -> None:
    """The other one later on the same day counts as done."""
    person = three()
    turn = cued(person, 0)
    first, second, _ = client_of(person).assignments
    complete(turn, assignment="a0", occurrence=first.occurrences[0].id, small=False)
    complete(turn, assignment="a1", occurrence="", small=False)
    assert states(person, 0) == ["done", "done", "uncued"]
    assert second.doings == 1


def test_a_week_beside_another_is_no_empty_week() -> None:
    """I-6: a closed week in which another was done each time asked nothing of this one."""
    item = assigned("ccc")
    for one in item.occurrences:
        one.state = "beside"
    counting.close(item, SUMMARY_AT, counted=True)
    assert item.weeks == []


def test_the_summary_says_so() -> None:
    """I-1: the days on which another was done are named, and are not among what is left."""
    item = assigned("ccc")
    item.occurrences[0].state = "beside"
    assert "Thought record: 0 of 3, 1 on days when another was done" in read(client(item))


def test_a_moment_that_passed_does_not_lie_ahead() -> None:
    """I-1: without a cue and past its time it is never cued, whatever became of the cue."""
    much = insights.quantity(week(client(assigned("nnn"))), assigned("nnn"))
    assert (much.ahead, much.never_cued, much.missed) == (0, 3, 0)
    assert "Nothing was cued, so nothing counts as missed." in read(client(assigned("nnn")))


@pytest.mark.parametrize(("minutes", "ahead"), [(44, 3), (45, 2), (46, 2)])
def test_a_cue_may_come_for_three_quarters_of_an_hour(minutes: int, ahead: int) -> None:
    """DESIGN 4.1: so long after its moment a cue is not late."""
    at = assigned("nnn").occurrences[0].planned_at + minutes * 60_000
    assert insights.quantity(week(client(assigned("nnn")), now=at), assigned("nnn")).ahead == ahead


@pytest.mark.parametrize(
    "rest", [{"paused_until": SUMMARY_AT + DAY}, {"rested_until": SUMMARY_AT - HOUR}, {"held": True}], ids=str
)
def test_a_week_at_rest_shows_no_fraction(rest: dict[str, int]) -> None:
    """I-1: moments in a rest or a hold are at rest, in the summary, in the caseload and under the name."""
    person = client(assigned("nnn"), **rest)
    text = read(person)
    assert "Thought record: at rest" in text
    assert "At rest, so nothing counts as missed." in text
    assert "of 3" not in text
    assert digest_line(desk(person), case())["of"] == 0
    assert standing(desk(person), case())["items"][0]["all_rest"]


def test_a_rest_within_a_week_is_told_apart() -> None:
    """I-1: what was done before it is counted, the rest of the week is at rest."""
    person = client(assigned("dnn"), paused_until=SUMMARY_AT + DAY)
    assert "Thought record: 1 of 3, 2 at rest" in read(person)
    assert digest_line(desk(person), case())["of"] == 3


@pytest.mark.parametrize("ended", ["silent", "stopped"])
def test_nothing_lies_ahead_once_cues_have_ended(ended: str) -> None:
    """I-1: after three silent weeks, or the end of the texts, no cue is to come."""
    person = client(assigned("nnn"), last_reply_at=WEEK_FROM - 21 * DAY if ended == "silent" else THURSDAY)
    person.stopped_at = THURSDAY if ended == "stopped" else 0
    assert insights.quantity(week(person, now=WEEK_FROM + DAY), assigned("nnn")).ahead == 0


def test_what_ended_with_the_last_meeting_is_out_of_the_week() -> None:
    """An item that had run its course is no line of the week after it."""
    over = walk(state="ended", ended_at=WEEK_FROM)
    assert [i["title"] for i in summary(client(assigned("ccc"), over))["items"]] == ["Thought record"]


def test_the_button_is_about_what_is_left() -> None:
    """The least done is one of which something was asked, not one that never was."""
    person = client(assigned("uuu"), walk(states="dcc"))
    least = insights.least_done(week(person))
    assert least is not None
    assert least.id == "a2"


def test_only_optional_items_are_said_to_be_that() -> None:
    """Nothing was agreed where all is optional, so nothing agreed can have happened."""
    text = read(client(walk(states="p", optional=True)))
    assert "Only optional items ran" in text
    assert "What was agreed" not in text


def test_under_the_name_it_reads_as_in_the_summary() -> None:
    """I-1: what was never cued is named in both places."""
    shown = standing(desk(client(assigned("duu"))), case())["items"][0]
    assert (shown["done"], shown["of"], shown["never_cued"]) == (1, 3, 2)


def test_a_new_item_does_not_hide_two_empty_weeks() -> None:
    """I-6: whoever has a week before and is empty in both counts, whatever was added since."""
    empty: Assignment = assigned("ccc", weeks=[empty_week(WEEK_FROM)])
    assert insights_pattern.two_empty_weeks(week(client(empty, walk(states="ccc"))))
    assert not insights_pattern.two_empty_weeks(week(client(empty, walk(states="dcc"))))
    assert not insights_pattern.two_empty_weeks(week(client(walk(states="ccc"))))


@pytest.mark.parametrize(("began", "is_week"), [(0, True), (5 * DAY, True), (5 * DAY - 1, False)])
def test_the_week_before_was_a_week(began: int, is_week: bool) -> None:
    """I-6: two days before a first meeting are no week without an attempt."""
    short = empty_week(WEEK_FROM, began_at=began and WEEK_FROM - began)
    item = assigned("ccc", weeks=[short])
    assert insights_pattern.two_empty_weeks(week(client(item))) is is_week


def test_a_closed_week_keeps_when_it_began() -> None:
    """The first one begins when the assignment arrives."""
    item = assigned("ccc")
    counting.close(item, SUMMARY_AT, counted=True)
    assert [one.began_at for one in item.weeks] == [item.delivered_at]
