"""What activities are filed under, in other languages: tags, and the methods they come from."""

from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

from prompts.library_file import Fields, File, Translation, read_as, toml_names

FOLDER = "tags"
_FILE = Fields(required={"tags": dict, "methods": dict})


def read_labels(root: Traversable, language: str) -> File | None:
    """The labels of this language, if there are any."""
    name = f"{language}.toml"
    if name not in toml_names(root, FOLDER):
        return None
    file = read_as(Translation, root, FOLDER, name)
    if not file.findings and file.table((), file.data, _FILE):
        for table, words in file.data.items():
            if file.table((table,), words, Fields(dict.fromkeys(words, str))):
                _check_twins(file, table, words)
    return file


def _check_twins(file: File, table: str, words: Mapping[str, str]) -> None:
    """What is filed apart in English is found apart."""
    first: dict[str, str] = {}
    for name, word in words.items():
        if first.setdefault(word, name) != name:
            file.fault((table, name), f"{word!r} stands for {first[word]!r} already")


def filed(data: Mapping[str, Any], labels: File | None) -> dict[str, Any]:
    """The activity filed under these labels; what has none keeps its English one."""
    if labels is None or labels.findings:
        return dict(data)
    tags, methods = labels.data["tags"], labels.data["methods"]
    modality = ", ".join(methods.get(name, name) for name in data["modality"].split(", "))
    return {**data, "modality": modality, "tags": [tags.get(tag, tag) for tag in data["tags"]]}
