"""Days in people's words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.dates import read_date

TODAY = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-10", "2026-03-10"), ("10 march", "2026-03-10"), ("March 10th", "2026-03-10"),
        ("the 10th of march", "2026-03-10"), ("10 march 2027", "2027-03-10"),
        ("march 10, 2027", "2027-03-10"),
        ("10/3", "2026-03-10"), ("10/3/26", "2026-03-10"), ("10.3.2026", "2026-03-10"),
        ("3/14", "2026-03-14"),
        ("today", "2026-03-02"), ("tomorrow", "2026-03-03"), ("day after tomorrow", "2026-03-04"),
        ("mon", "2026-03-02"), ("tue", "2026-03-03"), ("on Sunday", "2026-03-08"),
        ("next tuesday", "2026-03-10"), ("next monday", "2026-03-09"), ("last tuesday", "2026-02-24"),
        ("last monday", "2026-02-23"), ("yesterday", "2026-03-01"), ("10th", "2026-03-10"),
        ("the 1st", "2026-04-01"), ("in 3 days", "2026-03-05"), ("in a week", "2026-03-09"),
        ("tuesday 10 march", "2026-03-10"), ("sat 10am in the park", "2026-03-07"),
        ("saturday morning, with Jo in the park", "2026-03-07"),
    ],
)  # fmt: skip
def test_dates_in_english(text: str, day: str) -> None:
    """Days are read as people write them, day before month."""
    assert read_date(text, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10 de marzo", "2026-03-10"), ("el 10 de marzo de 2027", "2027-03-10"), ("martes", "2026-03-03"),
        ("el próximo martes", "2026-03-10"), ("mañana", "2026-03-03"), ("pasado mañana", "2026-03-04"),
        ("martes por la mañana", "2026-03-03"), ("dentro de dos semanas", "2026-03-16"),
        ("hoy", "2026-03-02"),
        ("miércoles", "2026-03-04"),
    ],
)  # fmt: skip
def test_dates_in_spanish(text: str, day: str) -> None:
    """Days are read in Spanish, and "por la mañana" is not tomorrow."""
    assert read_date(text, TODAY, "es") == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "", "10", "may be", "31 february", "29 feb", "13/13", "2026-02-30", "saturday or sunday",
        "tuesday 11 march", "10 march or 12 march", "I sat down in the sun for a while", "19.30", "soon",
        "99999999999", "0 march", "in 4000 days", "10 " * 2000,
    ],
)  # fmt: skip
def test_no_date(text: str) -> None:
    """What names no day, an impossible one, two days, or contradicts itself, is none."""
    assert read_date(text, TODAY) is None


def test_month_first_in_the_united_states() -> None:
    """10/3 is October in en-US and March everywhere else; one order only decides itself."""
    assert read_date("10/3", TODAY, "en-US") == date(2026, 10, 3)
    assert read_date("10/3", TODAY, "en-GB") == date(2026, 3, 10)
    assert read_date("14/3", TODAY, "en-US") == date(2026, 3, 14)


def test_a_date_without_its_year() -> None:
    """Sixty days back are still this year's day, one more is next year's; January knows December."""
    assert read_date("1 january", TODAY) == date(2026, 1, 1)
    assert read_date("31 december", TODAY) == date(2026, 12, 31)
    assert read_date("28 december", date(2026, 1, 5)) == date(2025, 12, 28)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_written_dates_read_back(day: date, today: date) -> None:
    """A full date in any of our spellings reads back as itself, whatever day it is read on."""
    for shape in (
        f"{day:%Y-%m-%d}",
        f"{day:%d %B %Y}",
        f"{day:%B %d, %Y}",
        f"{day:%A %d %B %Y}",
        f"{day:%d/%m/%Y}",
    ):
        assert read_date(shape, today) == day, shape


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 300))
def test_coming_dates_read_back_without_a_year(today: date, ahead: int) -> None:
    """A day and month within the coming ten months is that coming day, never a past one."""
    day = today + timedelta(days=ahead)

    assert read_date(f"{day.day} {day:%B}", today) == day
