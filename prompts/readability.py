"""How hard a text is to read: sentences, words, and a measure made for the language it is in."""

import re
from collections.abc import Mapping

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


_SPANISH_NUCLEUS = re.compile(r"[iuü]?[aáeéoó][iuy]?|[iuü]{1,2}y?|[íúy]")


def spanish_syllables(word: str) -> int:
    """The syllables of a Spanish word: two strong vowels part, a strong and a weak one stay together."""
    low = re.sub(r"qu(?=[eéií])|gu(?=[eéií])", "g", word.lower())
    return max(len(_SPANISH_NUCLEUS.findall(low)), 1)


def perspicuity(text: str) -> float:
    """How easily a Spanish text is read: about 0 (very hard) to 100 (very easy), at least one word.

    65 and more is "fairly easy" on the INFLESZ scale, what a popular magazine is written like. Source:
    Szigriszt Pazos 1993, Universidad Complutense de Madrid; scale by Barrio-Cantalejo et al. 2008.
    """
    found = words(text)
    per_word = sum(spanish_syllables(word) for word in found) / len(found)
    return 206.835 - 62.3 * per_word - len(found) / len(sentences(text))


def too_hard(text: str, bounds: Mapping[str, float]) -> str:
    """The measure of a text that is harder than a language's bounds allow, else nothing.

    `grade` is the highest Flesch-Kincaid grade, `perspicuity` the lowest of that measure; shorter texts
    than `grade_from` words tell nothing.
    """
    if len(words(text)) < bounds["grade_from"]:
        return ""
    if "perspicuity" in bounds:
        ease = perspicuity(text)
        return f"{ease:.1f}" if ease < bounds["perspicuity"] else ""
    level = grade(text)
    return f"{level:.1f}" if level > bounds["grade"] else ""
