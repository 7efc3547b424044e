"""Numbers people type, on a scale and elsewhere."""

from datetime import date
from typing import Any

import pytest

from handlers.answers import read
from handlers.ask import Asked, Read, Unread

TODAY = date(2026, 3, 2)
SCALE = Asked("scale", "scale")
NUMBER = Asked("number", "number")
MINUTES = Asked("minutes", "minutes", low=1, high=120)


def answer(asked: Asked, text: str, **given: Any) -> Any:
    found = read(asked, text, today=TODAY, **given)
    assert isinstance(found, Read), found
    return found.value


def reason(asked: Asked, text: str, **given: Any) -> str:
    found = read(asked, text, today=TODAY, **given)
    assert isinstance(found, Unread), found
    assert found.words == text.strip()
    return found.reason


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), (" 7 ", 7), ("7/10", 7), ("7 out of 10", 7), ("7 de 10", 7), ("7!", 7), ("7ish", 7),
        ("seven", 7), ("Ten", 10), ("zero", 0), ("about 7", 7), ("I'd say a 6", 6), ("7.0", 7),
        ("7️⃣", 7), ("🔟", 10), ("٧", 7),
    ],
)  # fmt: skip
def test_scale(text: str, value: int) -> None:
    """A whole number within the scale is read, however it is dressed."""
    assert answer(SCALE, text) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("eleven", "out_of_range"), ("11", "out_of_range"), ("-1", "out_of_range"), ("80%", "out_of_range"),
        ("7.5", "not_a_number"), ("7,5", "not_a_number"), ("7-8", "not_a_number"), ("7 8", "not_a_number"),
        ("7/5", "not_a_number"), ("not 7", "not_a_number"), ("dunno", "not_a_number"),
        ("9" * 4300, "not_a_number"), ("half", "not_a_number"), ("🙂", "not_a_number"),
    ],
)  # fmt: skip
def test_scale_unread(text: str, why: str) -> None:
    """Nothing is rounded or guessed on a scale; "eleven" stays as written, out of range."""
    assert reason(SCALE, text) == why


def test_scale_bounds() -> None:
    """A scale's own bounds hold, whatever they are."""
    percent = Asked("p", "scale", low=0, high=100)
    one_up = Asked("o", "scale", low=1, high=5)

    assert answer(percent, "80%") == 80
    assert answer(percent, "eighty five") == 85
    assert reason(one_up, "0") == "out_of_range"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20", 20), ("about 20", 20), ("20 min", 20), ("~20", 20), ("20ish", 20), ("1.5", 1.5),
        ("1,5", 1.5), ("thirty five", 35), ("3 times", 3), ("once", 1), ("twice", 2), ("none", 0),
    ],
)  # fmt: skip
def test_number(text: str, value: float) -> None:
    """A number question takes decimals, roundabout words and minutes."""
    assert answer(NUMBER, text) == value


@pytest.mark.parametrize(("text", "value"), [("once", 11), ("un 7", 7), ("una", 1), ("treinta y cinco", 35)])
def test_number_spanish(text: str, value: int) -> None:
    """Spanish number words are Spanish: "once" is eleven there and one time in English."""
    assert answer(NUMBER, text, language="es") == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2 hours", "not_a_number"),
        ("15-20", "not_a_number"),
        ("10,000", "not_a_number"),
        ("-3", "out_of_range"),
    ],
)
def test_number_unread(text: str, why: str) -> None:
    """Other units, ranges and thousands are asked about instead of being counted wrongly."""
    assert reason(NUMBER, text) == why


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("20", "en", 20), ("about 20 min", "en", 20), ("half an hour", "en", 30),
        ("About half an hour.", "en", 30),
        ("½ hour", "en", 30), ("an hour", "en", 60), ("1 hour", "en", 60), ("1 h 30", "en", 90),
        ("1h30", "en", 90), ("one hour and 15 minutes", "en", 75), ("1.5 hours", "en", 90),
        ("an hour and a half", "en", 90), ("one and a half hours", "en", 90), ("two hours", "en", 120),
        ("three quarters of an hour", "en", 45), ("media hora", "es", 30), ("una hora", "es", 60),
        ("una hora y media", "es", 90), ("un cuarto de hora", "es", 15), ("1 hora y 20 minutos", "es", 80),
    ],
)  # fmt: skip
def test_minutes(text: str, language: str, value: int) -> None:
    """How long something takes may be said in hours as well."""
    assert answer(MINUTES, text, language=language) == value


@pytest.mark.parametrize("text", ["500", "0", "3 hours", "a while", "-5", "15-20", "hours", "two halves"])
def test_minutes_unread(text: str) -> None:
    """What is no such number, or too many, is asked for again."""
    assert reason(MINUTES, text) == "not_minutes"


def test_number_bounds() -> None:
    """Bounds a step sets hold; the untouched 0 to 10 does not cap "how many minutes"."""
    days = Asked("days", "number", low=0, high=7)

    assert reason(days, "8") == "out_of_range"
    assert answer(NUMBER, "45") == 45
