"""Measures in Spanish: ours have Spanish words, a published form keeps its own, and nothing mixes the two."""

from pathlib import Path

import pytest

from handlers.reading import tongue
from handlers.state import Client, Person
from handlers.therapist.measure_lines import find_measure, read_line, read_paper, read_score
from handlers.times import local
from prompts.gsm import outside, plain
from prompts.library import load_content, own_measures
from tests.core_stage import Play, playing
from tests.desk import START, ZONE
from tests.world import ADA, Line, client, events, play, texts

CONTENT = load_content()
TODAY = local(START, ZONE).date()
HOURS = ["09:00", "20:00"]
OURS = ("week-check", "mood", "energy", "confidence", "importance", "readiness", "suds")
FORMS = ("phq-2", "phq-8", "phq-9", "gad-2", "gad-7")
EVA = {**ADA, "language": "es"}
SOL = client("sol", "telegram", language="es")


def ada(text: str = "", tap: str = "") -> Line:
    """Ada types this, or taps that."""
    return {"who": "ada", **({"tap": tap} if tap else {"text": text})}


def sol(text: str = "", tap: str = "") -> Line:
    """Sol types this, or taps that."""
    return {**ada(text, tap), "who": "sol"}


@pytest.mark.parametrize("id", OURS)
def test_ours_are_asked_in_spanish(id: str) -> None:
    """Each has its items, a client's title and a therapist's name; by SMS in the short alphabet."""
    measure = CONTENT.measures[id]
    spanish, short = measure.words["es"], measure.words["es.sms"]
    assert measure.has_text("es")
    assert len(spanish.items) == len(short.items) == measure.asked
    assert spanish.client_title != measure.words["en"].client_title
    read = [short.client_title, short.asks, short.stem, short.again, *(item.text for item in short.items)]
    assert [outside(one) for one in read] == [""] * len(read)
    assert find_measure(CONTENT, measure.called("es")) is measure
    assert find_measure(CONTENT, measure.title) is measure


@pytest.mark.parametrize("id", FORMS)
def test_a_published_form_is_not_translated(id: str) -> None:
    """It is asked in the words it was published in; what the bands are called is for the therapist."""
    measure = CONTENT.measures[id]
    assert measure.has_text("en")
    assert not measure.has_text("es")
    assert measure.read("es").items == ()
    assert len(measure.read("es").bands) == len(measure.bands)
    assert len(measure.read("es.sms").cuts) == len(measure.cuts)


@pytest.mark.parametrize("id", FORMS)
@pytest.mark.parametrize("therapist", [ADA, EVA])
async def test_who_reads_spanish_is_not_sent_english(id: str, therapist: Line) -> None:
    """The therapist is told that there are only English words, and how others come in; nothing goes."""
    async with playing(therapist, SOL, ada(f"/measure Sol {id} weekly"), sol("hola")) as stage:
        assert (await side(stage)).measures == []
    (said,) = texts(await play([therapist, SOL, ada(f"/measure Sol {id} weekly")]), "ada")
    title = CONTENT.measures[id].title
    expected = (
        f"{title} has only English words here, and Sol reads Spanish, so nothing was sent."
        if therapist is ADA
        else f"{title} tiene aquí el texto solo en inglés, y Sol lee en español, así que no se envió nada."
    )
    assert said.startswith(expected)


async def test_who_reads_english_is_sent_it_by_a_spanish_desk() -> None:
    """The card says what the client reads, and the client reads it all in English."""
    lines = [EVA, client("kim", "telegram"), ada("/medida Kim phq8 quincenal"), ada(tap="Enviar")]
    printed = await play([*lines, {"who": "kim", "tap": "Start"}])
    (card,) = [one["text"] for one in events(printed, "ada", "card")]
    assert 'Kim lee "mood and energy questions" y el número, sin franja.' in card
    asked, *_, item = [one["text"] for one in events(printed, "kim", "measure")]
    assert asked.startswith("Ada asks how mood and energy were")
    assert "Little interest" in item


async def test_the_official_words_make_it_spanish(tmp_path: Path) -> None:
    """A practice's own file holds the words alone; then it can be sent, with our names for the bands."""
    words = (
        'client_title = "dos preguntas"\nasks = "por dos semanas"\nstem = "Dos semanas:"\nagain = "Dos:"\n'
    )
    lists = 'options = ["Nunca", "Pocos", "Muchos", "Todos"]\nitems = ["Uno", "Dos"]\n'
    (tmp_path / "phq-2.toml").write_text(f'id = "phq-2"\n[es]\n{words}{lists}', "utf-8")
    measure = own_measures(tmp_path, CONTENT)["phq-2"]
    assert measure.has_text("es")
    assert measure.read("es").cuts == ("corte habitual, 3", "corte más sensible, 2")


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_a_week_check_in_spanish(channel: str) -> None:
    """Asked, answered and read back in Spanish; the therapist reads the numbers under Spanish names."""
    lines = [
        EVA,
        client("sol", channel, language="es"),
        ada("/medida Sol chequeo semanal una vez"),
        ada(tap="Enviar"),
    ]
    answered = [sol("1"), *(sol(str(n)) for n in (4, 5, 6, 7, 8))]
    printed = await play([*lines, *answered, ada("/medida Sol")])
    asked = [one["text"] for one in events(printed, "sol", "measure")]
    written = plain if channel == "sms" else str
    assert asked[0].startswith(written("Ada pregunta cómo fue esta semana: un minuto."))
    assert written("¿Cuánto descanso tuviste?") in asked[2]
    assert written("Ligereza 4, descanso 5, interés 6, cercanía 7, lo que importa 8.") in asked[-1]
    assert (outside("".join(asked)) == "") == (channel == "sms")
    shown = texts(printed, "ada")[-1]
    assert shown.startswith("Chequeo semanal: ligereza 4, descanso 5, interés 6, cercanía 7,")


