"""Words in another language that do not fit their activity: named by file and line, whatever is wrong."""

from pathlib import Path

import pytest

from handlers.reading import barriers, library
from handlers.state import Person
from prompts.library import Finding, check_content, load_content
from tests.test_library_faults import change, faults, root

__all__ = ["root"]

ASK = "activities/es/cbt-ask.toml"
DOTS = "activities/es/ha-dots.toml"
REASONS = "barriers/es.toml"
TAGS = "tags/es.toml"

FAULTS = [
    (ASK, "[steps.know]", "[steps.knows]", 0, "unknown field 'knows'; did you mean 'know'?"),
    (ASK, "[steps.know]", "[steps.knows]", -3, "'know' is missing"),
    (ASK, 'partly = "En parte"', 'parly = "En parte"', 0, "unknown field 'parly'; did you mean 'partly'?"),
    (ASK, 'partly = "En parte"', 'parly = "En parte"', -2, "'partly' is missing"),
    (ASK, 'partly = "En parte"', 'partly = "Terminar"', 0, "is a word carriers act on"),
    (ASK, 'partly = "En parte"', 'partly = ""', 0, "needs a label"),
    (ASK, "source = ", "sourse = ", 0, "unknown field 'sourse'; did you mean 'source'?"),
    (ASK, "title = ", "minutes = 3\ntitle = ", 0, "unknown field 'minutes'"),
    (ASK, 'what = "', 'what = "' + "muy " * 25, 0, "characters; at most 90"),
    (ASK, 'what = "', 'what = "deberes ', 0, "says 'deberes'"),
    (ASK, 'text = "¿Qué te dice', 'text = "¿Y? ¿Qué te dice', 0, "asks more than one question"),
    (ASK, 'text = "¿Qué te dice', 'text = "{grey} ¿Qué te dice', 0, "unknown placeholder '{grey}'"),
    (DOTS, '\\"{reward}\\"', "el que elegiste", 0, "'text' lacks {reward}"),
    (DOTS, "[fill.act]\nask", "[fill.act]\nasks", 1, "unknown field 'asks'; did you mean 'ask'?"),
    (REASONS, "[codes.P2]", "[codes.P10]", 0, "unknown field 'P10'"),
    (REASONS, 'show = "', 'shown = "', 0, "unknown field 'shown'; did you mean 'show'?"),
    (REASONS, '[codes.S1]\nlabel = "', '[codes.S1]\nask = "text"\nlabel = "', 1, "unknown field 'ask'"),
    (REASONS, '"¿Qué faltaba?"', '"¿Por qué faltaba?"', 0, "must open with qué, cuál"),
    (REASONS, 'sms_label = "Me faltaba algo necesario"\n', "", -1, "'label' has"),
    (TAGS, 'anger = "enojo"', "anger = 3", 0, "'anger' must be a text"),
    (TAGS, 'anxiety = "ansiedad"', 'anxiety = "enojo"', 0, "'enojo' stands for 'anger' already"),
]


@pytest.mark.parametrize(("name", "old", "new", "offset", "message"), FAULTS)
def test_a_fault_is_named_with_its_line(
    root: Path, name: str, old: str, new: str, offset: int, message: str
) -> None:
    """One thing wrong in the words is found in their file, on the line to go to, and nowhere else."""
    line = change(root, name, old, new)
    found = faults(root)
    assert {finding.file for finding in found} == {f"prompts/{name}"}
    assert [f.line for f in found if message in f.message] == [line + offset], found


def test_words_for_no_activity_are_named(root: Path) -> None:
    """A misspelt name says which activity was meant."""
    (root / ASK).rename(root / "activities/es/cbt-aks.toml")
    message = "there is no activity 'cbt-aks'; did you mean 'cbt-ask'?"
    assert faults(root) == [Finding("prompts/activities/es/cbt-aks.toml", 1, message)]


def test_two_titles_in_a_language_are_not_the_same(root: Path) -> None:
    """A therapist asks by title, in their language too."""
    change(root, ASK, 'title = "Preguntarle a un pensamiento"', 'title = "Registro de PENSAMIENTOS"')
    message = "title 'Registro de pensamientos' is already used in prompts/activities/es/cbt-ask.toml"
    assert faults(root) == [Finding("prompts/activities/es/cbt-record.toml", 1, message)]


def test_too_much_for_a_short_message_is_found_without_its_accents(root: Path) -> None:
    """Two parts are counted as they go out: á takes no more room than a, one letter more than fits does."""
    change(root, ASK, 'text = "¿Qué pensamiento', 'text = "' + "á" * 280 + '" #')
    assert faults(root) == []
    line = change(root, ASK, "á" * 280, "á" * 100 + "ê" * 60)
    found = faults(root)
    assert [(f.line, "SMS parts" in f.message) for f in found] == [(line, True)]


def test_a_fault_in_the_activity_is_told_once(root: Path) -> None:
    """Words are looked at when what they belong to is sound: one mistake is one finding."""
    line = change(root, "activities/cbt-ask.toml", 'key = "know"', 'key = "Know"')
    assert all(f.file == "prompts/activities/cbt-ask.toml" for f in faults(root))
    assert line in {f.line for f in faults(root)}


def test_what_a_language_lacks_is_read_in_english(root: Path) -> None:
    """A practice's own activity needs no translation, nor does a language need every word."""
    (root / ASK).unlink()
    (root / TAGS).unlink()
    content = load_content(root)
    assert library(content, reader("es"))["cbt-ask"] is content.activities["cbt-ask"]
    assert library(content, reader("es", "sms"))["cbt-record"].title == "Registro de pensamientos"
    assert library(content, reader("fr")) is content.activities
    assert barriers(content, reader("fr", "sms")) is content.barriers["en"]


def reader(language: str, channel: str = "telegram") -> Person:
    """Somebody who reads this language."""
    return Person("sam", "", "Sam", "Europe/London", language, channel)


def test_the_shipped_words_have_no_fault() -> None:
    """Every check passes, language rules included where a language has them."""
    assert check_content() == []
