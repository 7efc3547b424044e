"""Two days whose month stands once, for a therapist's days away and a client's rest."""

from datetime import date

import pytest

from handlers.client import travel
from handlers.day_spans import with_months
from handlers.therapist.away import read_span
from tests.client_states import in_state
from tests.world import ADA, client, play, texts

TODAY = date(2026, 3, 2)

SPANS = [
    ("del 16 al 20 de marzo", "es"),
    ("16 al 20 de marzo", "es"),
    ("16 hasta el 20 marzo", "es"),
    ("desde el 16 hasta el 20 de marzo", "es"),
    ("del 16 de marzo al 20", "es"),
    ("del 16 al viernes 20 de marzo", "es"),
    ("16 to 20 march", "en"),
    ("16th to the 20th of march", "en"),
    ("from 16 until 20 march", "en"),
    ("16-20 march", "en"),
    ("march 16 to 20", "en"),
    ("16 march to 20 march", "en"),
    ("2026-03-16 to 2026-03-20", "en"),
    ("16/3 to 20/3", "en"),
]


@pytest.mark.parametrize(("words", "language"), SPANS)
def test_both_days_are_of_the_one_month(words: str, language: str) -> None:
    """A figure without a month takes the other's: five days away, not one."""
    found = read_span(with_months(words).split(), TODAY, language)
    assert found == (date(2026, 3, 16), date(2026, 3, 20))


def test_one_day_stays_one() -> None:
    """A single day is both ends, as before."""
    assert read_span(with_months("20 de marzo").split(), TODAY, "es") == (date(2026, 3, 20),) * 2


@pytest.mark.parametrize(
    ("words", "language"),
    [("del 10 al 20 de abril", "es"), ("10 to 20 april", "en"), ("from april 10 to 20", "en")],
)
def test_a_rest_is_read_the_same_way(words: str, language: str) -> None:
    """A client's rest and a therapist's absence share one reader."""
    desk = in_state("assigned")
    desk.person.language = language
    desk.say("todo")
    assert desk.turn is not None
    assert travel.read_holiday(desk.turn, words) == (date(2026, 4, 10), date(2026, 4, 20))


@pytest.mark.parametrize("line", ["/ausencia del 16 al 20 de marzo", "/away 16 to 20 march"])
async def test_the_card_shows_all_days(line: str) -> None:
    """What is shown before Send begins on the first day, so that its meetings are off as well."""
    language = "es" if line.startswith("/au") else "en"
    printed = await play(
        [{**ADA, "language": language}, client("sol", session="tue 15:00"), {"who": "ada", "text": line}]
    )
    (card,) = texts(printed, to="ada")
    assert "16" in card
    assert "20" in card
    assert "Sol" in card