async def test_another_language_in_the_middle() -> None:
    """What is being asked begins anew in the language that is read now; what was asked before is gone."""
    lines = [ADA, SOL, ada("/measure Sol week check once"), ada(tap="Send"), sol(tap="Empezar"), sol("4")]
    printed = await play([*lines, sol("english"), sol(tap="Start"), *(sol(str(n)) for n in (1, 2, 3, 4, 5))])
    asked = [one["text"] for one in events(printed, "sol", "measure")]
    assert [text[:9] for text in asked if text.startswith("Ada ")] == ["Ada pregu", "Ada asks "]
    assert "Light 1, rested 2, interested 3, connected 4, did what matters 5." in asked[-1]


async def test_a_form_ends_where_it_has_no_words() -> None:
    """Who reads Spanish from now on is asked nothing in English: it ends, and the therapist reads so."""
    kim = client("kim", "telegram")
    lines = [ADA, kim, ada("/measure Kim phq8 fortnightly"), ada(tap="Send"), {"who": "kim", "tap": "Start"}]
    async with playing(*lines, {"who": "kim", "text": "2"}, {"who": "kim", "text": "español"}) as stage:
        (given,) = (await side(stage, "kim")).measures
        assert given.ended_at
        assert not given.runs
    printed = await play([*lines, {"who": "kim", "text": "español"}, {"who": "kim", "text": "lista"}])
    expected = "PHQ-8 is not asked of Kim any more: it has no words here in Spanish, which Kim reads now."
    assert any(text.startswith(expected) for text in texts(printed, "ada"))
    assert texts(printed, "kim")[-1] == "Ahora no hay nada abierto. Cuando llegue la práctica, estará aquí."


async def side(stage: Play, name: str = "sol") -> Client:
    """The client's side of this person."""
    found = (await stage.person(name)).client
    assert found is not None
    return found


def test_bands_are_read_in_the_therapists_language() -> None:
    """The word of the table is Spanish; the answer that is not scored stays in the words it was given in."""
    reader = Person("ada", "", "Ada", ZONE, "es", "sms")
    assert CONTENT.measures["phq-8"].read(tongue(reader)).bands[3] == "moderadamente grave"
    assert CONTENT.measures["phq-8"].read(tongue(reader)).bands[0] == "minimo"
    assert CONTENT.measures["phq-8"].answered_in(tongue(reader)).difficulty_options[0].startswith("Not")


LINES = [
    ("una vez", "once", "", False, ""),
    ("semanal a las 19:00", "weekly", "19:00", False, ""),
    ("Quincenal", "fortnightly", "", False, ""),
    ("cada dos semanas", "fortnightly", "", False, ""),
    ("cada 15 días", "fortnightly", "", False, ""),
    ("a las 7 y media de la tarde", None, "19:30", False, ""),
    ("terminar", None, "", True, ""),
    ("fortnightly at 19:00", "fortnightly", "19:00", False, ""),
    ("diario", None, "", False, "diario"),
]


@pytest.mark.parametrize(("text", "rhythm", "at", "ends", "unread"), LINES)
def test_how_often_and_when(text: str, rhythm: str | None, at: str, ends: bool, unread: str) -> None:
    """What the Spanish texts show is understood, and English beside it."""
    line = read_line(text, "es", HOURS)
    assert (line.rhythm, line.at, line.ends, line.unread) == (rhythm, at, ends, unread)


def test_a_number_from_paper() -> None:
    """With its day in Spanish words."""
    for found in (
        read_score("11 el 2 de marzo", TODAY, "es"),
        read_paper("BDI-II 11 el 2 marzo", TODAY, "es"),
    ):
        assert found is not None
        assert (found.total, str(found.day)) == (11, "2026-03-02")


async def test_marks_are_set_in_spanish() -> None:
    """From which change on a line is marked."""
    (said,) = texts(await play([EVA, SOL, ada("/medida Sol marcas 4 25")]), "ada")
    assert said == "Para Sol, un cambio se marca desde 4 puntos, y aparte desde el 25 % de la primera suma."
