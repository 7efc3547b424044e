"""Steps with something wrong in them, and files cut about at random: found by line, never raised."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import prompts
from prompts.library import Finding, LibraryError, load_content

PACKAGE = Path(prompts.__file__).parent
RECORD = "activities/cbt-record.toml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the shipped library that a test may break."""
    kept = shutil.ignore_patterns("*.py", "__pycache__", "*.j2")
    return Path(shutil.copytree(PACKAGE, tmp_path / "prompts", ignore=kept))


def change(root: Path, name: str, old: str, new: str) -> int:
    """Put `new` for the first `old` in a file; returns the line where it now stands."""
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    start = text.index(old)
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[:start].count("\n") + 1


SCALE = 'kind = "scale"\ntext = "How much did you believe it then, 0 to 10?"'
CHOICE = '[steps.options]\nlighter = "Lighter"\nsame = "About the same"\nheavier = "Heavier"\n'


def faults(root: Path) -> list[Finding]:
    """What keeps the library from loading, apart from its safety lists."""
    try:
        load_content(root)
    except LibraryError as error:
        return [finding for finding in error.findings if "/phrases" not in finding.file]
    return []


FAULTS = [
    (RECORD, 'key = "thought"', 'key = "moment"', 0, "step key 'moment' is already used"),
    (RECORD, 'key = "thought"', 'key = "The thought"', 0, "must be lower-case letters, digits or _"),
    (RECORD, 'text = "The moment: what', 'txt = "The moment: what', 0, "unknown field 'txt'"),
    (RECORD, 'text = "The moment: what, where, when?"', 'text = " "', 0, "'text' is empty"),
    (RECORD, "what, where, when?", "what? Where?", 0, "asks more than one question"),
    (RECORD, "The moment: what", "The moment " + "x" * 350, 0, "characters; at most 350"),
    (
        RECORD,
        "The moment: what",
        "The moment " + "x " * 150,
        0,
        "takes 3 SMS parts with its options; at most 2",
    ),
    (
        RECORD,
        "The moment: what",
        "The moment … " + "x " * 70,
        0,
        "takes 3 SMS parts with its options; at most 2",
    ),
    (RECORD, 'kind = "text"', 'kind = "txt"', 0, "unknown kind 'txt'; did you mean 'text'?"),
    (RECORD, 'kind = "text"', 'kind = "choice"', -2, "needs either 'options' or 'options_from'"),
    (RECORD, 'kind = "text"', 'kind = "say"', 1, "a say step asks nothing"),
    (RECORD, SCALE, SCALE + "\nhigh = 11", 2, "a scale lies within 0 to 10, found 0 to 11"),
    (RECORD, SCALE, SCALE + "\nhigh = 0", 2, "'low' (0) must be under 'high' (0)"),
    (RECORD, SCALE, SCALE + "\nlong = true", 2, "'long' has no meaning for a scale step"),
    (RECORD, SCALE, SCALE + "\nday = -1", 2, "'day' cannot be negative"),
    (RECORD, "long = true", "landing = true", 0, "'landing' has no meaning for a text step"),
    (RECORD, "minutes = 8", "minutes = 8 8", 0, "not TOML: Expected newline"),
    ("activities/sa-sleep.toml", "high = 600\n", "", -3, "a number step needs 'high'"),
    ("activities/ba-out.toml", "minutes = 10\n", "", -3, "a timer step needs 'minutes', 1 to 60"),
    (
        "activities/ba-out.toml",
        "minutes = 10\n",
        "minutes = 90\n",
        0,
        "a timer step needs 'minutes', 1 to 60",
    ),
    ("activities/mi-walk.toml", '"Lighter"', '"Yes"', 0, "option 'Yes' is a word carriers act on"),
    ("activities/mi-walk.toml", '"Lighter"', '" stop "', 0, "option ' stop ' is a word carriers act on"),
    ("activities/mi-walk.toml", '"Lighter"', "3", 0, "option 'lighter' needs a label"),
    ("activities/mi-walk.toml", '"Lighter"', '"' + "Light " * 9 + '"', 0, "characters; at most 40"),
    (
        "activities/mi-walk.toml",
        CHOICE,
        '[steps.options]\nlighter = "Lighter"\n',
        0,
        "2 to 12 options, found 1",
    ),
    ("activities/ba-menu.toml", 'from = "own"', 'from = "owm"', 0, "'owm' is no earlier list or multi step"),
    ("activities/ba-menu.toml", 'from = "own"', 'from = "lightest"', 0, "is no earlier list or multi step"),
    (
        "activities/ba-menu.toml",
        'from = "own"',
        'from = "own"\noptions = {a = "A", b = "B"}',
        -4,
        "needs either",
    ),
    (
        "activities/ex-step.toml",
        "avoidance_sensitive = true",
        'guard = "twice"',
        0,
        "not TOML: Cannot overwrite",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "offset", "message"), FAULTS)
def test_a_fault_is_named_with_its_line(
    root: Path, name: str, old: str, new: str, offset: int, message: str
) -> None:
    """One thing wrong in one file is found, in that file, on the line to go to."""
    line = change(root, name, old, new)
    found = [finding for finding in faults(root) if message in finding.message]
    assert len(found) == 1, faults(root)
    assert found[0] == Finding(f"prompts/{name}", line + offset, found[0].message)


SHIPPED = sorted(str(p.relative_to(PACKAGE)) for p in PACKAGE.glob("activities/*.toml"))
SHIPPED += ["activities/es/cbt-ask.toml", "barriers/en.toml", "barriers/es.toml", "tags/es.toml"]
SHIPPED += ["regions.toml", "words.toml"]
SCRAPS = st.sampled_from(
    [
        "",
        "x = 1",
        "[[steps]]",
        "[codes.P1]",
        "steps = 3",
        "tiny = [[]]",
        "[steps.options]",
        'key = "a"',
        '"""',
        "]",
    ]
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # one copy of the files serves all examples: each puts its file back
@given(name=st.sampled_from(SHIPPED), where=st.integers(0, 500), cut=st.integers(0, 3), scrap=SCRAPS)
def test_a_damaged_file_is_reported_never_raised(
    root: Path, name: str, where: int, cut: int, scrap: str
) -> None:
    """However a file is cut about, checking it gives findings on lines it has."""
    whole = (root / name).read_text(encoding="utf-8")
    lines = whole.splitlines()
    at = where % len(lines)
    damaged = [*lines[:at], scrap, *lines[at + cut :]]
    try:
        (root / name).write_text("\n".join(damaged), encoding="utf-8")
        for finding in faults(root):
            assert 1 <= finding.line <= len(damaged) + 1
    finally:
        (root / name).write_text(whole, encoding="utf-8")
