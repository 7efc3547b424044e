"""What cues and cards repeat of a client's own: then and now, the why, the plan; letters off, TELL."""

from dataclasses import replace

import pytest

from handlers.client import then_now
from handlers.own_parts import Rating
from handlers.turn import DAY, HOUR
from tests.client_states import assigned, due, started
from tests.desk import START, Desk
from tests.test_own_dots import answer
from tests.test_own_shelves import WHOLE


def rate(desk: Desk, about: str, asked: str, value: int, assignment: str = "a1") -> None:
    """A number given in an activity, and what had been named before it."""
    assert desk.turn is not None
    desk.turn.person, desk.turn.now = desk.person, desk.now
    then_now.note_rating(desk.turn, assignment, asked, about, value)


def test_then_and_now_stand_together_only_for_the_same_thing() -> None:
    """Another thought, another question and too short a time make no card (G-16)."""
    desk = assigned()
    rate(desk, "ringing the bank", "How much did it frighten you?", 9)
    rate(desk, "the bus", "How much did it frighten you?", 4)
    desk.now += 10 * DAY
    rate(desk, "Ringing the bank.", "How much did it frighten you?", 7)
    assert then_now.cards(desk.client) == []
    desk.now += 14 * DAY
    rate(desk, "ringing the bank", "How much did it frighten you?", 5)
    rate(desk, "the bus", "How strong was it?", 1)
    rate(desk, "the shop", "How much did it frighten you?", 1)
    assert [(c["about"], c["then"], c["now"]) for c in then_now.cards(desk.client)] == [
        ("ringing the bank", 9, 5)
    ]
    text = answer(desk, "progress")[0].text
    assert '"How much did it frighten you?", about "ringing the bank": 9 on 4 March, now 5.' in text


def test_then_and_now_reach_over_the_end_of_an_assignment() -> None:
    """An activity that is given again goes on where it was: the first number stays the first (G-16)."""
    desk = assigned()
    rate(desk, "the bus", "How much did it frighten you?", 9)
    first = desk.client.assignments[0]
    first.state = "ended"
    desk.client.assignments.append(replace(first, id="a2", state="active"))
    desk.now += 40 * DAY
    rate(desk, "the bus", "How much did it frighten you?", 4, "a2")
    assert [(c["then"], c["now"]) for c in then_now.cards(desk.client)] == [(9, 4)]
    desk.client.assignments[-1].activity = "ex-step"
    rate(desk, "the bus", "How much did it frighten you?", 1, "a2")
    assert len(desk.client.own.ratings) == 2


def test_a_number_taken_back_leaves_what_was_there() -> None:
    """BACK over a rating leaves the one before it as the latest, and none where there was none."""
    desk = started()
    for words in ("at work", "i am useless", "6"):
        answer(desk, words)
    assert [(one.first, one.last, one.about) for one in desk.client.own.ratings] == [
        (6, 6, "at work / i am useless")
    ]
    answer(desk, "back")
    assert desk.client.own.ratings == []
    desk.client.own.ratings = [
        Rating(
            "a1", "How much did you believe it then, 0 to 10?", "at work / i am useless", 8, START, 8, START
        )
    ]
    answer(desk, "5")
    assert (desk.client.own.ratings[0].first, desk.client.own.ratings[0].last) == (8, 5)
    answer(desk, "back")
    assert (desk.client.own.ratings[0].first, desk.client.own.ratings[0].last) == (8, 8)


def test_importance_and_the_why_are_asked_once() -> None:
    """From the second doing on, once: how much it matters, and the why that the cues repeat (A-50).

    No rating loses its turn by it: of three doings a week the third asks how difficult it was.
    """
    desk = started()
    asked: list[list[str]] = []
    for n in range(3):
        if n:
            answer(desk, "todo")
            answer(desk, "1")
        for words in WHOLE[:-1]:
            answer(desk, words)
        asked.append([answer(desk, "skip")[-1].text, answer(desk, "9" if n == 1 else "skip")[-1].text])
        answer(desk, "so i sleep" if n == 1 else "skip")
    item = desk.client.assignments[0]
    assert [pair[0].partition(",")[0] for pair in asked] == [
        "How helpful was it",
        "How much does this matter to you",
        "How difficult was it",
    ]
    assert (item.my_why, item.asked_once) == ("so i sleep", ["importance", "own_why"])


@pytest.mark.parametrize(
    ("plan", "why", "doings", "line"),
    [
        ("", "", 0, ""),
        ("tired? two lines", "", 1, 'Your plan: "tired? two lines".'),
        ("", "so i sleep", 1, 'Your words: "so i sleep".'),
        ("tired? two lines", "so i sleep", 1, 'Your plan: "tired? two lines".'),
        ("tired? two lines", "so i sleep", 2, 'Your words: "so i sleep".'),
    ],
)
def test_a_cue_carries_one_line_of_the_clients_own(plan: str, why: str, doings: int, line: str) -> None:
    """The if-then plan of that day, or the why; with both they take turns, and a cue stays short (G-2)."""
    desk = assigned()
    item = desk.client.assignments[0]
    item.plan.obstacle, item.my_why, item.doings = plan, why, doings
    text = due(desk, "cue")[0].text
    assert text.startswith(f"Sam, thought record, 8 min.{' ' + line if line else ''}\n")
    assert len(text) <= 160


def test_small_begins_two_minutes_at_the_cue() -> None:
    """The word SMALL at a cue begins the version of two minutes, for today (CONTENT G-1)."""
    desk = assigned()
    assert due(desk, "cue")[0].buttons == ["Start", "Later", "Not today"]
    assert answer(desk, "small")[0].text.startswith("The moment")
    assert desk.client.assignments[0].small is False


@pytest.mark.parametrize(("words", "off"), [("letters off", True), ("letters on", False)])
def test_letters_can_be_switched_off(words: str, off: bool) -> None:
    """The letter between two meetings comes only while the client wants it."""
    desk = assigned()
    answer(desk, words)
    assert any(one.kind == "letter" for one in desk.person.agenda) == (not off)


def test_the_therapist_hears_of_a_doing_when_the_client_says_so() -> None:
    """TELL passes on that something was done, once done and not long ago, and no word of it (A-39)."""
    desk = assigned()
    assert "nothing new to pass on" in answer(desk, "tell")[0].text
    answer(desk, "done")
    answer(desk, "private it was hard")
    answer(desk, "tell")
    assert desk.turn is not None
    assert [(tell.what, tell.data["title"]) for tell in desk.turn.tells] == [("did", "Thought record")]
    assert "hard" not in str(desk.turn.tells)
    desk.now += 3 * DAY + HOUR
    assert "nothing new to pass on" in answer(desk, "tell")[0].text


@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_later_has_the_small_one_for_now(channel: str) -> None:
    """Whoever has only a few minutes is one tap from the version for them, also at the cue (G-1)."""
    desk = assigned()
    desk.person.channel = channel
    due(desk, "cue")
    asked = answer(desk, "later")
    assert asked[0].buttons[-1] == "Do 2 min now"
    assert "what, where, when" in answer(desk, asked[0].buttons[-1])[0].text


@pytest.mark.parametrize("field", ["small", "avoidance_sensitive"])
def test_later_has_none_where_it_would_not_help(field: str) -> None:
    """What is small already, and what feeds avoiding (H7)."""
    desk = assigned()
    setattr(desk.client.assignments[0], field, True)
    due(desk, "cue")
    assert not any(label.startswith("Do ") for label in answer(desk, "later")[0].buttons)
