"""The letter in Spanish: the same elements, lengths and variety as in English (CONTENT D, C3)."""

import re
from itertools import pairwise, product
from typing import Any

import pytest

from bot.render import with_digits
from handlers.client.letter_due import CHOICES
from handlers.client.letter_words import OF_TWO
from handlers.content import Option
from prompts import gsm, style
from tests.test_letter_words import CHANNELS, STATES, WEEKS, catalog, words

STATE_LINE = {
    "not_started": "thought record",
    "partial": "hiciste|una parte",
    "done": "todo|final|cada parte",
    "quiet": "trae lo que haya",
    "quiet_weeks": "saludo|hola|saludarte",
    "hard": "dif[ií]cil",
    "first": "hiciste",
}


def render(state: str, channel: str, n: int = 0, **more: Any) -> str:
    """The letter as it is read, without its choices."""
    return catalog().render(f"letter/{state}", "es", channel, {"l": words(state, n, **more)})


def labels(state: str, channel: str) -> list[str]:
    return catalog().labels(f"letter/{state}", CHOICES[state], "es", channel, {"l": words(state)})


@pytest.mark.parametrize(
    ("state", "channel", "optional", "sensitive"),
    list(product(STATES, CHANNELS, (False, True), (False, True))),
)
def test_elements(state: str, channel: str, optional: bool, sensitive: bool) -> None:
    """Every letter names courage and learning, its state, a way on, the day, and who wrote it."""
    for n in WEEKS:
        text = render(state, channel, n, optional=optional, sensitive=sensitive)
        low = text.lower()
        assert "valor" in low or "probar algo nuevo" in low, text
        assert re.search("aprend|curiosidad|algo nuevo|probar esto", low), text
        assert re.search(STATE_LINE[state], low) or (optional and "sirve" in low), text
        assert "martes" in text
        assert text.endswith("Ada")
        assert bool(re.search(r"\britmo\b", low)) is not sensitive, text
        assert not sensitive or "siguiente paso" in low, text


@pytest.mark.parametrize(("state", "optional"), list(product(STATES, (False, True))))
def test_whole_letter(state: str, optional: bool) -> None:
    """The long form hopes, says it can be hard, and why it matters unless it is optional."""
    for n in WEEKS:
        text = render(state, "telegram", n, optional=optional, goal="lunes con calma")
        low = text.lower()
        assert re.search("dur|duele|dol|raro|cuesta arriba", low)
        if state == "quiet_weeks":
            assert not re.search("thought record|calma", low), "no task at all"
            continue
        assert re.search("sirv|servido|útil", low), text
        assert ("lunes con calma" in text) is (not optional and state != "quiet"), text


@pytest.mark.parametrize(
    ("state", "channel", "optional", "sensitive"),
    list(product(STATES, CHANNELS, (False, True), (False, True))),
)
def test_style_and_length(state: str, channel: str, optional: bool, sensitive: bool) -> None:
    """No letter breaks a language rule: length, words, sentences, marks, statistics, minimising."""
    for n, meets in product(WEEKS, (True, False)):
        more = {"optional": optional, "sensitive": sensitive, "goal": "los lunes"}
        more |= {"recap": "una frase en calma, dicha en voz alta", "phone": "020 7946 0000"}
        text = render(state, channel, n, **more, **({} if meets else {"meet_at": None}))
        found = style.check(
            text, kind="letter", channel=channel, language="es", options=labels(state, channel)
        )
        assert found == [], text


@pytest.mark.parametrize("state", STATES)
def test_two_parts_by_sms(state: str) -> None:
    """With its digits a letter takes two parts at most, also with a long title and a long name."""
    for n, title in product(WEEKS, ("Thought record", "Registro de pensamientos y de lo que dicen")):
        given = words(state, n, title=title, therapist="María Fernández")
        text = catalog().render(f"letter/{state}", "es", "sms", {"l": given})
        shown = catalog().labels(f"letter/{state}", CHOICES[state], "es", "sms", {"l": given})
        whole = with_digits(text, [Option(str(k), label) for k, label in enumerate(shown)])
        assert gsm.outside(whole) == ""
        assert gsm.parts(whole) <= 2, whole


@pytest.mark.parametrize(("state", "channel"), list(product(STATES, CHANNELS)))
def test_no_letter_is_the_one_before(state: str, channel: str) -> None:
    """Two letters in a row never read the same."""
    assert all(one != other for one, other in pairwise(render(state, channel, n) for n in WEEKS))


MIA = {"both": "Inés Poe", "title": "Un gracias exacto", "naming": "bare"}
ADDRESSED = r"\b(tú|tu|tus|te|ti|contigo|usted|ustedes|vosotr\w+|os|vuestr\w+)\b"
"""Forms of address to one or to several, which a letter to both does without."""


@pytest.mark.parametrize(("state", "channel"), list(product(sorted(OF_TWO), CHANNELS)))
def test_a_couples_letter(state: str, channel: str) -> None:
    """Both names, and nobody addressed alone; no two in a row alike; it fits, and breaks no rule."""
    for optional, sensitive in product((False, True), (False, True)):
        more: dict[str, Any] = {**MIA, "optional": optional, "sensitive": sensitive}
        letters = [render(state, channel, n, **more) for n in WEEKS]
        assert all(a != b for a, b in pairwise(letters))
        for text in letters:
            assert "Sam e In" in text.split("\n")[0]
            assert "valor" in text
            assert "martes" in text
            assert text.endswith("Ada")
            assert re.search(r"\b(podemos|buscamos|buscaremos|elegimos|podamos)\b", text), text
            assert not re.search(ADDRESSED, text.lower()), text
            shown = labels(state, channel)
            assert style.check(text, kind="letter", channel=channel, language="es", options=shown) == [], text


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_couples_letter_never_tells_who_did_what(channel: str) -> None:
    """The same words for somebody who did all of it and somebody who has not begun."""
    for n in WEEKS:
        done: dict[str, Any] = {**MIA, "done": 3, "part": 1}
        assert len({render(state, channel, n, **done) for state in ("done", "not_started", "partial")}) == 1
        assert render("done", channel, n, **MIA) == render("done", channel, n, **done)
