"""Words to say in the room: short, neutral, easy to hear and to spell."""

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable

from prompts import carrier
from prompts.library_file import Fields, File, read_file

NAME = "words.toml"
_LANGUAGE = re.compile(r"[a-z]{2}")
_WORD = re.compile(r"[a-z]{3,8}")
# Fewer would make a guessed word likely.
_FEWEST = 100


def read_words(root: Traversable) -> tuple[Mapping[str, tuple[str, ...]], File]:
    """The words of each language in the order of the file, and the file; `words` are the English ones."""
    file = read_file(root, NAME)
    if not file.findings:
        others = {key: list for key in file.data if _LANGUAGE.fullmatch(key)}
        if file.table((), file.data, Fields(required={"words": list}, optional=others)):
            for key, words in file.data.items():
                _check(file, key, words)
    if file.findings:
        return {"en": ()}, file
    return {"en" if key == "words" else key: tuple(words) for key, words in file.data.items()}, file


def _check(file: File, key: str, words: list[object]) -> None:
    if len(words) < _FEWEST:
        file.fault((key,), f"at least {_FEWEST} words, found {len(words)}")
    if not file.texts((key,), words):
        return
    for index, word in enumerate(map(str, words)):
        if not _WORD.fullmatch(word) or carrier.is_one(word):
            file.fault((key, index), f"{word!r} must be 3 to 8 small letters and no carrier word")
