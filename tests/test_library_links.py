"""Steps that name one another: a reference to what is not there is named by file and line."""

from pathlib import Path

import pytest

from prompts.library import Finding, check_content
from tests.test_library_steps import change, faults, root

__all__ = ["root"]

ROUTINE, DATE, LADDER = "activities/ba-routine.toml", "activities/ba-date.toml", "activities/ex-ladder.toml"
DOTS, WORDS, FUTURE = "activities/ha-dots.toml", "activities/pp-words.toml", "activities/jo-future.toml"

FAULTS = [
    (ROUTINE, '"anchor=own"', '"ancor=own"', 0, "'ancor' is no earlier choice or multi step"),
    (ROUTINE, '"anchor=own"', '"anchor=owm"', 0, "'owm' is no option of 'anchor'; did you mean 'own'?"),
    (ROUTINE, '"anchor=own"', '"anchor:own"', 0, "'only_if' reads 'key' or 'key=code|code'"),
    (ROUTINE, "from_day = 2", "from_day = 1", 0, "'from_day' is 2 or more"),
    (ROUTINE, "from_day = 2", "from_day = 2\nday = 2", 0, "stands where no 'day' does"),
    (DATE, 'after = "when"', 'after = "pick"', 0, "'pick' is no earlier date or time step"),
    (DATE, 'after = "when"', 'after = "weak"', 0, "'weak' is no earlier date or time step"),
    (DATE, '"Once your', '"Once {when} your', 0, "has the unknown placeholder '{when}'"),
    (DATE, "What could get", "{piick} What could get", 0, "has the unknown placeholder '{piick}'"),
    (DATE, "What could get", "{was} What could get", 0, "has the unknown placeholder '{was}'"),
    (LADDER, 'each_of = "rungs"', 'each_of = "top"', 0, "'top' is no earlier list step"),
    (LADDER, ': \\"{item}\\"?', "?", 0, "says {item} where the line stands"),
    (LADDER, "What would you like", "{item} What would you like", 0, "unknown placeholder '{item}'"),
    (DOTS, 'keep = "reward"', 'keep = "rewards"', 0, "'keep' must be one of own_words, coping"),
    (DOTS, 'keep = "dot_colour"', 'keep = "reward"', 0, "a choice is kept on dot_colour or work_word alone"),
    (DOTS, "Did {act} happen", "Did it happen", -41, "blank 'act' stands in no text"),
    (DOTS, "[fill.act]", "[fill.word]", 0, "blank 'word' must be lower-case letters, and no step's name"),
    (DOTS, 'default = "the act you chose"', "", -2, "'default' is missing"),
    (DOTS, 'ask = "Which act', 'ask = "' + "Which " * 20, 0, "characters; at most 90"),
    (DOTS, 'tiny = ["word", "today"]', 'tiny = ["letter"]', 52, "hangs on 'reward', which is not"),
    (WORDS, 'renews = "sentence"', 'renews = "when"', 0, "'when' is no earlier text step"),
    (WORDS, 'morning = "09:00"', 'morning = "9"', 0, 'needs a time such as "19:00"'),
    (WORDS, 'morning = "09:00"', 'mornings = "09:00"', 0, "'mornings' is no option of this step"),
    (FUTURE, 'kind = "date"', 'kind = "text"', 8, "a letter to oneself needs an earlier date step"),
    ("activities/ex-out.toml", 'default = "30"', 'default = "half"', 16, "no blank whose default is 1 to 60"),
]


@pytest.mark.parametrize(("name", "old", "new", "offset", "message"), FAULTS)
def test_a_reference_to_nothing_is_a_finding(
    root: Path, name: str, old: str, new: str, offset: int, message: str
) -> None:
    """One reference wrong in one file is found, in that file, on the line to go to."""
    line = change(root, name, old, new)
    found = [finding for finding in faults(root) if message in finding.message]
    assert found, faults(root)
    assert found[0] == Finding(f"prompts/{name}", line + offset, found[0].message)


def test_the_rules_hold_for_what_is_quoted(root: Path) -> None:
    """A text is judged with words for what it quotes, and with its blanks as they read."""
    change(root, DOTS, 'default = "the act you chose"', 'default = "homework you failed to do"')
    assert any("ha-dots" in finding.file for finding in check_content(root))
