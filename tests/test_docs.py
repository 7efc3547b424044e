"""A page that names a test names one that exists, and a page of promises says what it does not promise."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])
THREATS = 20
NAMED = re.compile(r"`(tests/[\w/.-]+\.py)?(?:::(\w+))?`")


def named_in(path: Path) -> set[str]:
    """The names of the test functions of a file."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_named_test_exists(page):
    """Whoever follows a page to the test that holds a claim finds it there."""
    missing, file = [], ""
    for named, name in NAMED.findall(page.read_text("utf-8")):
        file = named or file
        if file and (not (ROOT / file).exists() or (name and name not in named_in(ROOT / file))):
            missing.append(f"{file}::{name}")
    assert missing == []


def test_every_threat_has_a_test():
    """No row of the threat model is a control that nothing holds."""
    rows = [line for line in _lines("threat-model.md") if re.match(r"\| \d+ \|", line)]
    assert len(rows) == THREATS
    assert [row[:60] for row in rows if "`tests/" not in row] == []


@pytest.mark.parametrize("name", ["safety-protocol.md", "privacy.md", "threat-model.md"])
def test_a_page_of_promises_says_what_is_not_so(name):
    """Each of them also says what the program does not do, and what the practice must decide."""
    headings = " ".join(line for line in _lines(name) if line.startswith("## "))
    assert "does not do" in headings
    assert "practice to decide" in headings


def _lines(name: str) -> list[str]:
    return (ROOT / "docs" / name).read_text("utf-8").splitlines()


def test_every_break_still_fits_the_code():
    """What `make bites` breaks stands in its file exactly once, and the test that must notice exists."""
    listed = [
        b for f in sorted((ROOT / "tests/bites").glob("*.toml")) for b in tomllib.loads(f.read_text())["bite"]
    ]
    stale = [b["shows"] for b in listed if (ROOT / b["file"]).read_text("utf-8").count(b["old"]) != 1]
    assert stale == []
    named = [b["test"].split("[")[0].partition("::") for b in listed]
    assert [test for file, _, test in named if test and test not in named_in(ROOT / file)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_named_exists(page):
    """A page sends nobody to a page that is not there, and shows no gap that was to be filled in."""
    text = page.read_text("utf-8")
    assert [name for name in re.findall(r"\bdocs/[\w-]+\.md", text) if not (ROOT / name).exists()] == []
    assert re.findall(r"\b[A-Z]+_SENTENCE\b", text) == []
