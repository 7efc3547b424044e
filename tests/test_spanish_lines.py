"""What a Spanish-speaking therapist types as it comes to mind: invitations, sessions, assignments."""

from datetime import date

import pytest

from handlers.answers_session import Problem, read_session_words
from handlers.therapist.invite import _parted
from handlers.therapist.session import _from_to
from tests.core_stage import playing
from tests.desk import surroundings
from tests.world import ADA, client, play, texts

TODAY = date(2026, 3, 2)
ES = {**ADA, "language": "es"}

INVITED = [
    ("Iñigo los jueves a las 5 de la tarde", "es", "Iñigo", "", "jueves a las 5 de la tarde"),
    ("Iñigo todos los jueves 17:00", "es", "Iñigo", "", "jueves 17:00"),
    ("Iñigo el jueves 17:00", "es", "Iñigo", "", "jueves 17:00"),
    ("Sol cada martes 15:00", "es", "Sol", "", "cada martes 15:00"),
    ("Sol +34600111222 los martes 15:00", "es", "Sol", "+34600111222", "los martes 15:00"),
    ("De la Cruz los martes 15:00", "es", "De la Cruz", "", "martes 15:00"),
    ("Maria A tue 15:00", "en", "Maria A", "", "tue 15:00"),
    ("Sam on tue 15:00", "en", "Sam", "", "tue 15:00"),
]


@pytest.mark.parametrize(("line", "language", "name", "phone", "session"), INVITED)
def test_the_name_ends_before_the_day(line: str, language: str, name: str, phone: str, session: str) -> None:
    """An article or "todos" before a weekday is no part of a name."""
    assert _parted(line.split(), language) == (name, phone, session.split())


SESSIONS = [
    ("jueves 10:00 cada quince días", 3, "10:00", "fortnightly"),
    ("jueves 10:00 cada 15 dias", 3, "10:00", "fortnightly"),
    ("cada jueves a las 10:00", 3, "10:00", "weekly"),
    ("todos los jueves a las 5 de la tarde", 3, "17:00", "weekly"),
]


@pytest.mark.parametrize(("words", "weekday", "at", "rhythm"), SESSIONS)
def test_a_session_in_spanish(words: str, weekday: int, at: str, rhythm: str) -> None:
    """How often is read wherever it stands."""
    found = read_session_words(words, TODAY, "es")
    assert found is not None
    assert not isinstance(found, Problem)
    assert (found.weekday, found.at, found.rhythm) == (weekday, at, rhythm)


def test_what_was_not_read_is_said_as_typed() -> None:
    """The echo keeps its accents."""
    found = read_session_words("jueves 10:00 según días", TODAY, "es")
    assert isinstance(found, Problem)
    assert found.words == "10:00 según días"


MOVES = [
    ("el 18 de marzo al 19 de marzo a las 17:00", "es", date(2026, 3, 18), "19 de marzo a las 17:00"),
    ("18 march to 19 march 17:00", "en", date(2026, 3, 18), "19 march 17:00"),
    ("12 marzo 16:00", "es", None, "12 marzo 16:00"),
    ("19 de marzo a las 17:00", "es", None, "19 de marzo a las 17:00"),
]


@pytest.mark.parametrize(("words", "language", "day", "to"), MOVES)
def test_from_one_day_to_another(words: str, language: str, day: date | None, to: str) -> None:
    """The day a meeting was on may stand before the one it moves to."""
    assert _from_to(words, TODAY, language) == (day, to)


async def test_a_later_meeting_is_moved() -> None:
    """The meeting of the day named first moves, not the next one."""
    sol = client("sol", "telegram", session="wed 10:00", language="es")
    line = "/sesion Sol mover el 18 de marzo al 19 de marzo a las 17:00"
    async with playing(ES, sol) as stage:
        await stage({"who": "ada", "text": line}, {"who": "ada", "tap": "Enviar"})
        ada = (await stage.person("ada")).therapist
        assert ada is not None
        session = ada.cases[0].session
        assert session is not None
        assert session.moved == {"2026-03-18": "2026-03-19T17:00"}


