"""The page about the insights, the list in the code and the clinical table they come from agree."""

import inspect
import re
from pathlib import Path
from typing import get_args

import pytest

from handlers.therapist import guidance
from handlers.therapist.insights_list import INSIGHTS, Place

PAGE = (Path(__file__).parent.parent / "docs/insights.md").read_text("utf-8")
ROWS = {
    cells[1]: cells
    for cells in (re.split(r" *\| *", line.strip()) for line in PAGE.splitlines())
    if len(cells) > 1 and re.fullmatch(r"I-\d+", cells[1])
}


def test_all_twenty_five_are_there():
    """The list has each insight once, in order, and the page has the same ones."""
    assert [one.id for one in INSIGHTS] == [f"I-{n}" for n in range(1, 26)]
    assert list(ROWS) == [one.id for one in INSIGHTS]


@pytest.mark.parametrize("insight", INSIGHTS, ids=lambda one: one.id)
def test_the_page_says_where_it_is_shown(insight):
    """The column of places is the list's, and no row leaves out its rule or what it never says."""
    _, _, name, rule, places, never, _ = ROWS[insight.id]
    assert tuple(places.split(", ")) == insight.places
    assert all((name, rule, never))


@pytest.mark.parametrize("insight", INSIGHTS, ids=lambda one: one.id)
def test_its_rule_names_it(insight):
    """Whoever reads a rule in the code finds its number there: in its docstring, or in its module's."""
    for rule in insight.rules:
        module = inspect.getmodule(rule)
        assert module is not None
        said = f"{rule.__doc__} {module.__doc__} {inspect.getsource(module)}"
        assert re.search(rf"{insight.id}\b", said), rule


def test_every_place_is_explained():
    """A place that the list names is a word of the page's second part."""
    explained = PAGE.split("## Where they are shown")[1].split("## All 25")[0]
    assert [place for place in get_args(Place) if f"**{place}**" not in explained] == []


def test_the_page_has_each_line_of_guidance():
    """As many lines as there are rules, in their order."""
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert rows == [code for code, _ in guidance.RULES]
