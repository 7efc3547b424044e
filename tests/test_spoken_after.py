"""What a therapist types after a command in Spanish: places in the library, on and off, what is noted."""

import pytest

from handlers import spoken, spoken_after
from tests.core_stage import playing
from tests.world import ADA, Line, client, play, texts

EVA = {**ADA, "language": "es"}
SOL = client("sol", "telegram", language="es")

COMMANDS = [
    ("/medida Sol", "measure"),
    ("medidas", "measure"),
    ("/ruta", "pathway"),
    ("/rutas", "pathway"),
    ("/ensesion Sol", "insession"),
    ("en sesión Sol", "insession"),
    ("/repaso Sol", "recap"),
    ("/reflexión", "reflect"),
    ("/clientes", "clients"),
    ("pacientes", "clients"),
    ("/copiar", "copy"),
    ("/nueva", "new"),
    ("/nuevo", "new"),
    ("/grupo", "group"),
    ("grupos", "groups"),
    ("/pareja Sol Mia", "couple"),
    ("parejas", "couple"),
]


@pytest.mark.parametrize(("typed", "command"), COMMANDS)
def test_the_command(typed: str, command: str) -> None:
    """Each is understood by a therapist who reads Spanish, and by nobody else."""
    said = spoken.understood(typed, "therapist", "es")
    assert said is not None
    assert said[0] == command
    assert spoken.understood(typed, "therapist", "en") is None


def ada(text: str) -> Line:
    """Ada types this."""
    return {"who": "ada", "text": text}


async def first(typed: str, therapist: Line = EVA) -> str:
    """What a therapist reads after this."""
    return texts(await play([therapist, SOL, ada(typed)]), "ada")[-1]


PLACES = [
    ("/biblioteca rutas", "/library pathways"),
    ("/biblioteca ruta", "/library pathway"),
    ("/biblioteca medidas", "/library measures"),
    ("/biblioteca cuestionarios", "/library questionnaires"),
    ("/biblioteca escalas", "/library scales"),
    ("/biblioteca medida", "/library measures"),
    ("/biblioteca chequeo semanal", "/library week check"),
]


@pytest.mark.parametrize(("spanish", "english"), PLACES)
async def test_places_in_the_library(spanish: str, english: str) -> None:
    """Pathways and measures are found under their Spanish words as under the English ones."""
    there, here = await first(english), await first(spanish)
    assert here == there.replace(f'"{english.partition(" ")[2]}"', f'"{spanish.partition(" ")[2]}"')


@pytest.mark.parametrize("therapist", [ADA, EVA])
async def test_one_of_ours_as_a_card(therapist: Line) -> None:
    """A measure without bands has its card as well."""
    said = await first("/library week check", therapist)
    assert said.startswith("Week check (" if therapist is ADA else "Chequeo semanal (")


@pytest.mark.parametrize("word", ["mías", "propias", "borradores", "borrador"])
async def test_ones_own_in_the_library(word: str) -> None:
    """One's own, by where they stand; the mark beside a title is Spanish too."""
    async with playing(EVA, SOL, ada("/copiar registro de pensamientos")) as stage:
        assert not any("borrador" in one for one in labels(await stage(ada("/biblioteca diario"))))
        assert "Registro de pensamientos" in " ".join(labels(await stage(ada(f"/biblioteca {word}"))))


def labels(printed: list[Line]) -> list[str]:
    """Every text and button of these."""
    return [one for line in printed for one in (line.get("text", ""), *line.get("buttons", ()))]


ON = [("/reflexión sí", True), ("/reflexion activar", True), ("/reflexión no", False), ("/reflect on", True)]


@pytest.mark.parametrize(("typed", "on"), ON)
async def test_the_monthly_line(typed: str, on: bool) -> None:
    """It is turned on and off in Spanish."""
    async with playing(EVA, SOL, ada("/reflect off" if on else "/reflect on"), ada(typed)) as stage:
        therapist = (await stage.person("ada")).therapist
        assert therapist is not None
        assert therapist.reflects is on


NOTED = [
    ("etapa contemplación", "stage", "contemplation"),
    ("etapa preparación", "stage", "preparation"),
    ("etapa no", "stage", ""),
    ("fase final", "ending", True),
    ("fase cierre", "ending", True),
    ("fase no", "ending", False),
    ("capacidad 4", "capacity", 4),
    ("minutos 60", "minutes_agreed", 60),
    ("minutos ninguno", "minutes_agreed", 0),
]


