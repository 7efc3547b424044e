"""The filters prompts use, the short channel's alphabet, and the measure of how hard a text reads."""

import tomllib
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prompts
from prompts import gsm, readability
from prompts.filters import Words, capital_first, clock, plural, sentence
from prompts.style import strip_quotes

CALENDAR = tomllib.loads((Path(prompts.__file__).parent / "en" / "calendar.toml").read_text(encoding="utf-8"))
WORDS = Words(CALENDAR)
TUESDAY = datetime(2026, 3, 10, 9, 5, tzinfo=ZoneInfo("Europe/London"))


def test_days() -> None:
    """Days are written as people say them, in the zone the time is given in."""
    assert WORDS.weekday(TUESDAY) == "Tuesday"
    assert WORDS.short_day(TUESDAY) == "Tue"
    assert WORDS.day(TUESDAY) == "Tuesday 10 March"
    assert WORDS.day_month(TUESDAY) == "10 March"
    assert WORDS.day_clock(TUESDAY) == "Tuesday, 09:05"
    assert clock(TUESDAY) == "09:05"
    assert WORDS.day_clock(TUESDAY.astimezone(ZoneInfo("Asia/Tokyo"))) == "Tuesday, 18:05"


def test_times_need_a_zone() -> None:
    """A datetime without a zone is refused; a time of day has none to give."""
    with pytest.raises(ValueError, match="zone"):
        WORDS.day(TUESDAY.replace(tzinfo=None))
    assert clock(time(20, 0)) == "20:00"


@pytest.mark.parametrize(("n", "words"), [(0, "0"), (1, "one"), (12, "twelve"), (13, "13"), (-1, "-1")])
def test_numbers(n: int, words: str) -> None:
    """One to twelve are words, all others digits."""
    assert WORDS.number(n) == words


@pytest.mark.parametrize(
    ("noun", "n", "counted"),
    [
        ("thought record", 1, "one thought record"),
        ("thought record", 2, "two thought records"),
        ("diary", 0, "no diaries"),
        ("day", 13, "13 days"),
        ("walk to the bus", 3, "three walk to the buses"),
        ("list of wishes", 1, "one list of wishes"),
        ("match", 4, "four matches"),
    ],
)
def test_counting(noun: str, n: int, counted: str) -> None:
    """A counted noun gets its number in words and the usual plural."""
    assert WORDS.count(noun, n) == counted


def test_odd_plurals() -> None:
    """A plural that no rule makes can be given."""
    assert WORDS.count("walk to the bus", 3, "walks to the bus") == "three walks to the bus"
    assert plural(1, "child", "children") == "child"
    assert plural(0, "child", "children") == "children"


def test_lists() -> None:
    """A list is joined with commas and one `and`."""
    assert [WORDS.join_and("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_capital_first() -> None:
    """Only the first letter changes."""
    assert [capital_first(text) for text in ("", "thought Record", "été")] == ["", "Thought Record", "Été"]


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("Kept", "Kept."),
        ("Kept. ", "Kept."),
        ("Kept?", "Kept?"),
        ('"kept"', '"kept".'),
        ('"Kept."', '"Kept."'),
        ("", ""),
    ],
)
def test_sentence(text: str, ended: str) -> None:
    """A sentence ends once."""
    assert sentence(text) == ended


def test_quoted() -> None:
    """A person's words stay as written; a double quote inside becomes a single one."""
    assert WORDS.quoted('she said "no"\nand – left…') == "\"she said 'no' and – left…\""
    assert WORDS.quoted("one two three", 13) == '"one two three"'
    assert WORDS.quoted("one two three", 12) == '"one two…"'
    assert WORDS.quoted("one two, three", 9) == '"one two…"'
    assert WORDS.quoted("x" * 200) == '"' + "x" * 119 + '…"'


@given(st.text(), st.integers(min_value=10, max_value=200))
def test_quotations_keep_their_bounds(words: str, limit: int) -> None:
    """Whatever a person writes, the quotation is short, has two marks, and strips to nothing."""
    quotation = WORDS.quoted(words, limit)
    assert len(quotation) <= limit + 2
    assert strip_quotes(quotation) == '""'
    kept = quotation[1:-1].removesuffix("…")
    assert " ".join(words.split()).replace('"', "'").startswith(kept)


def test_plain_marks() -> None:
    """Typographic marks have a form that GSM-7 can carry."""
    assert gsm.plain("It’s “so” – 1×2… · a\u00a0b") == 'It\'s "so" - 1x2... - a b'
    assert gsm.outside(gsm.plain("‘’“”„«»‐‑‒–—−·•…→×\u00a0\u2009\u202f")) == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("–" * 70, 1),
        ("–" * 71, 2),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
    ],
)
def test_parts(text: str, parts: int) -> None:
    """A text is counted in the parts it is sent in, in either alphabet."""
    assert gsm.parts(text) == parts


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("time", 1),
        ("little", 2),
        ("planned", 1),
        ("started", 2),
        ("notes", 1),
        ("pieces", 2),
        ("a", 1),
        ("20", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    """Silent endings do not count; a number is one."""
    assert readability.syllables(word) == count


def test_sentences() -> None:
    """Sentences end at their marks, at a line's end, and at the dots of a card."""
    text = 'One, at 20:00. "Two?" Three\nFour · five'
    assert [len(readability.words(s)) for s in readability.sentences(text)] == [3, 1, 1, 1, 1]


def test_grade() -> None:
    """Plain sentences read easily, learned ones do not."""
    assert readability.grade("We can find a pace that suits. See you on Tuesday.") < 4
    assert readability.grade("Organisational deliberation necessitates considerable responsibility.") > 15
