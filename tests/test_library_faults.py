"""A library with something wrong in it: every fault is named by file and line, none is a traceback."""

import shutil
from pathlib import Path

import pytest

import prompts
from prompts.library import Finding, LibraryError, check_content, load_content

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


def faults(root: Path) -> list[Finding]:
    """What keeps the library from loading, apart from its safety lists."""
    try:
        load_content(root)
    except LibraryError as error:
        return [finding for finding in error.findings if "/phrases" not in finding.file]
    return []


FAULTS = [
    (RECORD, 'modality = "CBT"\n', "", -4, "'modality' is missing"),
    (RECORD, "minutes = 8", "minuts = 8", 0, "unknown field 'minuts'; did you mean 'minutes'?"),
    (RECORD, "minutes = 8", 'minutes = "8"', 0, "'minutes' must be a whole number, found '8'"),
    (RECORD, "minutes = 8", "minutes = true", 0, "'minutes' must be a whole number, found True"),
    (RECORD, "minutes = 8", "minutes = 0", 0, "'minutes' must be 1 to 120, found 0"),
    (RECORD, "tiny_minutes = 2", "tiny_minutes = 9", 0, "must be 1 to 'minutes' (8), found 9"),
    (RECORD, 'tags = ["thoughts", "writing"]', "tags = []", 0, "'tags' is empty"),
    (RECORD, '"writing"]', '"Writing"]', 0, "tag 'Writing' must be lower-case"),
    (RECORD, '"writing"]', '"thoughts"]', 0, "'thoughts' stands twice in 'tags'"),
    (RECORD, '"writing"]', "7]", 0, "'tags' must hold texts, found 7"),
    (RECORD, 'type = "self"', 'type = "selv"', 0, "'type' must be one of edu, self, mod, found 'selv'"),
    (RECORD, 'rhythm = "3x"', 'rhythm = "weekly"', 0, "'rhythm' must be one of once, daily, 3x"),
    (RECORD, 'id = "cbt-record"', 'id = "cbt-rec"', 0, "is not the name of its file"),
    (
        RECORD,
        'id = "cbt-record"',
        'id = "ba-out"',
        0,
        "id 'ba-out' is already used in prompts/activities/ba-out",
    ),
    (
        RECORD,
        '"moment", "thought"',
        '"momment", "thought"',
        0,
        "unknown step 'momment'; did you mean 'moment'?",
    ),
    (RECORD, '"moment", "thought"', '"thought", "moment"', 0, "in the order they are asked"),
    (RECORD, 'tiny = ["moment", "thought", "belief"]', "tiny = []", 0, "'tiny' is empty"),
    (RECORD, 'what = "short', 'what = "' + "very " * 20 + "short", 0, "characters; at most 90"),
    (RECORD, "On paper it's", "Homework on paper is", 0, "says 'homework'"),
    (RECORD, 'how = "Take', 'how = "{mood} Take', 0, "'how' has the unknown placeholder '{mood}'"),
    (RECORD, 'how = "Take', 'how = "} Take', 0, "'how' has the unknown placeholder '}'"),
    (RECORD, 'client_title = "Thought record"', 'client_title = "A b c d e f g"', 0, "more than 6 words"),
    ("words.toml", '"anchor"', '"acorn"', 0, "'acorn' stands twice in 'words'"),
    ("words.toml", '"apple"', '"Apple"', 0, "'Apple' must be 3 to 8 small letters"),
    ("words.toml", '"apple"', '"start"', 0, "no carrier word"),
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


def test_two_activities_cannot_share_a_title(root: Path) -> None:
    """A title is how a therapist asks for an activity: the second file to use it is named."""
    change(root, RECORD, '\ntitle = "Thought record"', '\ntitle = "Mood CHECK"')
    message = "title 'Mood check' is already used in prompts/activities/cbt-record.toml"
    assert faults(root) == [Finding("prompts/activities/sa-mood.toml", 2, message)]


def test_a_text_left_open_is_found_at_the_end(root: Path) -> None:
    """When TOML can name no line, the last one is given."""
    text = (root / RECORD).read_text(encoding="utf-8") + '[extra]\nopen = """no end\n'
    (root / RECORD).write_text(text, encoding="utf-8")
    found = faults(root)
    assert [(f.file, f.line) for f in found] == [(f"prompts/{RECORD}", text.count("\n") + 1)]


def test_an_avoidance_sensitive_activity_needs_a_guard(root: Path) -> None:
    """Where skipping brings relief, the therapist must be told what to plan together."""
    text = (root / "activities/ex-step.toml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("guard")]
    (root / "activities/ex-step.toml").write_text("\n".join(kept), encoding="utf-8")
    line = kept.index("avoidance_sensitive = true") + 1
    message = "an avoidance-sensitive activity needs a 'guard'"
    assert faults(root) == [Finding("prompts/activities/ex-step.toml", line, message)]


def test_every_fault_is_listed_at_once(root: Path) -> None:
    """An author sees all that is wrong, by file and then by line, not the first of it."""
    change(root, RECORD, 'key = "thought"', 'key = "moment"')
    change(root, RECORD, "minutes = 8", "minutes = 0")
    change(root, "words.toml", '"apple"', '"Apple"')
    with pytest.raises(LibraryError) as caught:
        load_content(root)
    places = [(f.file, f.line) for f in caught.value.findings]
    assert places == sorted(places)
    assert {file for file, _ in places} == {f"prompts/{RECORD}", "prompts/words.toml"}
    assert f"prompts/{RECORD}:" in str(caught.value)


def test_a_broken_language_rule_is_named_with_its_line(root: Path) -> None:
    """Minimising words in a step are found by the check, and do not stop a running bot."""
    line = change(root, RECORD, 'text = "What speaks for it?"', 'text = "No worries. What speaks for it?"')
    assert check_content(root) == [Finding(f"prompts/{RECORD}", line, "MIN-2: 'No worries'")]
    assert load_content(root).activities["cbt-record"].steps[3].text.startswith("No worries")


@pytest.mark.parametrize("name", ["words.toml", "regions.toml", "barriers/en.toml"])
def test_a_missing_file_is_a_finding(root: Path, name: str) -> None:
    """A table that is not there is reported by name, not as a traceback."""
    (root / name).unlink()
    assert Finding(f"prompts/{name}", 1, "the file is missing") in faults(root)


def test_a_file_that_is_not_text_is_a_finding(root: Path) -> None:
    """Bytes that are not UTF-8 are reported by name."""
    (root / "words.toml").write_bytes(b"words = ['\xff']")
    assert faults(root) == [Finding("prompts/words.toml", 1, "the file is not UTF-8")]


def test_missing_phrases_are_a_finding(root: Path) -> None:
    """Without its safety lists the library does not load."""
    shutil.rmtree(root / "phrases")
    assert check_content(root) == [Finding("prompts/phrases", 1, "the safety lists are missing")]
    with pytest.raises(LibraryError):
        load_content(root)


def test_unreadable_phrases_are_a_finding(root: Path) -> None:
    """A safety list that is not TOML is named with its line."""
    (root / "phrases/en.toml").write_text("version = 1\nversion = 2\n", encoding="utf-8")
    (found,) = [f for f in check_content(root) if f.file == "prompts/phrases/en.toml"]
    assert found.line == 2


def test_too_few_words_are_refused(root: Path) -> None:
    """A handful of words could be guessed."""
    (root / "words.toml").write_text('words = ["heron", "otter"]\n', encoding="utf-8")
    assert [str(f) for f in faults(root)] == ["prompts/words.toml:1: at least 100 words, found 2"]
