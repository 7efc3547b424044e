"""What a locked screen may not show: words, names, quotes, scores (`deny.toml`; SAFETY §2)."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

_QUOTE = re.compile(r'["“”„«»]')
_SCORE = re.compile(r"\b\d+\s?(/|of|out of)\s?\d+\b")


@cache
def lexicon() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The words by language and group."""
    return tomllib.loads((files("prompts") / "deny.toml").read_text(encoding="utf-8"))


def denied(text: str, language: str = "en", *, neutral: bool, names: Iterable[str] = ()) -> list[str]:
    """What in this text a locked screen may not show; nothing when it may.

    A `neutral` text may show none of the words, no quote, no score and none of these names (of people,
    practices, activities). Any other text is held to the words about a condition.
    """
    found = [word for word in _words(language, neutral) if _pattern(word).search(text)]
    if neutral:
        found += [name for name in names if _pattern(name).search(text)]
        found += [match.group() for sign in (_QUOTE, _SCORE) if (match := sign.search(text))]
    return found


def _words(language: str, neutral: bool) -> Sequence[str]:
    groups = lexicon()[language]
    return (*groups["condition"], *groups["work"]) if neutral else groups["condition"]


@cache
def _pattern(word: str) -> re.Pattern[str]:
    ending = r"\w*" if word.endswith("*") else "(s|es|'s|’s)?"
    return re.compile(rf"(?<!\w){re.escape(word.rstrip('*'))}{ending}(?!\w)", re.IGNORECASE)