ASSIGNED = [
    ("cbt-record cada noche a las siete de la tarde", "daily", "19:00"),
    ("cbt-record 3 veces a las 19:30", "3x", "19:30"),
    ("cbt-record tres veces por semana a las 19:30", "3x", "19:30"),
    ("cbt-record diario a las siete y media de la tarde", "daily", "19:30"),
    ("cbt-record todas las noches a la una", "daily", "13:00"),
]


@pytest.mark.parametrize(("line", "rhythm", "at"), ASSIGNED)
async def test_how_often_and_when(line: str, rhythm: str, at: str) -> None:
    """Hours in words, nights and times a week are read, and nothing of them is left for the name."""
    async with playing(ES, client("sol", "telegram", language="es")) as stage:
        await stage({"who": "ada", "text": f"/asignar Sol {line}"}, {"who": "ada", "tap": "Enviar"})
        sol = (await stage.person("sol")).client
        assert sol is not None
        (item,) = sol.assignments
        assert (item.rhythm, item.at) == (rhythm, at)


@pytest.mark.parametrize("often", ["dos veces por semana", "2 veces a la semana"])
async def test_a_rhythm_there_is_not_is_asked(often: str) -> None:
    """Twice a week is none there is: the activity is found all the same, and how often is asked."""
    sol = client("sol", "telegram", language="es")
    line = {"who": "ada", "text": f"/asignar Sol cbt-record {often} a las 19:30"}
    both = [
        texts(await play([ES, sol, one]), to="ada")
        for one in (line, {**line, "text": "/asignar Sol cbt-record a las 19:30"})
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize(
    "words", ["ánimo semanal", "animo semanal", "Estado de ánimo semanal", "mood weekly"]
)
async def test_a_measure_by_a_word_of_its_title(words: str) -> None:
    """Ánimo is the mood rating, weekly."""
    sol = client("sol", "telegram", language="es")
    printed = texts(await play([ES, sol, {"who": "ada", "text": f"/medida Sol {words}"}]), to="ada")
    plain = texts(await play([ES, sol, {"who": "ada", "text": "/medida Sol mood weekly"}]), to="ada")
    assert printed == plain


@pytest.mark.parametrize("words", ["propias", "mías", "borradores"])
async def test_no_activities_of_ones_own(words: str) -> None:
    """Before there are any, how one begins is said instead of topics."""
    printed = texts(await play([ES, {"who": "ada", "text": f"/biblioteca {words}"}]), to="ada")
    assert printed == ["Aún no tienes actividades propias. /nuevo empieza una."]


WORDS = [
    ("es", "/invitar Sol +447700900123", "es"),
    ("es", "/invitar Sol +447700900123 en inglés", "en"),
    ("en", "/invite Sol +447700900123 spanish", "es"),
    ("en", "/invite Sol +447700900123", "en"),
]


@pytest.mark.parametrize(("reads", "line", "said_in"), WORDS)
async def test_the_word_for_the_room_is_of_the_language_it_is_said_in(
    reads: str, line: str, said_in: str
) -> None:
    """The client's where it was chosen, else the therapist's, whatever the practice writes in."""
    house, _ = surroundings()
    words = house.content.room_words.get(said_in) or house.content.words
    yes = {"who": "ada", "tap": "Sí" if reads == "es" else "Yes"}
    said = texts(await play([{**ADA, "language": reads}, {"who": "ada", "text": line}, yes]), to="ada")[-1]
    assert [word for word in words if f" {word}" in said or f'"{word}"' in said]


async def test_a_cast_client_meets_on_a_spanish_day() -> None:
    """In a rehearsal mar is a Tuesday for somebody of Spanish."""
    sol = client("sol", "telegram", session="mar 15:00", language="es")
    printed = await play([ES, sol, {"who": "ada", "text": "/sesion Sol"}])
    assert "los martes, 15:00" in texts(printed, to="ada")[0]
