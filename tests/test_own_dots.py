"""Dots only add up: a word of the client's own, its letters, rewards they wrote (CONTENT A-51, A-52, H13)."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.client.dots import PER_LETTER, letters_of
from tests.client_states import assigned, due, in_state, started
from tests.desk import Desk, Said

ANYTHING = (
    *("done", "skip", "back", "later", "small", "todo", "rewards", "dots", "low", "mylist", "menu", "win ok"),
    *("1", "2", "3", "7", "yes", "start", "not today", "a quiet word", "pause 3d", "resume", "private no"),
)


NEARLY = ("at work", "i am useless", "6", *["skip"] * 3)
"""A thought record up to its last question."""


def answer(desk: Desk, words: str) -> list[Said]:
    """A text, and the quiet after it where several make one answer."""
    said = desk.say(words)
    row = next((one for one in desk.person.agenda if one.kind == "gather"), None)
    return said + (due(desk, "gather") if row else [])


def spelling(word: str, channel: str = "sms") -> Desk:
    """A client whose dots spell this word, in purple, with a reward for a letter and one for the word."""
    desk = assigned()
    desk.person.channel = channel
    for words in ("rewards", word, "3", "the good coffee", "a day at the sea"):
        answer(desk, words)
    return desk


def do(desk: Desk, times: int) -> list[str]:
    """Count so many doings by the word; gives the pictures it brought."""
    shown: list[str] = []
    for _ in range(times):
        for words in ("done", "skip"):
            shown += [one.text for one in answer(desk, words) if one.kind == "picture"]
    return shown


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("yes", "YES"),
        ("Si, se puede", "SISEPUED"),
        ("¡Sí!", "SÍ"),
        ("abc 123", "ABC"),
        ("42", ""),
        ("🙂", ""),
    ],
)
def test_a_word_is_spelled_with_its_letters(typed: str, letters: str) -> None:
    """Only letters count, eight of them at most; where there are none nothing can be spelled."""
    assert letters_of(typed) == letters


def test_a_letter_is_told_once_with_the_reward_the_client_wrote() -> None:
    """The seventh doing completes a letter, which is said once; the last letter brings the word's reward."""
    desk = spelling("yes")
    assert do(desk, PER_LETTER - 1) == []
    assert do(desk, 1) == ['Y complete. 1 of 3 letters. You wrote for a letter: "the good coffee".']
    assert do(desk, 2 * PER_LETTER) == [
        'E complete. 2 of 3 letters. You wrote for a letter: "the good coffee".',
        'S complete, and with it the whole word: "Yes". You wrote for this: "a day at the sea".',
    ]


@pytest.mark.parametrize(
    ("done", "text"),
    [
        (0, "0 of 3 letters. The first dot comes with the first thing done."),
        (1, "0 of 3 letters. Y has 1 of 7 dots. One dot in all. It stays."),
        (16, "Y and E complete. 2 of 3 letters. S has 2 of 7 dots. 16 dots in all. Each one stays."),
        (21, "Y, E and S complete. 3 of 3 letters. 21 dots in all. Each one stays."),
        (
            22,
            "0 of 3 letters. Y has 1 of 7 dots. The word was whole once before. "
            "22 dots in all. Each one stays.",
        ),
    ],
)
def test_by_sms_the_word_is_said(done: int, text: str) -> None:
    """By SMS there is no picture: letters and dots in words, and a whole word is not forgotten."""
    desk = spelling("yes")
    desk.client.dots = done
    assert desk.say("dots")[0].text == text


def test_on_telegram_the_word_is_a_picture_in_the_clients_colour() -> None:
    """Each letter is a line of dots in the colour chosen, and says in words what it shows."""
    desk = spelling("yes", "telegram")
    desk.client.dots = 9
    lines = desk.say("dots")[0].text.splitlines()
    assert lines[:3] == ["Y " + "🟣" * 7, "E " + "🟣" * 2 + "⚪" * 5, "S " + "⚪" * 7]
    assert lines[3].startswith("Y is complete: 1 of 3 letters. Nine dots in all.")


def test_one_dot_for_one_doing_taken_back_and_done_again() -> None:
    """BACK over the answer that completed a doing takes no dot, and doing it again adds none."""
    desk = started()
    for words in ("at work", "i am useless", "6", *["skip"] * 4):
        answer(desk, words)
    assert (desk.client.dots, desk.client.assignments[0].doings) == (1, 1)
    desk.say("back")
    assert (desk.client.dots, desk.client.assignments[0].doings) == (1, 0)
    desk.say("skip")
    assert (desk.client.dots, desk.client.assignments[0].doings) == (1, 1)
    do(desk, 2)  # the first DONE only ends the questions about the doing that is counted
    assert desk.client.dots == 2


def test_more_than_planned_taken_back_cues_nothing() -> None:
    """A doing that was never planned leaves no moment behind when it is taken back."""
    desk = started()
    item = desk.client.assignments[0]
    for one in item.occurrences:
        one.state = "done"
    planned = [one.id for one in item.occurrences]
    for words in ("at work", "i am useless", "6", *["skip"] * 4):
        answer(desk, words)
    assert len(desk.client.assignments[0].occurrences) == len(planned) + 1
    desk.say("back")
    assert [one.id for one in desk.client.assignments[0].occurrences] == planned


def test_another_word_takes_no_dot_and_tells_no_letter_again() -> None:
    """The word and the colour can change at any time; what is done counts for the new word too."""
    desk = spelling("yes")
    do(desk, PER_LETTER)
    answer(desk, "rewards")
    answer(desk, "1")
    answer(desk, "calm")
    assert desk.say("dots")[0].text.startswith("C complete. 1 of 4 letters.")
    assert do(desk, 1) == []


def test_what_the_activity_asks_is_the_same_choice() -> None:
    """The activity about dots and the word `rewards` keep the same word, colour and rewards."""
    desk = in_state("client")
    item: dict[str, Any] = {"id": "a2", "therapist": "ada", "activity": "ha-dots", "title": "Dots"}
    desk.told("assign", assignment={**item, "rhythm": "daily", "at": "19:00", "minutes": 2})
    due(desk, "deliver")
    for words in ("1", "calm", "1", "tea", "the sea"):
        answer(desk, words)
    own = desk.client.own
    assert (own.dot_word, own.dot_colour, own.letter_reward, own.word_reward) == (
        "Calm",
        "blue",
        "tea",
        "the sea",
    )
    for _ in range(3):
        desk.say("back")
    assert (own.dot_word, own.dot_colour, own.letter_reward, own.word_reward) == ("Calm", "", "", "")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ANYTHING), max_size=40))
@example(["skip", "back", "back", "skip", "skip", "skip", "done", "done", "skip", "back"])
def test_dots_never_decrease_whatever_happens(said: list[str]) -> None:
    """No text, answer or BACK takes a dot, and there is exactly one for each doing there ever was."""
    desk, before = started(), (0, 0)
    for words in (*NEARLY, *said):
        answer(desk, words)
        now = (desk.client.dots, desk.client.own.letters_told)
        assert all(new >= old for new, old in zip(now, before, strict=True))
        before = now
        item = desk.client.assignments[0]
        assert desk.client.dots == item.doings + item.undone
