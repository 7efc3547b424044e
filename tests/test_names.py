"""Finding whom and what is meant: names, misspelt commands, telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.names import match, nearest, read_phone, split_name

NAMES = {
    "1": "Sam",
    "2": "Samantha Jones",
    "3": "José María Pérez",
    "4": "Mia O'Brien",
    "5": "Anne-Marie Low",
    "6": "Ada Okafor",
}
COMMANDS = ("assign", "answer", "away", "client", "clients", "library", "letter", "session", "summary")


@pytest.mark.parametrize(
    ("prefix", "ids"),
    [
        ("sam", ["1"]),
        ("SAM", ["1"]),
        ("samantha", ["2"]),
        ("sa", ["1", "2"]),
        ("jose", ["3"]),
        ("José mar", ["3"]),
        ("mia obrien", ["4"]),
        ("mia o’b", ["4"]),
        ("anne marie", ["5"]),
        ("anne-m", ["5"]),
        ("okafor", ["6"]),
        ("a", ["5", "6"]),
        ("zoe", []),
        ("", []),
        ("  ", []),
        ("m" * 5000, []),
    ],
)
def test_match(prefix: str, ids: list[str]) -> None:
    """Names match by their beginning without case or accents, a whole name before longer ones."""
    assert match(prefix, NAMES) == ids


def test_two_of_the_same_name() -> None:
    """Two people of one name are both given, so that somebody asks which."""
    assert match("sam", {"1": "Sam", "2": "sam", "3": "Samuel"}) == ["1", "2"]


@pytest.mark.parametrize(
    ("words", "ids", "rest"),
    [
        ("sam thought record 3x", ["1"], "thought record 3x"),
        ("samantha jones thought record", ["2"], "thought record"),
        ("ada okafor", ["6"], ""),
        ("jose maria cbt-record", ["3"], "cbt-record"),
        ("sa walk", ["1", "2"], "walk"),
        ("zoe walk", [], "zoe walk"),
        ("", [], ""),
    ],
)
def test_split_name(words: str, ids: list[str], rest: str) -> None:
    """The name is the longest beginning that still names somebody; the rest stays untouched."""
    assert split_name(words.split(), NAMES) == (ids, rest.split())


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("asign", "assign"),
        ("cleints", "clients"),
        ("lib", "library"),
        ("sesion", "session"),
        ("SUMARY", "summary"),
    ],
)
def test_nearest(word: str, first: str) -> None:
    """A misspelt or shortened command finds the one that was meant first."""
    assert nearest(word, COMMANDS)[0] == first


def test_nearest_is_few_or_none() -> None:
    """No more than asked for are given, each once, and nothing for what resembles nothing."""
    assert nearest("client", COMMANDS, limit=2) == ["client", "clients"]
    assert nearest("qqqq", COMMANDS) == []
    assert nearest("", COMMANDS) == []
    assert len(nearest("a", COMMANDS)) == 3


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+44 7700 900123", "+447700900123"),
        ("+447700900123", "+447700900123"),
        ("+44 (0)7700 900-123", "+447700900123"),
        ("+44 (0) 7700 900 123", "+447700900123"),
        ("+1 (501) 712-2661", "+15017122661"),
        ("+44–7700–900123", "+447700900123"),
        ("0044 7700.900123", "+447700900123"),
        ("07700 900123", None),
        ("+0 7700 900123", None),
        ("+44 7700", None),
        ("+44770090012345678", None),
        ("+44 7700 900123 x5", None),
        ("my number", None),
        ("", None),
        ("+" + "4" * 5000, None),
    ],
)
def test_phone(text: str, number: str | None) -> None:
    """A full number is read in E.164 whatever stands between its digits; without a country it is not."""
    assert read_phone(text) == number


@given(st.text(max_size=60), st.dictionaries(st.text(max_size=3), st.text(max_size=20), max_size=5))
def test_never_raises(text: str, names: dict[str, str]) -> None:
    """Any words and any names give ids that exist, and lose no word."""
    words = text.split()
    ids, rest = split_name(words, names)

    assert set(ids) <= set(names)
    assert words[len(words) - len(rest) :] == rest
    assert set(nearest(text, names.values())) <= set(names.values())
    assert read_phone(text) is None or text


@given(st.text(st.characters(categories=("L", "N", "Zs")), min_size=1).filter(lambda name: name.strip()))
def test_a_whole_name_finds_itself(name: str) -> None:
    """Whoever is asked for by the whole name is found."""
    assert "x" in match(name, {"x": name, "y": name + " and more"})
