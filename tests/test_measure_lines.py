"""What `/measure NAME …` means, whatever is typed after the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.therapist.measure_lines import find_measure, leading, read_line, read_paper, read_score
from handlers.times import local
from prompts.library import load_content
from tests.desk import START, ZONE

CONTENT = load_content()
TODAY = local(START, ZONE).date()
HOURS = ["09:00", "20:00"]


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("phq8", "phq-8"),
        ("PHQ-8", "phq-8"),
        ("phq 8", "phq-8"),
        ("Phq_9", "phq-9"),
        ("gad7", "gad-7"),
        ("who 5", "who-5"),
        ("Week check", "week-check"),
        ("weekcheck", "week-check"),
        ("suds", "suds"),
        ("mood", "mood"),
        ("phq", ""),
        ("", ""),
        ("-", ""),
    ],
)
def test_which_measure_is_meant(words: str, id: str) -> None:
    """An id or a title, however it is spaced; half a name is none."""
    found = find_measure(CONTENT, words)
    assert (found.id if found else "") == id


@pytest.mark.parametrize(
    ("text", "id", "left"),
    [
        ("phq8", "phq-8", ""),
        ("phq 8 11", "phq-8", "11"),
        ("phq8 fortnightly at 19:00", "phq-8", "fortnightly at 19:00"),
        ("week check weekly", "week-check", "weekly"),
        ("bdi 23", "", "bdi 23"),
    ],
)
def test_what_comes_after_it(text: str, id: str, left: str) -> None:
    """The longest beginning that names a measure, and the rest as typed."""
    found, rest = leading(CONTENT, text)
    assert ((found.id if found else ""), rest) == (id, left)


@pytest.mark.parametrize(
    ("text", "rhythm", "at", "ends", "unread"),
    [
        ("", None, "", False, ""),
        ("once", "once", "", False, ""),
        ("Weekly", "weekly", "", False, ""),
        ("every two weeks", "fortnightly", "", False, ""),
        ("fortnightly at 19:00", "fortnightly", "19:00", False, ""),
        ("at half past 7", None, "19:30", False, ""),
        ("end", None, "", True, ""),
        ("stop", None, "", True, ""),
        ("daily", None, "", False, "daily"),
        ("now please", None, "", False, "now please"),
    ],
)
def test_how_often_and_when(text: str, rhythm: str | None, at: str, ends: bool, unread: str) -> None:
    """How often and at what time, or that it ends; other words are named and nothing is sent."""
    line = read_line(text, "en", HOURS)
    assert (line.rhythm, line.at, line.ends, line.unread) == (rhythm, at, ends, unread)


@pytest.mark.parametrize(
    ("text", "title", "total", "day"),
    [
        ("BDI-II 23", "BDI-II", 23, "2026-03-04"),
        ("BDI-II: 23 on 2 march", "BDI-II", 23, "2026-03-02"),
        ("ors 31.5", "ors", 31.5, "2026-03-04"),
        ("ors 31,5 on 2026-02-27", "ors", 31.5, "2026-02-27"),
        ("beck 2 14", "beck 2", 14, "2026-03-04"),
    ],
)
def test_a_number_from_paper(text: str, title: str, total: float, day: str) -> None:
    """A name, a sum, perhaps a day."""
    found = read_paper(text, TODAY, "en")
    assert found is not None
    assert (found.title, found.total, str(found.day)) == (title, total, day)


@pytest.mark.parametrize(
    "text", ["bdi", "23", "bdi twenty", "1 2", "a name that is far too long for it 3", "x 5000"]
)
def test_what_is_no_number_from_paper(text: str) -> None:
    """Without a name or a number that can be, there is nothing to keep."""
    assert read_paper(text, TODAY, "en") is None


@given(st.text(max_size=60))
def test_no_line_breaks_it(text: str) -> None:
    """Whatever is typed is read or left, and a number that is read lies within what there can be."""
    leading(CONTENT, text)
    read_line(text, "en", HOURS)
    for found in (read_score(text, TODAY, "en"), read_paper(text, TODAY, "en")):
        assert found is None or 0 <= found.total <= 1000
