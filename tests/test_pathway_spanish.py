"""Pathways in Spanish: found by either title, read by each in their own words, and changed by typing them."""

from dataclasses import fields
from pathlib import Path

import pytest

from handlers.pathways import Pathway
from handlers.reading import pathways
from handlers.state import Person
from handlers.therapist.pathway_line import Wanted
from handlers.therapist.pathway_line import change as change_of
from prompts.gsm import outside
from prompts.library import Finding, check_content, load_content
from tests.core_stage import Play, playing
from tests.test_library_faults import change, faults, root
from tests.world import ADA, Line, client, events, play, texts

__all__ = ["root"]

CONTENT = load_content()
SPANISH, SHORT = CONTENT.translated_pathways["es"], CONTENT.translated_pathways["es.sms"]
READ = {"title", "client_title", "what", "therapist_note", "source"}
MOOD = "pathways/es/low-mood.toml"
EVA = {**ADA, "language": "es"}
SOL = client("sol", "telegram", language="es")


def ada(text: str = "", tap: str = "") -> Line:
    """Ada types this, or taps that."""
    return {"who": "ada", **({"tap": tap} if tap else {"text": text})}


def test_every_pathway_is_there() -> None:
    """None is missing, only what is read differs, and on SMS it has the letters of the short alphabet."""
    assert list(SPANISH) == list(SHORT) == list(CONTENT.pathways)
    for id, own in CONTENT.pathways.items():
        same = [field.name for field in fields(Pathway) if field.name not in READ]
        assert all(getattr(SPANISH[id], name) == getattr(own, name) for name in same)
        assert all(getattr(SPANISH[id], name) != getattr(own, name) for name in READ)
        assert all(outside(getattr(SHORT[id], name)) == "" for name in READ)


FAULTS = [
    (MOOD, "what = ", "wat = ", 0, "unknown field 'wat'; did you mean 'what'?"),
    (MOOD, 'title = "', 'weeks = 3\ntitle = "', 0, "unknown field 'weeks'"),
    (MOOD, 'client_title = "Una cosa', 'client_title = "Una cosa mucho más', 0, "characters; at most 30"),
    (MOOD, 'title = "Decaimiento', 'title = "Deberes', 0, "says 'deberes'"),
    (MOOD, "Decaimiento: de notar a hacer", "PREOCUPACIÓN", None, "is already used in"),
]


@pytest.mark.parametrize(("name", "old", "new", "offset", "message"), FAULTS)
def test_a_fault_is_named_with_its_line(
    root: Path, name: str, old: str, new: str, offset: int | None, message: str
) -> None:
    """One thing wrong in the words is found in a file of words, on the line to go to."""
    line = change(root, name, old, new)
    (found,) = [finding for finding in faults(root) if message in finding.message]
    assert found.file.startswith("prompts/pathways/es/")
    assert offset is None or (found.file, found.line) == (f"prompts/{name}", line + offset)


def test_words_for_no_pathway_are_named(root: Path) -> None:
    """A misspelt name says which one was meant; without words a pathway is read in English."""
    (root / MOOD).rename(root / "pathways/es/low-mod.toml")
    message = "there is no pathway 'low-mod'; did you mean 'low-mood'?"
    assert faults(root) == [Finding("prompts/pathways/es/low-mod.toml", 1, message)]
    (root / "pathways/es/low-mod.toml").unlink()
    content = load_content(root)
    reader = Person("sol", "", "Sol", "Europe/London", "es", "sms")
    assert pathways(content, reader)["low-mood"] is content.pathways["low-mood"]
    assert pathways(content, reader)["worry"].title == "Preocupacion"


def test_the_language_rules_hold(root: Path) -> None:
    """The client's title may show on a locked screen, in Spanish too."""
    line = change(root, MOOD, '"Una cosa pequeña cada vez"', '"Salir de la depresión"')
    found = {(one.file, one.line, one.message.partition(":")[0]) for one in check_content(root)}
    assert found == {(f"prompts/{MOOD}", line, "PRV-1")}


