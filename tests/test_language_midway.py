"""In the middle of a question: another language by its name, and an unanswered "which is it?"."""

import pytest

from tests.client_states import due, in_state
from tests.desk import Desk


def _answers(desk: Desk) -> list[str]:
    """The words kept as answers, once it has been quiet."""
    if any(row.kind == "gather" for row in desk.person.agenda):
        due(desk, "gather")
    return [entry.doc["words"] for entry in desk.records if entry.kind == "response"]


@pytest.mark.parametrize(
    ("reads", "typed", "then"),
    [("es", "english", "en"), ("es", "en inglés", "en"), ("en", "español", "es"), ("en", "Spanish", "es")],
)
def test_another_language_is_taken_at_once_at_a_text_step(reads: str, typed: str, then: str) -> None:
    """Nobody is asked about it; the question comes anew, and what is typed next is its answer."""
    desk = in_state("started")
    desk.person.language = reads
    key = desk.asked().key
    said = desk.say(typed)
    assert desk.person.language == then
    assert len(said) == 2
    assert desk.asked().key == key
    desk.say("at work with my boss")
    assert _answers(desk) == ["at work with my boss"]


@pytest.mark.parametrize(
    ("first", "words"),
    [("menu", "at work with my boss"), ("english", "I speak it all day"), ("why", "note to my mother")],
)
def test_words_after_which_is_it_are_the_steps_answer(first: str, words: str) -> None:
    """Asked which it is, whoever goes on with other words has answered the step, not begun a note."""
    desk = in_state("started")
    key = desk.asked().key
    desk.say(first)
    assert desk.asked().key.startswith("menu/which_meant")
    desk.say(words)
    assert desk.asked().key == key
    assert _answers(desk) == [words]
    assert not [entry for entry in desk.records if entry.kind == "journal"]


def test_which_is_it_is_still_answered_by_its_choices() -> None:
    """The word as an answer, or the command: each as before."""
    desk = in_state("started")
    desk.say("menu")
    desk.say("1")
    assert _answers(desk) == ["menu"]
