"""The operator's page tells everything that the program says: every metric, every warning, every alert."""

import re

import yaml

from bot.log import _slug
from bot.metrics_table import EXPECTED, FAMILIES
from tests.house import ROOT
from tests.test_edge_log import LISTED, _constants

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
GRAVE = {"warning", "error", "critical", "exception"}


def _first_cells(heading: str) -> set[str]:
    """The names in backticks in the first column of the table under a heading."""
    section = PAGE.partition(f"# {heading}\n")[2].split("\n#")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {name for cell in rows for name in re.findall(r"`([^`]+)`", cell)}


def test_every_metric_has_a_row() -> None:
    """The table of metrics has each of them, and none that is not there."""
    assert _first_cells("What the bot says about itself") == set(FAMILIES)


def test_every_grave_line_of_the_log_has_a_row() -> None:
    """Whatever is logged as a warning or worse stands in the table with what to do, and nothing else does."""
    said = {
        _slug(event)
        for source, call in LISTED
        if call.func.attr in GRAVE and call.args  # type: ignore[attr-defined]  # LISTED has method calls only
        for event in _constants(call.args[0], source) or ()
    }
    beside = {"uncaught", "library"}  # made in bot/log.py itself
    assert _first_cells("The log") == {name for name in said if name} | beside


def test_every_alert_is_explained() -> None:
    """Each alert has its own words on what to do, and no words are left for an alert that is gone."""
    (group,) = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text("utf-8"))["groups"]
    told = PAGE.partition("## At 3 a.m.")[2]
    assert re.findall(r"^### (\w+)$", told, re.MULTILINE) == [rule["alert"] for rule in group["rules"]]


def test_every_alert_says_four_things() -> None:
    """Whoever is woken reads what it means for clients, where to look first, what to do, what never to do."""
    told = PAGE.partition("## At 3 a.m.")[2].split("\n### ")[1:]
    parts = [re.findall(r"^\*\*([\w ]+):\*\* \S", section, re.MULTILINE) for section in told]
    assert [parts for parts in parts if parts != ["For clients", "Look", "Do", "Never"]] == []
    assert [section for section in told if "`" not in section and "as Interlude" not in section] == []


def test_every_name_of_a_label_is_explained() -> None:
    """What was given up, and what was refused, is named on the page as the metric names it."""
    for family in ("interlude_given_up_total", "interlude_refused_total"):
        assert [name for name in EXPECTED[family][1] if f"`{name}`" not in PAGE] == []


def test_every_file_it_sends_to_exists() -> None:
    """Every file of deploy/ that the page names is there, and every file there is named."""
    named = set(re.findall(r"deploy/[\w@-]+(?:\.\w+)*", PAGE))
    there = {f"deploy/{path.name}" for path in (ROOT / "deploy").iterdir() if path.is_file()}
    assert named == there - {"deploy/config.toml", "deploy/.env"}
