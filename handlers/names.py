"""Finding whom and what is meant: names by prefix, misspelt commands, telephone numbers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from handlers.answers_words import brief, fold

_LONGEST_WORD = 40  # characters; no command is longer, and comparing is quadratic
_LONGEST_NAME = 12  # words
_BEFORE_A_NAME = {"es": frozenset(("a", "al", "de", "del", "con", "para"))}
"""What a language puts before somebody's name: "a Sol" in Spanish is Sol, not the beginning of Ana."""

_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
_PUNCTUATION = str.maketrans("", "", " -.()/")


def match(prefix: str, names: Mapping[str, str]) -> list[str]:
    """The ids whose name is meant, in the mapping's order; accents and case do not matter.

    A whole name wins over a beginning, a beginning over that of a later word ("okafor").
    """
    wanted = fold(brief(prefix))
    if not wanted:
        return []
    folded = {id_: fold(name) for id_, name in names.items()}
    whole = [id_ for id_, name in folded.items() if name == wanted]
    begins = [id_ for id_, name in folded.items() if name.startswith(wanted)]
    return whole or begins or [id_ for id_, name in folded.items() if f" {wanted}" in name]


def split_name(words: Sequence[str], names: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The ids the first words name, and the words left: the longest name that still matches.

    "sam reed thought record" gives Sam Reed and "thought record"; no match leaves all words.
    """
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        if found := match(" ".join(words[:length]), names):
            return found, list(words[length:])
    return [], list(words)


def whom_named(
    words: Sequence[str], names: Mapping[str, str], language: str = "en"
) -> tuple[list[str], list[str]]:
    """As `split_name`, for whom a command is about: what the language puts before a name is none.

    A mere beginning names nobody where somebody's name follows it: "a Sol" is never Ana.
    """
    words = without_preposition(words, names, language)
    found, left = split_name(words, names)
    if found and left and is_guess(words[: len(words) - len(left)], names) and _begins_with_name(left, names):
        return [], list(words)
    return found, left


def without_preposition(words: Sequence[str], names: Mapping[str, str], language: str) -> list[str]:
    """The words without an "a", "de", "con" … before the name; kept where it begins a name ("De Vito")."""
    before = _BEFORE_A_NAME.get(language[:2], frozenset())
    if len(words) < 2 or fold(brief(words[0])) not in before:
        return list(words)
    is_name = not is_guess(words[:1], names) and not _begins_with_name(words[1:], names)
    return list(words) if is_name else list(words[1:])


def is_guess(said: Sequence[str], names: Mapping[str, str]) -> bool:
    """Whether these words are no whole words of any name, only the beginning of one."""
    wanted = f" {fold(brief(' '.join(said)))} "
    return not any(wanted in f" {fold(name)} " for name in names.values())


def _begins_with_name(words: Sequence[str], names: Mapping[str, str]) -> bool:
    return bool(words) and not is_guess([words[0].strip(",.:;")], names)


def nearest(word: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """The candidates a misspelt word may mean, best first: beginnings, then the most alike."""
    wanted = fold(word[:_LONGEST_WORD])
    known = {fold(candidate): candidate for candidate in candidates}
    begins = [name for name in known if wanted and name.startswith(wanted)]
    alike = get_close_matches(wanted, known, n=limit) if wanted else []
    return [known[name] for name in dict.fromkeys((*begins, *alike))][:limit]


def read_phone(text: str) -> str | None:
    """A number in E.164 from "+44 (0)7700 900-123" or "0044 7700 900123"; None without a country code.

    A number without its country is not guessed: the wrong phone would be invited to therapy.
    """
    bare = brief(text).replace("(0)", "").translate(_PUNCTUATION)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    return bare if _NUMBER.fullmatch(bare) else None
