"""What is wrong with an activity is said in the therapist's language, by the rules of the activity's own."""

import re
from pathlib import Path
from string import Formatter

import pytest

from handlers.content_bench import Shape
from handlers.content_shape import shape_of
from prompts.library import load_content
from prompts.library_own import BENCH
from prompts.library_said import in_language, said, sentences
from tests.building_stage import RECORD, bench

ENGLISH = sentences("en")
CONTENT = load_content()
END = ("[Sin nota]", "[Nada]", "[Tres veces por semana]")
BEGUN = ("/nueva Tras la llamada", *["[Dejarlo así]"] * 3)
FOUND = re.compile(r'said\(\s*"([a-z_]+)"')


@pytest.mark.parametrize("language", ["es"])
def test_every_sentence_is_there_with_the_same_blanks(language: str) -> None:
    """What English says of a fault this language says too, of the same thing; no sentence is left over."""
    there = sentences(language)
    assert there["said"].keys() == ENGLISH["said"].keys()
    for code, words in ENGLISH["said"].items():
        assert _blanks(there["said"][code]) <= _blanks(words), code


def _blanks(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_every_sentence_is_said_somewhere() -> None:
    """The code names the sentences there are, and none is kept that nothing says."""
    texts = [path.read_text("utf-8") for path in (Path(__file__).parent.parent / "prompts").glob("*.py")]
    found = {code for text in texts for code in FOUND.findall(text)}
    of_kinds = {"a_text", "a_number", "a_truth", "a_list", "a_table", "or"}
    assert found | of_kinds == ENGLISH["said"].keys()


def test_a_field_is_named_by_its_question_or_by_its_key() -> None:
    """In the chat nobody has seen the file; in the file nobody has seen the questions."""
    fault = said("long", name="client_title", found=48, most=40)
    assert str(fault) == "'client_title' has 48 characters; at most 40"
    assert in_language(fault, "es", named=True) == "el nombre que se lee: son 48 caracteres y caben 40"
    assert in_language(fault, "es") == "'client_title': son 48 caracteres y caben 40"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Un nombre que sigue y sigue y sigue y sigue", "el nombre: son 43 caracteres y caben 40"),
        ("¿Es así? ¿O es así?", "el nombre: hay más de una pregunta"),
        ("Los deberes", "el nombre: pone deberes; aquí se usa la palabra propia de la consulta"),
        ("Para {nadie}", "el nombre: no hay ningún hueco {nadie}"),
    ],
)
async def test_a_title_that_cannot_be(title: str, told: str) -> None:
    """The question stays, with what is wrong before it, in Spanish."""
    async with bench(language="es") as ada:
        assert (await ada.says(f"/nueva {title}")).startswith(f"Sin guardar por ahora: {told}.")


async def test_a_step_that_cannot_be() -> None:
    """Each limit has its sentence, and the reason that goes with it."""
    async with bench(language="es") as ada:
        told = await ada.says(*BEGUN, "¿Qué tal?", "[Una de varias]", "ayuda, seguir")
        assert "paso 1, la opción ayuda es una palabra de las compañías de teléfono" in told
        assert "toman esa palabra como una orden suya" in told
        told = await ada.says("solo una")
        assert "de 2 a 12 opciones, y hay 1" in told
        await ada("sigo, paro")
        told = await ada.says("¿Y luego?", "[Corre un temporizador]", "5")
        assert "un paso con temporizador no pregunta nada: nadie podría responder" in told


async def test_a_file_is_answered_in_spanish() -> None:
    """By line and by the names that stand in the file."""
    async with bench(language="es") as ada:
        spoilt = RECORD.replace('kind = "scale"', 'kind = "skale"').replace("minutes = 8", "minutes = 800")
        told = await ada.sends(spoilt)
        assert "Línea 7: minutes: de 1 a 120, y pone 800" in told
        assert "Línea 31: no hay ninguna forma skale de responder; ¿querías decir scale?" in told
        assert "deja de ser TOML" in await ada.sends('title = "')


async def test_by_sms_no_accent_makes_it_dear() -> None:
    """The same sentence by SMS in the letters that SMS has."""
    async with bench(channel="sms", language="es") as ada:
        told = await ada.says("/nueva ¿Es así? ¿O es así?")
        assert "el nombre: hay mas de una pregunta" in told


def _with_step(text: str, **more: str) -> Shape:
    shape = shape_of(CONTENT.activities["ba-out"])
    return {**shape, **more, "steps": [{**shape["steps"][0], "text": text}, *shape["steps"][1:]]}


@pytest.mark.parametrize(
    ("words", "family"), [("Tienes que hacerlo.", "SHM"), ("No pasa nada.", "MIN"), ("Cálmate.", "ADV")]
)
def test_the_rules_are_those_of_its_language(words: str, family: str) -> None:
    """Spanish words are read by the Spanish rules, English words by the English ones."""
    told = {one.family for one in BENCH.hints(_with_step(words, language="es"), "en")}
    assert family in told
    assert family not in {one.family for one in BENCH.hints(_with_step(words, language="en"), "es")}


@pytest.mark.parametrize(("title", "word"), [("Mi ansiedad", "ansi"), ("Después del psicólogo", "psicólog")])
def test_the_deny_lexicon_is_that_of_its_language(title: str, word: str) -> None:
    """A title that a locked screen may show is held to the Spanish list."""
    shape = _with_step("Sal un rato.", language="es", client_title=title)
    assert word in [one.words for one in BENCH.hints(shape, "en") if one.family == "PRV"]
    assert [one for one in BENCH.hints({**shape, "language": "en"}, "es") if one.family == "PRV"] == []


@pytest.mark.parametrize("id", sorted(CONTENT.translated["es"]))
def test_the_library_in_spanish_brushes_no_rule(id: str) -> None:
    """Whoever copies one of ours begins without a hint."""
    assert BENCH.hints(shape_of(CONTENT.translated["es"][id]), "es") == ()


async def test_a_hint_in_the_chat() -> None:
    """It comes after the step, in Spanish, and stops nobody; what is made keeps its language."""
    async with bench(language="es") as ada:
        told = await ada.says(*BEGUN, "Tienes que salir hoy.", "[Solo se lee]")
        assert (
            'Una idea sobre el paso 1: "Tienes que" puede sonar a reproche o a presión. Tú decides.' in told
        )
        assert (await ada.one()).shape["language"] == "es"


async def test_the_language_stays_with_the_activity() -> None:
    """Read by somebody in English later, Spanish words are still weighed by Spanish rules."""
    async with bench(language="es") as ada:
        await ada(*BEGUN, "Tienes que salir hoy.", "[Solo se lee]", "[Eso es todo]")
        await ada("[Dejarlo así]", "[Dejarlo así]", "paso", "[Dejarlo así]", *END)
        card = await ada.says("/language en", "/library mine", "[Tras la llamada · 5 min · draft]")
        assert 'A thought on step 1: "Tienes que" may sound like blame or pressure. You decide.' in card


async def test_a_copy_made_by_sms_keeps_its_accents() -> None:
    """A copy is written once for both channels: what SMS leaves out stays in it."""
    async with bench(channel="sms", language="es") as ada:
        await ada("/copiar registro de pensamientos")
        made = (await ada.one()).shape
        assert made["language"] == "es"
        assert made["steps"][0]["text"] == CONTENT.translated["es"]["cbt-record"].steps[0].text
