"""One word for one thing in Spanish, wherever it is read; what was said before is understood as well."""

import re
from pathlib import Path

import pytest

import prompts
from handlers import spoken
from handlers.client import commands
from handlers.therapist import commands as desk
from prompts.gsm import outside, plain

SPANISH = sorted((Path(prompts.__file__).parent / "es").iterdir())
ASIDE = {
    "a rest is called descanso": re.compile(r'[/"]pausa\b|\bPAUSA\b|te ha puesto un descanso'),
    "what is held after a flag is en pausa": re.compile(r"descansan? hasta que"),
    "a thing in the way is an obstáculo, or made it difficult": re.compile(
        r"(?i)\binterp(uso|one|ongan?|onerse)\b"
    ),
    "a hard day is a día difícil": re.compile(r"(?i)\bd[ií]as? (bajo|gris)|llamaste .*bajo"),
}


@pytest.mark.parametrize("rule", sorted(ASIDE))
def test_the_word_of_the_house(rule: str) -> None:
    """No sentence says it another way."""
    found = [
        f"{file.name}: {m.group()}" for file in SPANISH for m in ASIDE[rule].finditer(file.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ("descanso 10d", "pause", "10d"),
        ("pausa 10d", "pause", "10d"),
        ("descanso del 20 al 27 de abril", "pause", "del 20 al 27 de abril"),
        ("pausa", "pause", ""),
        ("descanso", "pause", ""),
        ("día difícil", "low", ""),
        ("día gris", "low", ""),
        ("día bajo hoy", "low", "hoy"),
    ],
)
def test_both_words_are_understood(typed: str, name: str, rest: str) -> None:
    """The word that is shown, and the ones people say beside it."""
    said = commands.parse(typed, "es")
    assert said is not None
    assert (said.name, said.rest) == (name, rest)


@pytest.mark.parametrize("typed", ["/descanso Sam 10d", "/pausa Sam 10d"])
def test_both_words_for_a_therapist(typed: str) -> None:
    """On the other side of the desk too."""
    assert spoken.understood(typed, "therapist", "es") == ("pause", "Sam 10d")
    assert "pause" in desk.TABLE


@pytest.mark.parametrize("role", ["client", "therapist"])
def test_the_word_that_is_shown(role: spoken.Role) -> None:
    """Menus and sentences show one and the same."""
    assert spoken.shown("pause", role, "es") == "descanso"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("¿Qué día también está aquí?", "¿Qué dia también esta aqui?"),
        ("Sé a qué hora: mañana, según el año", "Sé a qué hora: mañana, segun el año"),
        ("ÁÉÍÓÚ ÑÜ ñü", "AÉIOU ÑÜ ñü"),
    ],
)
def test_what_sms_leaves_out(written: str, sent: str) -> None:
    """á í ó ú lose their accent, because the alphabet lacks them; é stays, for qué is not que."""
    assert plain(written) == sent
    assert outside(sent) == ""
