"""Under which words an activity is found: its tags, its method, what it is for, and what is called so too.

A therapist looks for a problem by its name; activities are filed under what they work with (CONTENT F).
Nobody but a therapist reads these words.
"""

import re
from collections.abc import Iterable, Mapping

from handlers.answers_words import fold
from handlers.content import Activity
from handlers.names import nearest

SHORTEST = 4
"""Letters from which on the beginning of a word finds it."""

_MINUTES = re.compile(r"(?:\b(\d{1,3})\s*(?:minut[eo]s?|mins?)\b|(?<=\w\s)(\d{1,3})$)")
_AT_MOST = re.compile(r"\b(?:under|below|at most|up to|less than|max|menos de|hasta|como mucho)\b")

CALLED_SO: Mapping[str, tuple[str, ...]] = {
    "addiction": ("urges", "habits"),
    "adiccion": ("urges", "habits"),
    "agorafobia": ("fear", "facing"),
    "agoraphobia": ("fear", "facing"),
    "ansiedad": ("anxiety", "fear", "facing", "worry"),
    "anxiety": ("anxiety", "fear", "facing", "worry"),
    "autolesion": ("distress", "emotions"),
    "compulsion": ("rituals",),
    "depresion": ("mood", "joy", "pleasure", "motivation"),
    "depression": ("mood", "joy", "pleasure", "motivation"),
    "diario": ("writing", "daily"),
    "duelo": ("grief",),
    "estres": ("calm", "burnout", "distress"),
    "fobia": ("fear", "facing"),
    "insomnia": ("sleep",),
    "insomnio": ("sleep",),
    "journal": ("writing",),
    "ocd": ("rituals",),
    "panic": ("anxiety", "grounding", "breath"),
    "panico": ("anxiety", "grounding", "breath"),
    "phobia": ("fear", "facing"),
    "relationship": ("couples", "communication"),
    "rumination": ("worry", "thoughts"),
    "rumiacion": ("worry", "thoughts"),
    "self-harm": ("distress", "emotions"),
    "stress": ("calm", "burnout", "distress"),
    "substance use": ("urges",),
    "tiny": ("low-load", "light"),
    "toc": ("rituals",),
    "trauma": ("safe-place", "grounding"),
    "entender": ("edu",),
    "notar": ("self",),
    "notice": ("self",),
    "practicar": ("mod",),
    "practice": ("mod",),
    "practise": ("mod",),
    "understand": ("edu",),
}
"""A problem or a purpose by its usual name, and the tags (or the type) of what works with it. An urge to
harm oneself is not looked for under habits: their numbers raise no flag."""


def read(words: str) -> tuple[str, int]:
    """What is looked for, and of how many minutes at most (0: of any length)."""
    asked = words.casefold().strip()
    found = _MINUTES.search(asked)
    if found is None:
        return asked, 0
    rest = " ".join(_AT_MOST.sub(" ", _MINUTES.sub(" ", asked)).split())
    return rest, int(found[1] or found[2])


def is_filed(both: Iterable[Activity], words: str) -> bool:
    """Whether it is found under all of these words, as its reader knows it or in English."""
    under = {fold(one) for a in both for one in (*a.tags, *a.modality.split(","), a.type)}
    asked = fold(words)
    return _under(under, asked) or all(_under(under, word) for word in asked.split() or [""])


def _under(under: set[str], word: str) -> bool:
    if word in under or (meant := {fold(tag) for tag in _meant(word)}) & under:
        return bool(word)
    return not meant and len(word) >= SHORTEST and any(one.startswith(word) for one in under)


def _meant(word: str) -> tuple[str, ...]:
    keys = {fold(key): tags for key, tags in CALLED_SO.items()}
    if word in keys:
        return keys[word]
    begun = [tags for key, tags in keys.items() if len(word) > SHORTEST and key.startswith(word)]
    return tuple(tag for tags in begun for tag in tags)


def near(tags: Iterable[str], words: str) -> list[str]:
    """The tags these words may be a slip of, as they are read."""
    known = {fold(tag): tag for tag in tags}
    found = [known[one] for word in fold(words).split() for one in nearest(word, known)]
    return list(dict.fromkeys(found))


def by_name(library: Mapping[str, Activity], words: str) -> list[Activity]:
    """Those whose id has this word: `growth` for `pe-growth`."""
    asked = fold(words)
    return [a for a in library.values() if asked and asked in a.id.split("-")[1:]]
