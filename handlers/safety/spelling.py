"""From the words a person typed to the words the lists know: slips, short forms, glued words."""

from collections.abc import Iterable
from functools import lru_cache

from handlers.content import PhraseLists
from handlers.safety.fold import END, PAUSE
from handlers.safety.patterns import squeeze

_LONGEST = 40  # letters; anything longer is no word of ours
_REMEMBERED = 4096  # single words whose spelling is known already, of nobody in particular


class Speller:
    """Reads a text as squeezed words of one language's lists, with `END` around and inside it."""

    def __init__(self, lists: PhraseLists, vocabulary: Iterable[str]) -> None:
        self._spellings = {
            squeeze(other): [squeeze(w) for w in word.split()]
            for word, others in lists.spellings.items()
            for other in others
        }
        self._known = frozenset(vocabulary) | {squeeze(w) for w in lists.filler}
        self._stems = tuple((squeeze(s), squeeze(w)) for w, stems in lists.stems.items() for s in stems)
        self._masked = tuple(lists.masked)
        self._slips: dict[str, str] = {}
        for word in map(squeeze, lists.slips):
            for shape in _shapes(word):
                self._slips.setdefault(shape, word)
        self._pieces = frozenset(w for w in self._known if len(w) > 1) | {"i"}
        self._spelt = lru_cache(maxsize=_REMEMBERED)(self._word)

    def spell(self, found: Iterable[str]) -> list[str]:
        """Folded tokens in the spelling of the lists."""
        words = [END]
        for token in found:
            words.extend((token,) if token in (END, PAUSE) else self._spelt(token))
        return [*words, END]

    def _word(self, token: str) -> Iterable[str]:
        key = squeeze(token)
        if key in self._spellings:
            return self._spellings[key]
        if key in self._known or len(token) > _LONGEST:
            return (key,)
        return self._unknown(token, key)

    def _unknown(self, token: str, key: str) -> Iterable[str]:
        for stem, word in self._stems:
            if key.startswith(stem):
                return (word,)
        if "*" in token:
            return (next((squeeze(w) for w in self._masked if _unmasks(token, w)), key),)
        if len(key) >= 5:
            for shape in _shapes(key):
                if shape in self._slips:
                    return (self._slips[shape],)
        return self._split(token) or (key,)

    def _split(self, token: str) -> list[str] | None:
        """`killmyself` -> `kill myself`: glued words, when known words cover every letter."""
        if len(token) < 7:
            return None
        best: list[list[str] | None] = [[]] + [None] * len(token)
        for end in range(1, len(token) + 1):
            for start in range(max(0, end - 12), end):
                before, piece = best[start], squeeze(token[start:end])
                if before is not None and piece in self._pieces:
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
