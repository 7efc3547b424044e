"""Whether somebody says they are under 18, in the texts of joining (DESIGN §8). Nothing is inferred."""

import re

from handlers.answers_words import fold

ADULT = 18
_YOUNGEST = 5
_BETWEEN = frozenset(("only", "just", "still", "actually"))
_UNDER = re.compile(r"\b(?:im|i am|am) (?:only |still |just )?(?:under 18|underage|under age|a minor)\b")
_NOT_YET = re.compile(r"\b(?:not 18 yet|not yet 18|not 18|im under 18|under 18)\b")
_OLD = re.compile(r"(?:^|\bim |\bi am |\bonly |\bjust )(\d{1,2}) ?(?:years? old|yrs? old|yo|y o)\b")


def says_under_18(text: str) -> bool:
    """A plain statement: "im 16", "i am only 15 years old", "under 18", "not 18 yet"."""
    said = fold(text)
    if _UNDER.search(said) or _NOT_YET.search(said):
        return True
    if any(_is_age(found[1]) for found in _OLD.finditer(said)):
        return True
    words = said.split()
    return any(_is_age(word) and _about_me(words[:n], words[n + 1 :]) for n, word in enumerate(words))


def _is_age(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 3 and _YOUNGEST <= int(word) < ADULT


def _about_me(before: list[str], after: list[str]) -> bool:
    """Whether the number is said of oneself and ends there: "im 16", and not "im 10 minutes away"."""
    while before and before[-1] in _BETWEEN:
        before = before[:-1]
    mine = before[-1:] == ["im"] or before[-2:] == ["i", "am"]
    return mine and (not after or after[0] in ("and", "so", "but", "if", "is", "sorry", "btw", "now"))
