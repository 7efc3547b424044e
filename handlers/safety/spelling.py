"""From the words a person typed to the words the lists know: slips, short forms, glued words."""

import re
from collections.abc import Iterable

from handlers.content import PhraseLists
from handlers.safety.fold import END, PAUSE
from handlers.safety.patterns import squeeze

_LONGEST = 40  # letters; anything longer is no word of ours


class Speller:
    """Reads a text as squeezed words of one language's lists, with `END` around and inside it."""

    def __init__(self, lists: PhraseLists, vocabulary: Iterable[str]) -> None:
        known = frozenset(vocabulary) | {squeeze(w) for w in lists.filler}
        self._ready: dict[str, tuple[str, ...]] = {word: (word,) for word in (*known, END, PAUSE)}
        for word, others in lists.spellings.items():
            spelt = tuple(squeeze(w) for w in word.split())
            self._ready.update((squeeze(other), spelt) for other in others)
        self._stems = tuple((squeeze(s), squeeze(w)) for w, stems in lists.stems.items() for s in stems)
        self._masked = tuple(lists.masked)
        self._slips: dict[str, str] = {}
        slips = [squeeze(word) for word in lists.slips]
        self._heads = frozenset(word[:2] for word in slips)  # one slip leaves the head or the tail
        self._tails = frozenset(word[-2:] for word in slips)
        for word in slips:
            for shape in _shapes(word):
                self._slips.setdefault(shape, word)
        self._pieces = frozenset(w for w in known if len(w) > 1) | {"i"}
        self._beginnings = tuple(stem for stem, _ in self._stems)
        self._grave = re.compile("|".join(sorted({*lists.masked, *lists.slips})))

    def spell(self, found: Iterable[str]) -> list[str]:
        """Folded tokens in the spelling of the lists."""
        words = [END]
        here: dict[str, Iterable[str]] = {}  # what this text repeats; gone with it
        for token in found:
            if token not in here:
                key = squeeze(token)
                here[token] = self._ready.get(key) or self._unknown(token, key)
            words.extend(here[token])
        return [*words, END]

    def _unknown(self, token: str, key: str) -> Iterable[str]:
        if len(token) > _LONGEST:
            return (key,)
        if key.startswith(self._beginnings):
            return (next(word for stem, word in self._stems if key.startswith(stem)),)
        if "*" in token:
            return (next((squeeze(w) for w in self._masked if _unmasks(token, w)), key),)
        if len(key) >= 5 and (key[:2] in self._heads or key[-2:] in self._tails):
            for shape in _shapes(key):
                if shape in self._slips:
                    return (self._slips[shape],)
        return self._split(token) or (key,)

    def _split(self, token: str) -> list[str] | None:
        """`killmyself` -> `kill myself`: glued words, one of them grave, that cover every letter."""
        if len(token) < 7 or not self._grave.search(token):
            return None
        best: list[list[str] | None] = [[]] + [None] * len(token)
        for end in range(1, len(token) + 1):
            for start in range(max(0, end - 12), end):
                before = best[start]
                if before is not None and (piece := squeeze(token[start:end])) in self._pieces:
                    best[end] = [*before, piece]
                    break
        return best[len(token)]


def _shapes(word: str) -> list[str]:
    """The word and the word without each of its letters: two words one slip apart share one."""
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]


def _unmasks(token: str, word: str) -> bool:
    """Whether stars in the token hide letters of this word (`k*ll`), at most half of them."""
    hidden = token.count("*")
    return (
        len(token) == len(word)
        and hidden * 2 <= len(word)
        and all(a in ("*", b) for a, b in zip(token, word, strict=True))
    )
