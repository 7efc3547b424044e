"""How hard a text is to read: sentences, words, and the Flesch-Kincaid grade."""

import re

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\u201d]*\s+|\n+|\s[·•|]\s")
_WORD = re.compile(r"[^\W_]+(?:['’.:,-][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouyscxz]es|[aeiouy]le)$")


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text` that hold at least one word."""
    return [part.strip() for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """The words of `text`; `don't`, `20:00` and `two-minute` are one each."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """An estimate for an English word: vowel groups, without the silent endings; at least one."""
    low = word.lower()
    count = len(_VOWELS.findall(low))
    if count > 1 and _SILENT.search(low):
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade (years of US school) of a text with at least one word.

    Source: Kincaid et al. 1975, Naval Technical Training Command report 8-75.
    """
    found = words(text)
    per_sentence = len(found) / len(sentences(text))
    per_word = sum(syllables(word) for word in found) / len(found)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59
