"""What a client reads keeps its rules when names, titles, minutes and counts are as long as they may be.

The samples beside each prompt show its states; here every state is shown again, stretched. How hard a text
reads is left out: a long name is no hard word of ours.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from prompts import review, style
from prompts.catalog import Catalog
from prompts.entries import Entry

CATALOG = Catalog.load()
TITLE = "What I would say to a friend in my place"
LONG: dict[str, Any] = {
    "name": "Maximiliane-Konstanze von Falkenstein",
    "therapist": "Konstantina Papadimitriou-Halvorsen",
    "meets": "Konstantina Papadimitriou-Halvorsen",
    "title": TITLE,
    "about": TITLE,
    "goal": "being at ease at work again, with the people there and the noise of it",
    "work_word": "marching orders",
    "minutes": 120,
    "small_minutes": 120,
}
"""The longest that the configuration, an invitation and the library take, or a client is likely to write."""

COUNTS = ("done", "of", "n", "part", "planned")
MANY = (1, 2, 12, 28)


def test_the_longest_title_is_as_long_as_titles_may_be() -> None:
    """Forty characters, as `interlude check` allows."""
    assert len(TITLE) == 40


def stretched(value: Any, many: int, key: str = "") -> Any:
    """The same arguments with everything long; what is empty, or false, stays so: it is another state."""
    if isinstance(value, dict):
        return {name: stretched(part, many, name) for name, part in value.items()}
    if isinstance(value, list):
        return [stretched(part, many, key) for part in value]
    if key in COUNTS and type(value) is int and value > 1:
        return max(many, 2) if key != "of" else 28
    return LONG[key] if value and type(value) is type(LONG.get(key)) else value


def read_by_clients(language: str) -> Iterator[Entry]:
    """The prompts whose texts clients read."""
    for entry in CATALOG.entries(language).values():
        if "client" in {entry.audience or style.audience_of(kind) for kind in entry.kinds}:
            yield entry


def problems(entry: Entry, language: str) -> Iterator[str]:
    """What breaks a rule in any state, stretched."""
    for state in review._states(entry):
        for many in MANY:
            long = replace(state, sample=stretched(dict(state.sample), many))
            for problem in review._state_problems(CATALOG, entry, language, long):
                if "GRADE" not in problem:
                    yield f"[{entry.key}] {problem}"


FILES = sorted({(code, one.file) for code in CATALOG.languages() for one in read_by_clients(code)})


@pytest.mark.parametrize(("language", "file"), FILES)
def test_long_names_and_many_of_them(language: str, file: str) -> None:
    """No prompt of this file gets too long or says what it must not, whoever and whatever it is about."""
    entries = [entry for entry in read_by_clients(language) if entry.file == file]
    assert {problem for entry in entries for problem in problems(entry, language)} == set()
