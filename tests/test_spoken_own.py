"""In Spanish words: what clients keep for themselves, low days, letters, journeys and rests."""

import tomllib
from typing import Any

import pytest

from handlers.client.still_me import NO_TRY
from handlers.client.travel import parts
from handlers.spoken import shown
from handlers.times import local, read_zone
from tests.client_states import assigned, in_state
from tests.desk import ZONE, Desk, surroundings
from tests.test_own_dots import answer
from tests.test_style import ROOT

TOKYO = "Asia/Tokyo"


def spanish(desk: Desk, *words: str) -> Desk:
    """Somebody who reads Spanish, and what they write one after the other."""
    desk.person.language = "es"
    for one in words:
        answer(desk, one)
    return desk


@pytest.mark.parametrize(
    ("words", "off"),
    [("cartas no", True), ("cartas off", True), ("Cartas NO.", True), ("cartas sí", False), ("cartas", True)],
)
def test_the_letter_can_be_ended_in_spanish(words: str, off: bool) -> None:
    """Sí and no are on and off; the word alone says how it stands and changes nothing."""
    desk = spanish(in_state("assigned"), "cartas no", words)
    assert [bond.letter.off for bond in desk.client.bonds] == [off]


@pytest.mark.parametrize(
    ("words", "asked"), [(["energía sí"], True), (["energía sí", "energía no"], False), (["energía"], True)]
)
def test_energy_is_asked_for_in_spanish(words: list[str], asked: bool) -> None:
    """Sí and no set it; the word alone changes it."""
    assert spanish(in_state("assigned"), *words).client.own.energy is asked


@pytest.mark.parametrize("words", ["día bajo", "dia bajo hoy", "día gris", "día difícil", "/diabajo"])
def test_a_low_day_in_spanish(words: str) -> None:
    """A low day by its names."""
    assert spanish(in_state("assigned"), words).client.own.low_days == ["2026-03-04"]


@pytest.mark.parametrize("words", ["bajo a la calle", "día bajo la lluvia", "mal día", "ahora no puedo"])
def test_a_sentence_is_no_command(words: str) -> None:
    """What is an ordinary sentence changes nothing, and nobody is told."""
    desk = spanish(in_state("assigned"), words)
    assert desk.turn is not None
    assert (desk.client.own.low_days, desk.turn.tells) == ([], [])
    assert desk.asked().key.startswith("journal/")


def test_everyday_words_are_answers_where_words_are_asked_for() -> None:
    """Now, and the rest of these words, are an answer where any words are one."""
    desk = spanish(in_state("started"), "ahora")
    assert [entry.doc["words"] for entry in desk.records if entry.kind == "response"] == ["ahora"]


@pytest.mark.parametrize(
    ("words", "place", "until"),
    [
        ("a Tokio hasta el 20 de abril", "tokio", "el 20 de abril"),
        ("Nueva York hasta 3 mayo", "nueva york", "3 mayo"),
        ("a casa", "casa", ""),
        ("de vuelta", "vuelta", ""),
    ],
)
def test_a_journey_in_spanish_words(words: str, place: str, until: str) -> None:
    """A place, a day, or the way back."""
    assert parts(words) == (place, until)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        (["viaje a Tokio hasta el 30 de marzo"], TOKYO),
        (["viaje japón hasta 30 marzo"], TOKYO),
        (["viaje", "a Tokio", "30 de marzo"], TOKYO),
        (["viaje tokio hasta 30 marzo", "viaje a casa"], ZONE),
        (["viaje tokio hasta 30 marzo", "viaje de vuelta"], ZONE),
        (["viaje tokio hasta ayer"], ZONE),
        (["viaje a la luna"], ZONE),
    ],
)
def test_a_journey_in_spanish(words: list[str], zone: str) -> None:
    """Only a place that is known and a day ahead make a journey."""
    assert spanish(assigned(), *words).person.zone == zone


def test_every_city_with_a_spanish_name_is_read_by_it() -> None:
    """What a place is called to somebody they can write themselves."""
    calendar: dict[str, Any] = tomllib.loads((ROOT / "es" / "calendar.toml").read_text("utf-8"))
    zones = surroundings()[0].zones
    for city, name in calendar["cities"].items():
        assert read_zone(name, zones) == read_zone(city, zones), name


@pytest.mark.parametrize(
    "words",
    [
        "pausa 20 abril a 27 abril",
        "pausa del 20 al 27 de abril",
        "pausa desde el 20 de abril hasta el 27 de abril",
        "pausa 20 abril hasta 27 abril",
    ],
)
def test_a_rest_is_said_in_advance_in_spanish(words: str) -> None:
    """From a day until another; the month may stand once."""
    own = spanish(assigned(), words).client.own
    assert (own.rest_from, own.rest_to) == ("2026-04-20", "2026-04-27")


@pytest.mark.parametrize("words", ["pausa 400 días", "pausa 9 meses", "pausa 2 años"])
def test_a_rest_too_long_is_answered(words: str) -> None:
    """A length that is too long is read as one, and answered with what can be."""
    desk = in_state("assigned")
    desk.person.language = "es"
    assert answer(desk, words)[0].text.startswith("Un descanso puede durar hasta tres meses")


@pytest.mark.parametrize(
    ("language", "typed", "at"),
    [
        ("es", "viernes a las 9", "Fri 06 09:00"),
        ("es", "mañana a las 8 de la tarde", "Thu 05 20:00"),
        ("es", "el viernes a las diez", "Fri 06 10:00"),
        ("es", "esta tarde", "Wed 04 18:00"),
        ("en", "friday at 9", "Fri 06 09:00"),
    ],
)
def test_when_a_note_comes_back(language: str, typed: str, at: str) -> None:
    """A day and a bare hour, with the word between them that makes it one."""
    desk = in_state("client")
    desk.person.language = language
    answer(desk, "recuérdame la carpeta amarilla" if language == "es" else "remind me the yellow folder")
    answer(desk, typed)
    (note,) = desk.client.own.notes
    assert local(note.at, ZONE).strftime("%a %d %H:%M") == at
    assert note.words in ("la carpeta amarilla", "the yellow folder")


@pytest.mark.parametrize("hello", ["hola", "buenos días", "buenas tardes"])
def test_a_greeting_after_a_while_is_a_coming_back(hello: str) -> None:
    """Nobody's good morning becomes a note; after a while it is asked what fits."""
    desk = assigned()
    answer(desk, "todo")
    desk.say("not now")
    desk.person.language = "es"
    desk.now += 9 * 24 * 3_600_000
    assert answer(desk, hello)[0].text.startswith("Qué bien leerte de nuevo")


@pytest.mark.parametrize(
    "name",
    [
        "rewards",
        "wins",
        "kept",
        "mylist",
        "low",
        "remind",
        "letters",
        "energy",
        "travel",
        "now",
        "tell",
        "about",
    ],
)
def test_a_command_is_no_attempt_at_the_word_of_the_room(name: str) -> None:
    """A number in doubt is not closed because somebody who is back tried a command, in either language."""
    assert {name, shown(name, "client", "es")} <= NO_TRY
