"""What a therapist's own activity begins with in each language, and the words its tags are read by."""

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable

from handlers.content import Usual
from prompts.library_file import Fields, File, Translation, read_as, toml_names
from prompts.library_labels import read_labels
from prompts.library_text import check_label, check_text

FOLDER = "usual"
_TEXTS = ("what", "why", "how", "tiny_words", "first", "copy", "own", "shared", "draft", "archived")
_PHRASES = ("yes_or_no", "how_many", "to", "strong", "urge")
_FILE = Fields({**dict.fromkeys(_TEXTS, str), **dict.fromkeys((*_PHRASES, "options"), list), "yes_no": dict})
_YES_NO = Fields({"it_is": str, "it_is_not": str})
_FOLDED = re.compile(r"[a-z]+(?: [a-z]+)*")
_LONGEST = 90


def read_usual(root: Traversable) -> tuple[dict[str, Usual], list[File]]:
    """By language; the files with their findings."""
    files = {name.removesuffix(".toml"): _read(root, name) for name in toml_names(root, FOLDER)}
    sound = {language: file for language, file in files.items() if not file.findings}
    found = {language: _usual(file, _labels(root, language)) for language, file in sound.items()}
    return found, list(files.values())


def _read(root: Traversable, name: str) -> File:
    file = read_as(Translation, root, FOLDER, name)
    if not file.findings and file.table((), file.data, _FILE):
        _check(file)
    return file


def _check(file: File) -> None:
    for name in _TEXTS:
        check_text(file, (name,), file.data[name], _LONGEST, ())
    for name in _PHRASES:
        if file.texts((name,), file.data[name]):
            for index, words in enumerate(file.data[name]):
                if not _FOLDED.fullmatch(words):
                    file.fault((name, index), f"{words!r} must be in small letters, without accents")
    if file.texts(("options",), file.data["options"]):
        for index, label in enumerate(file.data["options"]):
            check_label(file, ("options", index), label)
    if file.table(("yes_no",), file.data["yes_no"], _YES_NO):
        for code, label in file.data["yes_no"].items():
            check_label(file, ("yes_no", code), label)


def _labels(root: Traversable, language: str) -> Mapping[str, Mapping[str, str]]:
    file = read_labels(root, language)
    return {} if file is None or file.findings else file.data


def _usual(file: File, labels: Mapping[str, Mapping[str, str]]) -> Usual:
    listed = {name: tuple(file.data[name]) for name in ("options", *_PHRASES)}
    filed = {"tags": labels.get("tags", {}), "methods": labels.get("methods", {})}
    return Usual(**{**file.data, **listed, **filed})
