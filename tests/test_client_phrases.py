"""What clients say for a command in other words, while choices are open and at a text step."""

import pytest

from handlers.answers_choice import read_choice
from handlers.ask import Asked, Read
from handlers.client import commands
from handlers.content import Option
from tests.client_states import due, in_state

PHRASES = [
    ("ya lo hice", "done"),
    ("Lo hice.", "done"),
    ("lo he hecho", "done"),
    ("ya la hice", "done"),
    ("ahora no", "later"),
    ("lo hago luego", "later"),
    ("la mini", "small"),
    ("¿Cómo se hace?", "how"),
    ("como lo hago", "how"),
    ("no entiendo", "how"),
    ("porqué", "why"),
    ("quiero una pausa", "pause"),
    ("necesito un descanso", "pause"),
    ("descanso", "pause"),
    ("cambiar idioma", "language"),
    ("quiero cambiar de idioma", "language"),
]


@pytest.mark.parametrize(("typed", "name"), PHRASES)
def test_a_phrase_is_the_command_it_says(typed: str, name: str) -> None:
    """The whole text, with any marks and accents, and only for a reader of Spanish."""
    said = commands.parse(typed, "es")
    assert said is not None
    assert (said.name, said.rest) == (name, "")
    assert commands.parse(typed, "en") is None


@pytest.mark.parametrize("typed", ["lo hice mal", "descanso poco", "no entiendo a mi madre", "ahora no sé"])
def test_a_longer_sentence_is_no_phrase(typed: str) -> None:
    """With words after it, it is a line like any other."""
    said = commands.parse(typed, "es")
    assert said is None or said.rest


@pytest.mark.parametrize(("typed", "name"), PHRASES)
def test_at_a_cue_a_phrase_is_no_slip(typed: str, name: str) -> None:
    """While the choices of a cue are open, it does what it says, and nothing becomes a note."""
    desk = in_state("cued")
    desk.person.language = "es"
    said = [one.text for one in desk.say(typed)]
    assert said
    assert not [entry for entry in desk.records if entry.kind == "journal"]
    other = in_state("cued")
    other.person.language = "es"
    assert said == [one.text for one in other.say(name)]


@pytest.mark.parametrize(
    "typed", ["lo hice", "no entiendo", "descanso", "ahora no", "quiero una pausa", "cómo se hace"]
)
def test_at_a_text_step_a_phrase_is_the_answer(typed: str) -> None:
    """Where any words are the answer these are it, and nobody asks."""
    desk = in_state("started")
    desk.person.language = "es"
    desk.say(typed)
    if any(row.kind == "gather" for row in desk.person.agenda):
        due(desk, "gather")
    assert [entry.doc["words"] for entry in desk.records if entry.kind == "response"] == [typed]


CHOSEN = [
    ("más tarde", "later"),
    ("despues", "later"),
    ("ahora no", "later"),
    ("Luego", "later"),
    ("hecho", "done"),
]


@pytest.mark.parametrize(("typed", "code"), CHOSEN)
def test_a_commands_other_word_is_the_option_of_its_name(typed: str, code: str) -> None:
    """Más tarde is the option Luego where that is on the screen."""
    options = (Option("done", "Ya está"), Option("later", "Luego"), Option("pass", "Esta vez no"))
    asked = Asked(key="cue/x", kind="choice", options=options)
    found = read_choice(asked, typed, "es")
    assert isinstance(found, Read)
    assert found.value == code


@pytest.mark.parametrize("typed", ["pausa de una semana", "pausa una semana", "pausa de 7 días"])
def test_a_rest_of_a_week(typed: str) -> None:
    """However it is put, a week's rest is a rest and no note."""
    desk = in_state("cued")
    desk.person.language = "es"
    desk.say(typed)
    assert desk.client.paused_until
    assert not [entry for entry in desk.records if entry.kind == "journal"]
