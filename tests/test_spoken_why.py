"""WHY in Spanish: asked in everyday words, and never heard where a sentence only begins so."""

import pytest

from bot.stage import Stage  # noqa: F401 - the doors are loaded, so every table is complete
from handlers.client import commands as client_commands
from tests.core_stage import playing
from tests.world import ADA, client, texts


@pytest.mark.parametrize(
    "typed",
    [
        *("para qué", "¿Para qué?", "para qué sirve", "¿Para qué sirve esto?", "para que sirve eso"),
        *("de qué sirve", "¿Por qué hago esto?", "para qué es"),
    ],
)
def test_what_it_is_for_is_asked_in_many_words(typed: str) -> None:
    """Asking what the work is for is the command WHY, in everyday words too."""
    found = client_commands.parse(typed, "es")
    assert found is not None
    assert found.name == "why"


@pytest.mark.parametrize(
    "typed",
    [
        *("para qué estoy aquí", "para que veas lo que hice", "porque no tuve tiempo", "por qué no me sale"),
        *("de qué sirve tanto esfuerzo", "motivo de alegría", "/para que lo veas"),
    ],
)
def test_a_sentence_that_begins_so_asks_nothing(typed: str) -> None:
    """WHY is asked alone: what only begins with its words is somebody's sentence."""
    found = client_commands.parse(typed, "es")
    assert found is None or found.name != "why"


@pytest.mark.parametrize("typed", ["¿Para qué sirve esto?", "para qué lo hago"])
async def test_what_it_is_for_is_answered(typed: str) -> None:
    """With something open the question gets its answer, and no note is made of it."""
    async with playing({**ADA, "language": "es"}, {**client("sam", "telegram"), "language": "es"}) as play:
        await play({"who": "ada", "text": "/asignar Sam cbt-record 3x a las 19:00"})
        await play({"who": "ada", "tap": "Enviar"})
        told = texts(await play({"who": "sam", "text": typed}), "sam")
        assert told == ["Registro de pensamientos: Escrito se mira mejor."]
