"""Whose name a command says: a preposition is none, and a beginning is never somebody else's phone."""

from typing import Any

import pytest

from handlers.names import whom_named
from tests.world import ADA, client, play, texts

THREE = {"1": "Sol", "2": "Ana", "3": "Denis", "4": "Consuelo"}

NAMED = [
    ("a Sol Vimos lo de tu hermano", "es", ["1"], "Vimos lo de tu hermano"),
    ("de Sol", "es", ["1"], ""),
    ("con Sol jueves 10:00", "es", ["1"], "jueves 10:00"),
    ("para Ana mood", "es", ["2"], "mood"),
    ("al Denis", "es", ["3"], ""),
    ("a Zoe hola", "es", [], "Zoe hola"),
    ("a", "es", ["2"], ""),
    ("a Sol Vimos", "en", [], "a Sol Vimos"),
    ("con Sol jueves", "en", [], "con Sol jueves"),
    ("de sol: algo", "en", [], "de sol: algo"),
    ("s mood daily", "en", ["1"], "mood daily"),
    ("den mood", "en", ["3"], "mood"),
]


@pytest.mark.parametrize(("words", "language", "ids", "left"), NAMED)
def test_whom_a_command_names(words: str, language: str, ids: list[str], left: str) -> None:
    """What Spanish puts before a name is no name; a beginning names nobody where a name follows."""
    assert whom_named(words.split(), THREE, language) == (ids, left.split())


@pytest.mark.parametrize(
    ("words", "left"), [("Al Vimos", "Vimos"), ("de la Cruz Vimos", "Vimos"), ("De Vimos", "Vimos")]
)
def test_a_name_that_begins_like_a_preposition(words: str, left: str) -> None:
    """Somebody called Al or De la Cruz is named by it all the same."""
    name = "Al" if words.startswith("Al") else "De la Cruz"
    assert whom_named(words.split(), {"1": name, "2": "Ana"}, "es") == (["1"], left.split())


def _three(language: str) -> list[Any]:
    ada = {**ADA, "language": language}
    people = [client(name, "telegram", language=language) for name in ("sol", "ana", "denis")]
    return [ada, *people]


SPANISH = [
    "/repaso a Sol Vimos lo de tu hermano y el alcohol.",
    "/repaso Sol Vimos lo de tu hermano y el alcohol.",
]


@pytest.mark.parametrize("line", SPANISH)
async def test_a_recap_reaches_the_one_it_names(line: str) -> None:
    """With Spanish's personal a the lines go to Sol; Ana reads nothing of them."""
    printed = await play([*_three("es"), {"who": "ada", "text": line}, {"wait": "1h"}])
    assert any("tu hermano" in said for said in texts(printed, to="sol"))
    assert not any("hermano" in said for said in texts(printed, to="ana"))


OTHERS = ["/nota a Sol Bebe menos.", "/resumen de Sol", "/cerrar a Sol", "/medida a Sol", "/sesion con Sol"]


@pytest.mark.parametrize("line", OTHERS)
async def test_no_command_takes_the_preposition_for_a_name(line: str) -> None:
    """What is answered is about Sol, and neither Ana nor Denis is named."""
    printed = await play([*_three("es"), {"who": "ada", "text": line}])
    answer = " ".join(texts(printed, to="ada"))
    assert "Sol" in answer
    assert "Ana" not in answer
    assert "Denis" not in answer


@pytest.mark.parametrize(
    "line", ["/recap a Sol We looked at it.", "/recap a We looked at it.", "/recap an We looked"]
)
async def test_a_mere_beginning_sends_nothing(line: str) -> None:
    """Words that go to a client at once wait until their name is plain."""
    printed = await play([*_three("en"), {"who": "ada", "text": line}, {"wait": "1h"}])
    assert not any("We looked" in said for who in ("sol", "ana", "denis") for said in texts(printed, to=who))


async def test_a_beginning_is_confirmed_with_a_tap() -> None:
    """Who is meant is asked; then the recap goes on by itself."""
    lines = [*_three("en"), {"who": "ada", "text": "/recap an We looked at it."}]
    printed = await play([*lines, {"who": "ada", "tap": "Ana"}, {"wait": "1h"}])
    assert any("We looked at it." in said for said in texts(printed, to="ana"))
