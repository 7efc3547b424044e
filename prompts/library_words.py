"""Words to say in the room: short, neutral, easy to hear and to spell."""

import re
from importlib.resources.abc import Traversable

from prompts import carrier
from prompts.library_file import Fields, File, read_file

NAME = "words.toml"
_WORD = re.compile(r"[a-z]{3,8}")
# Fewer would make a guessed word likely.
_FEWEST = 100


def read_words(root: Traversable) -> tuple[tuple[str, ...], File]:
    """The words in the order of the file, and the file."""
    file = read_file(root, NAME)
    if not file.findings and file.table((), file.data, Fields(required={"words": list})):
        _check(file, file.data["words"])
    return (() if file.findings else tuple(file.data["words"])), file


def _check(file: File, words: list[object]) -> None:
    if len(words) < _FEWEST:
        file.fault(("words",), f"at least {_FEWEST} words, found {len(words)}")
    if not file.texts(("words",), words):
        return
    for index, word in enumerate(map(str, words)):
        if not _WORD.fullmatch(word) or carrier.is_one(word):
            file.fault(("words", index), f"{word!r} must be 3 to 8 small letters and no carrier word")
