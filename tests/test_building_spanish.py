"""Building an activity in Spanish: what stands there already, and what a tap writes, is Spanish too."""

from pathlib import Path

import pytest

from handlers.therapist.build_asks import ASKED_TAGS, TOPS, YES_NO
from handlers.therapist.build_shape import blank, tagged, with_step
from handlers.usual import Usual
from prompts import style
from prompts.catalog import Catalog
from prompts.library import load_content
from prompts.library_own import BENCH
from prompts.library_usual import read_usual
from tests.building_stage import bench
from tests.test_library_faults import change, faults, root

__all__ = ["root"]

USUAL = load_content().usual
CATALOG = Catalog.load()
END = ("[Sin nota]", "[Nada]", "[Tres veces por semana]")
BEGUN = ("/nueva Tras la llamada", *["[Dejarlo así]"] * 3)


@pytest.mark.parametrize("language", sorted(USUAL))
def test_what_a_draft_begins_with_could_be_given(language: str) -> None:
    """In every language: no fault, and no rule of that language brushed."""
    usual = USUAL[language]
    shape = with_step(blank("Cada tarde", usual), usual.first, usual)
    assert BENCH.faults({**shape, "id": "own-1"}, language) == ()
    read = {"what": "assignment", "why": "reply", "how": "reply", "tiny_words": "cue"}
    texts = [(getattr(usual, name), kind) for name, kind in read.items()] + [(usual.first, "step")]
    for text, kind in texts:
        labels = tuple(usual.yes_no.values()) if kind == "step" else ()
        assert list(style.check(text, kind=kind, channel="sms", options=labels, language=language)) == []


@pytest.mark.parametrize("language", sorted(USUAL))
def test_a_button_says_what_it_writes(language: str) -> None:
    """The first step that one tap writes is the one its button names; so are yes and no."""
    usual = USUAL[language]
    (label,) = CATALOG.labels("build/step", ("first",), language, "telegram", {})
    assert label == f'"{usual.first}"'
    assert list(usual.yes_no) == YES_NO
    tags = CATALOG.labels("build/tags", ASKED_TAGS, language, "telegram", {"now": "", "faults": []})
    assert list(tags) == usual.tags_read(ASKED_TAGS)
    assert len(CATALOG.labels("build/range", TOPS, language, "telegram", {})) == len(TOPS)


async def test_defaults_all_the_way() -> None:
    """The shortest way through, and no English word on it."""
    async with bench(language="es") as ada:
        asked = (await ada("/nueva Tras la llamada", "[Dejarlo así]"))[-1]
        assert asked["text"].endswith("Ahora: unas preguntas cortas")
        assert "Ahora: Es parte de lo que se trabaja" in await ada.says("[Dejarlo así]")
        asked = (await ada("[Dejarlo así]", '["¿Qué notaste?"]'))[-1]
        assert (asked["buttons"][0], asked["text"][:14]) == ("Con sus palabras", '"¿Qué notaste?')
        await ada("[Con sus palabras]", "[Eso es todo]")
        assert "Ahora: solo la primera pregunta" in await ada.says("[Dejarlo así]")
        asked = (await ada("[Dejarlo así]", "paso"))[-1]
        assert asked["text"].endswith("Ahora: propias")
        assert asked["buttons"] == ["Dejarlo así", "pensamientos", "ánimo", "preocupación", "valores"]
        card = await ada.says("[ánimo]", "[Sin nota]", "[Nada]", "[Cada día]")
        assert "propia · para notar · cada día" in card.lower()
        assert "Temas: ánimo" in card
        assert (await ada.one()).shape["tags"] == ["mood"]


@pytest.mark.parametrize(
    ("words", "likely"),
    [
        ("¿Ocurrió, sí o no?", "Sí, o no"),
        ("¿Cuántos minutos?", "Un número"),
        ("¿Cuánta tensión, de 0 a 10?", "De 0 a 10"),
    ],
)
async def test_the_likely_kind_comes_first(words: str, likely: str) -> None:
    """The guess is the first button here too."""
    async with bench(language="es") as ada:
        assert (await ada(*BEGUN, words))[-1]["buttons"][0] == likely


async def test_what_a_tap_writes() -> None:
    """Yes and no, the usual options, a range, one more step."""
    async with bench(language="es") as ada:
        await ada(*BEGUN, "¿Ocurrió, sí o no?", "[Sí, o no]")
        await ada("¿Salió como pensabas?", "[Una de varias]", "[Casi todo, en parte, no]")
        assert "0 a 24" in (await ada("¿Cuántos pasos?", "[Un número]"))[-1]["buttons"]
        await ada("[0 a 24]", "[Eso es todo]")
        made = (await ada.one()).shape["steps"]
        assert [list(one.get("options", {}).values()) for one in made] == [
            ["Es cierto", "No es cierto"],
            ["Casi todo", "En parte", "Esta vez no"],
            [],
        ]
        assert (made[2]["low"], made[2]["high"]) == (0, 24)
        await ada("[Dejarlo así]", "[Dejarlo así]", "paso", "[Dejarlo así]", *END)
        assert "Un paso más" in (await ada("[Editar]", "[Los pasos]"))[-1]["buttons"]


async def test_a_copy_and_its_marks() -> None:
    """Marked in Spanish, kept under English tags, found by the words of either language."""
    async with bench(language="es") as ada:
        card = await ada.says("/copiar registro de pensamientos")
        assert "Registro de pensamientos (propia) (" in card
        assert "TCC" in card
        assert "pensamientos" in card.partition("Temas: ")[2]
        assert "thoughts" in (await ada.one()).shape["tags"]
        listed = (await ada("[Publicar]", "/biblioteca pensamientos"))[-1]["buttons"]
        assert "Registro de pensamientos (propia) · 8 min · propia" in listed
        assert listed == (await ada("/biblioteca thoughts"))[-1]["buttons"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("pensamientos, Ánimo", ["thoughts", "mood"]),
        ("thoughts, pensamientos", ["thoughts"]),
        ("poca carga, jardín", ["low-load", "jardin"]),
    ],
)
def test_tags_are_kept_in_english(typed: str, kept: list[str]) -> None:
    """So that every language finds them; one of one's own stays as it is."""
    usual: Usual = USUAL["es"]
    assert usual.tags_kept(tagged(typed)) == kept


FAULTS = [
    ('to = ["a"]', 'to = ["A"]', "must be in small letters, without accents"),
    ("it_is_not", "is_not", "unknown field 'is_not'"),
    ('"En parte"', '"Ayuda"', "is a word carriers act on"),
    ("tiny_words = ", "tiny = ", "'tiny_words' is missing"),
    ('why = "Es', 'why = "Son deberes? Es', "says 'deberes'"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_a_fault_is_named_with_its_file(root: Path, old: str, new: str, message: str) -> None:
    """What is wrong is found where it stands; the other language is not touched by it."""
    change(root, "usual/es.toml", old, new)
    found = [one for one in faults(root) if message in one.message]
    assert [one.file for one in found] == ["prompts/usual/es.toml"]
    assert set(read_usual(root)[0]) == {"en"}