@pytest.mark.parametrize(("typed", "name", "value"), NOTED)
async def test_what_is_noted_about_the_work(typed: str, name: str, value: object) -> None:
    """Stage, phase, capacity and minutes in Spanish words."""
    async with playing(EVA, SOL, ada(f"/cliente Sol {typed}")) as stage:
        therapist = (await stage.person("ada")).therapist
        assert therapist is not None
        (case,) = therapist.cases
        assert getattr(case, name) == value


async def test_a_session_that_was_not_held() -> None:
    """Said after the Spanish command in Spanish words; before any meeting there is none to note it of."""
    assert (await first("/repaso Sol no tuvo lugar")).startswith("No hay ninguna sesión con Sol")


def test_a_group_is_no_name_of_a_bot() -> None:
    """The sign after a command's own word is the bot's; after a space it begins a group."""
    for typed in ("/grupo @lunes puntos", "/grupo@interlude_bot @lunes puntos"):
        assert spoken.understood(typed, "therapist", "es") == ("group", "@lunes puntos")


TAGGED = [
    (["etiqueta @lunes"], ["lunes"]),
    (["etiquetas @lunes @Sueño"], ["lunes", "sueño"]),
    (["etiqueta @lunes @sueño", "etiqueta @lunes no"], ["sueño"]),
    (["etiqueta @lunes", "etiqueta no"], []),
    (["tag @lunes", "tag off"], []),
]


@pytest.mark.parametrize(("typed", "tags"), TAGGED)
async def test_groups_are_made_in_spanish(typed: list[str], tags: list[str]) -> None:
    """A tag is put on and taken off in Spanish words."""
    async with playing(EVA, SOL, *(ada(f"/cliente Sol {one}") for one in typed)) as stage:
        therapist = (await stage.person("ada")).therapist
        assert therapist is not None
        assert [case.tags for case in therapist.cases] == [tags]


DOTTED = [(["activar"], True), (["sí"], True), (["sí", "no"], False), (["activar", "desactivar"], False)]


@pytest.mark.parametrize(("typed", "on"), DOTTED)
async def test_dots_of_a_group_in_spanish(typed: list[str], on: bool) -> None:
    """Counted together, or not any more."""
    lines: list[Line] = [ada("/cliente Sol etiqueta @lunes")]
    for one in typed:
        lines.append(ada(f"/grupo @lunes puntos {one}"))
        lines += [{"who": "ada", "tap": "Enviar"}] if one in ("sí", "activar") else []
    async with playing(EVA, SOL, *lines) as stage:
        therapist = (await stage.person("ada")).therapist
        assert therapist is not None
        assert therapist.dotted == (["lunes"] if on else [])


async def test_one_activity_for_a_group_in_spanish() -> None:
    """Given to each in it after one card."""
    lines = [ada("/cliente Sol etiqueta @lunes"), ada("/asignar @lunes cbt-record 3x a las 19:30")]
    async with playing(EVA, SOL, *lines, {"who": "ada", "tap": "Enviar"}) as stage:
        assert texts(stage.printed, "ada")[-1].startswith("Sol: enviado.")


async def test_a_couple_in_spanish() -> None:
    """Two are linked after the guard, found by their names, and the link is undone, all in Spanish."""
    lines: list[Line] = [ada("/pareja Sol y Mia"), {"who": "ada", "tap": "Hablado a solas"}]
    lines += [{"who": "sol", "tap": "Sí, enlazarlos"}, {"who": "mia", "tap": "Yes, link them"}]
    async with playing(EVA, SOL, client("mia", "telegram"), *lines) as stage:
        assert "con enlace" in texts(await stage(ada("/pareja")), "ada")[-1]
        said = await stage(ada("/pareja Sol fin"))
        assert texts(said, "ada")[-1].startswith("Ya no hay enlace entre Sol")


async def test_a_supporter_in_spanish() -> None:
    """Named by a word; "aliento" asks nobody who has not agreed."""
    async with playing(EVA, SOL, {"who": "sol", "text": "apoyo"}) as stage:
        named = texts(await stage({"who": "sol", "text": "Lía"}), "sol")[-1]
        assert named.startswith("Para Lía")
        assert texts(await stage({"who": "sol", "text": "aliento"}), "sol")[-1].startswith(
            "Lía no ha respondido"
        )


@pytest.mark.parametrize("word", ["on", "off", "pathways", "once", "zzz", ""])
def test_english_stays_what_it_is(word: str) -> None:
    """What is English, or nothing, is left alone in every language."""
    assert spoken_after.setting(word, "es") == spoken_after.setting(word, "en") == word