@pytest.mark.parametrize("said", ["low-mood", "decaimiento", "Decaimiento: de notar a hacer", "low mood"])
async def test_it_is_found_by_either_title(said: str) -> None:
    """By its id, its Spanish title or the beginning of one, or its English title; what is read is Spanish."""
    (shown,) = texts(await play([EVA, SOL, ada(f"/ruta {said}")]), "ada")
    assert shown.startswith("Decaimiento: de notar a hacer (low-mood) · 5 semanas")
    assert "Se lee así: Una cosa pequeña cada vez" in shown
    assert "1. Comenzar antes de tener ganas" in shown


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_each_reads_their_own(channel: str) -> None:
    """The therapist reads English, the client Spanish: plan and steps are each in the reader's words."""
    lines = [ADA, client("sol", channel, language="es"), ada("/pathway sol low-mood"), ada(tap="Send")]
    printed = await play([*lines, ada("/pathway sol")])
    plan, card = [one["text"] for one in events(printed, "ada", "card")]
    assert plan.startswith("For Sol: Low mood: from noticing to doing")
    assert "Sol reads: Una cosa pequeña cada vez" in plan
    assert "1. Starting before you feel like it" in card
    (step,) = events(printed, "sol", "assignment")
    assert "El primer medio minuto" in step["text"]


async def test_the_title_follows_the_reader() -> None:
    """Who reads another language from now on finds what runs under its title there."""
    async with playing(ADA, SOL, ada("/pathway sol low-mood"), ada(tap="Send")) as stage:
        assert (await courses(stage)) == ["Una cosa pequeña cada vez"]
        await stage({"who": "sol", "text": "english"})
        assert (await courses(stage)) == ["One small thing at a time"]
        await stage({"who": "sol", "text": "español"})
        assert (await courses(stage)) == ["Una cosa pequeña cada vez"]


async def courses(stage: Play) -> list[str]:
    """What Sol's pathways are called."""
    side = (await stage.person("sol")).client
    assert side is not None
    return [course.title for course in side.courses]


CHANGES = [
    ("pausa", Wanted(what="pause")),
    ("Seguir", Wanted(what="go_on")),
    ("siguiente", Wanted(what="next")),
    ("próximo", Wanted(what="next")),
    ("subir 4", Wanted(what="up", number=4)),
    ("bajar 4", Wanted(what="down", number=4)),
    ("quitar 4", Wanted(what="leave_out", number=4)),
    ("sin 4", Wanted(what="leave_out", number=4)),
    ("opcional 4", Wanted(what="optional", number=4)),
    ("4 necesario", Wanted(what="required", number=4)),
    ("repetir 1", Wanted(what="again", number=1)),
    ("necesario 4", Wanted(what="required", number=4)),
    ("4 el 20 marzo", Wanted(what="day", number=4, words="20 marzo")),
    ("añadir Diario breve", Wanted(what="add", words="diario breve")),
    ("máximo 60 min por semana", Wanted(what="at_most", number=60)),
    ("fase final", Wanted(what="phase", words="ending")),
    ("fase inicio", Wanted(what="phase", words="start")),
    ("terminar.", Wanted(what="end")),
    ("rellenar 3", Wanted(what="fill", number=3)),
    ("Rellenar", Wanted(what="fill")),
    ("leave out 4", Wanted(what="leave_out", number=4)),
]


@pytest.mark.parametrize(("typed", "wanted"), CHANGES)
def test_changes_are_typed_in_spanish(typed: str, wanted: Wanted) -> None:
    """What the Spanish texts show is understood, and English beside it."""
    assert change_of(typed, "es") == wanted


@pytest.mark.parametrize("typed", ["pausa", "4 el 20 marzo ya", "fase zen", "subir"])
def test_words_of_another_language_are_none(typed: str) -> None:
    """A therapist who reads English is not taken for one who types Spanish."""
    found = change_of(typed, "en")
    assert found is None or found.what == "day"


async def test_a_pathway_is_given_in_one_spanish_line() -> None:
    """When it begins, at what time, who sees the answers, with a note: in Spanish words."""
    line = "/ruta Sol decaimiento a las 18:30 desde el viernes privado nota: lo hablado el martes"
    printed = await play([EVA, SOL, ada(line), ada(tap="Enviar")])
    (plan,) = [one["text"] for one in events(printed, "ada", "card")]
    assert plan.startswith("Para Sol: Decaimiento: de notar a hacer · 5 semanas")
    assert "Empieza el viernes 6 de marzo · recordatorios a las 18:30" in plan
    assert 'Nota con lo primero, en tu nombre: "lo hablado el martes"' in plan
    assert "Guardado. El primer paso le llega a Sol el viernes a las 10:00." in texts(printed, "ada")[-1]


async def test_a_step_is_added_in_spanish() -> None:
    """An activity by its Spanish title, how often, needed or not, after so many days."""
    typed = "/ruta Sol añadir registro de pensamientos cada día opcional tras 3 días"
    printed = await play([EVA, SOL, ada("/ruta Sol decaimiento"), ada(tap="Enviar"), ada(typed)])
    card = [one["text"] for one in events(printed, "ada", "card")][-1]
    assert "7. Registro de pensamientos · cada día" in card
    assert "tres días después, opcional" in card
