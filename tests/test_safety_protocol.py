"""The page for clinical leads claims nothing that no test holds."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/safety-protocol.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
SECTIONS = [part for part in PAGE.split("\n## ")[1:] if not part.startswith("For the practice")]


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part.rpartition("/")[2])
def test_every_named_test_is_there(file: str, name: str) -> None:
    """Each test the page names exists by that name in that file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    found = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert name in found


@pytest.mark.parametrize("section", SECTIONS, ids=lambda part: part.partition("\n")[0])
def test_every_section_names_its_tests(section: str) -> None:
    """No section stands on words alone, and the page stays short enough to be read."""
    assert "`tests/" in section
    assert PAGE.count("\n") <= 120
