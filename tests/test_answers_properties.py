"""Promises of reading that hold for any text, any labels, any digits."""

import json
import unicodedata
from datetime import date
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from handlers.answers import read
from handlers.answers_words import word_set
from handlers.ask import Asked, AskKind, Read, Unread
from handlers.content import Option

TODAY = date(2026, 3, 2)
KINDS: tuple[AskKind, ...] = get_args(AskKind)
REASONS = {
    "no_such_option", "not_a_number", "out_of_range", "not_a_time", "not_a_date", "ambiguous_time",
    "not_a_photo", "text_wanted", "too_long", "empty", "not_minutes",
}  # fmt: skip


def answer(asked: Asked, text: str, **given: Any) -> Any:
    found = read(asked, text, today=TODAY, **given)
    assert isinstance(found, Read), found
    return found.value


def reason(asked: Asked, text: str, **given: Any) -> str:
    found = read(asked, text, today=TODAY, **given)
    assert isinstance(found, Unread), found
    assert found.words == text.strip()
    return found.reason


VISIBLE = st.characters(categories=("L", "N", "P", "S", "M", "Zs"))
LABELS = st.text(VISIBLE, min_size=1, max_size=30).map(str.strip).filter(
    lambda label: any(unicodedata.category(c)[0] not in "CZ" for c in label)
)  # fmt: skip
OPTIONS = st.lists(LABELS, min_size=1, max_size=12, unique=True).map(
    lambda labels: tuple(Option(f"code{n}", label) for n, label in enumerate(labels))
)
PIECES = sorted(
    word_set(
        "half quarter to past 7 19:30 10/3 pm tue 10 march next in 3 days 1/2 twice and y media las once"
    )
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("0123456789:./-, apmhyalsto🔟"), max_size=40),
    st.lists(st.sampled_from(PIECES)).map(" ".join),
    st.text(min_size=1, max_size=3).map(lambda piece: (piece * 4096)[:4096]),
)


@given(st.sampled_from(KINDS), OPTIONS, TEXTS, st.sampled_from(["en", "en-GB", "en-US", "es"]))
def test_reading_never_raises(kind: AskKind, options: tuple[Option, ...], text: str, language: str) -> None:
    """Any text to any question is read or named, keeps its words, and can be stored as JSON."""
    found = read(Asked("k", kind, options), text, language=language, today=TODAY)

    assert found.words == text.strip()
    if isinstance(found, Unread):
        assert found.reason in REASONS
    else:
        assert json.loads(json.dumps(found.value)) == found.value


@given(OPTIONS, st.data())
def test_every_label_reads_back(options: tuple[Option, ...], data: st.DataObject) -> None:
    """Typing any label as shown picks its option, alone or as one of several."""
    option = data.draw(st.sampled_from(options))

    assert answer(Asked("k", "choice", options), option.label) == option.code
    assert answer(Asked("k", "multi", options), option.label) == [option.code]


@given(st.integers(1, 9), st.data())
def test_every_digit_reads_back(count: int, data: st.DataObject) -> None:
    """The digit shown before an option picks it, and a run of digits picks each."""
    options = tuple(Option(f"c{n}", f"label {chr(96 + n)}") for n in range(1, count + 1))
    digits = data.draw(st.lists(st.integers(1, count), min_size=1, max_size=count, unique=True))

    assert answer(Asked("k", "choice", options), str(digits[0])) == f"c{digits[0]}"
    expected = [f"c{n}" for n in sorted(digits)]
    assert answer(Asked("k", "multi", options), "".join(map(str, digits))) == expected


@given(st.integers(-20, 120), st.integers(0, 3), st.integers(5, 100))
def test_scale_takes_exactly_its_range(number: int, low: int, high: int) -> None:
    """A whole number is read when it lies on the scale and is out of range when it does not."""
    asked = Asked("s", "scale", low=low, high=high)

    if low <= number <= high:
        assert answer(asked, str(number)) == number
    else:
        assert reason(asked, str(number)) == "out_of_range"
