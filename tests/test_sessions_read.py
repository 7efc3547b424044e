"""When a session takes place, in a therapist's words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sessions import Problem, Session, read_session

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Europe/London"))  # a Tuesday
WEEKLY = Session(1, "15:00", "weekly", "2026-03-03")
FORTNIGHTLY = Session(1, "15:00", "fortnightly", "2026-03-03")


@pytest.mark.parametrize(
    ("words", "session"),
    [
        ("tue 15:00", WEEKLY),
        ("tue 15:00 weekly", WEEKLY),
        ("Tuesdays at 3", WEEKLY),
        ("15:00 tue", WEEKLY),
        ("tue 15:00 fortnightly", FORTNIGHTLY),
        ("every other tuesday 3pm", FORTNIGHTLY),
        ("every two weeks tue 3pm", FORTNIGHTLY),
        ("martes 15:00 quincenal", FORTNIGHTLY),
        ("tue 15:00 fortnightly from 10 march", Session(1, "15:00", "fortnightly", "2026-03-10")),
        ("tue 15:00 from 2026-03-11 fortnightly", Session(1, "15:00", "fortnightly", "2026-03-17")),
        ("tue 15:00 fortnightly from 24 february", Session(1, "15:00", "fortnightly", "2026-02-24")),
        ("thursday 4pm weekly", Session(3, "16:00", "weekly", "2026-03-05")),
        ("wed 8", Session(2, "08:00", "weekly", "2026-03-04")),
        ("mon half 5", Session(0, "17:30", "weekly", "2026-03-09")),
        ("tue 08:30", Session(1, "08:30", "weekly", "2026-03-10")),
        ("tue 09:00", Session(1, "09:00", "weekly", "2026-03-10")),
        ("tue 09:01", Session(1, "09:01", "weekly", "2026-03-03")),
    ],
)
def test_read(words: str, session: Session) -> None:
    """A weekday, a time, a rhythm and a first day are read; today counts while its time is ahead."""
    assert read_session(words, NOW) == session
    assert read_session(words.split(), NOW) == session


def test_read_none() -> None:
    """No fixed session is an answer of its own."""
    assert read_session("none", NOW) is None
    assert read_session(["None"], NOW) is None


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", Problem("no_weekday", "")),
        ("15:00", Problem("no_weekday", "15:00")),
        ("tue thu 15:00", Problem("no_weekday", "tue thu 15:00")),
        ("tue", Problem("not_a_time", "")),
        ("tue soon", Problem("not_a_time", "soon")),
        ("tue 15:00 monthly", Problem("not_understood", "15:00 monthly")),
        ("tue 15:00 from spring", Problem("not_a_date", "spring")),
    ],
)
def test_read_problems(words: str, problem: Problem) -> None:
    """What cannot be read is named, and a word that might matter is never passed over."""
    assert read_session(words, NOW) == problem


@given(st.text(max_size=80))
def test_read_never_raises(words: str) -> None:
    """Any words give a session, a named problem, or no session."""
    found = read_session(words, NOW)

    assert found is None or isinstance(found, Session | Problem)
