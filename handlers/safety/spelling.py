"""From the words a person typed to the words the lists know: slips, short forms, glued words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.content import PhraseLists
from handlers.safety.fold import END, PAUSE, tokens, without_marks
from handlers.safety.patterns import squeeze, squeezed

_GLUED = 7  # letters: the shortest that is taken apart
_LONGEST = 40  # letters; anything longer is no word of ours


@dataclass(frozen=True, slots=True)
class Folded:
    """A text's folded tokens, and the same squeezed: worked out once for the lists of all languages."""

    tokens: list[str]
    keys: list[str]

    def words(self) -> list[str]:
        """The words alone, without marks."""
        return without_marks(self.tokens)


def folded(text: str) -> Folded:
    """The text as the lists read it. Never raises."""
    found = tokens(text)
    return Folded(found, squeezed(found))


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
            for shape in shapes(word):
                self._slips.setdefault(shape, word)
        self._pieces = frozenset(w for w in known if len(w) > 1) | {"i"}
        self._beginnings = tuple(stem for stem, _ in self._stems)
        self._grave = re.compile("|".join(sorted({*lists.masked, *lists.slips})))

    def spell(self, folded: Folded) -> list[str]:
        """A text in the spelling of the lists."""
        words, ready = [END], self._ready
        here: dict[str, Iterable[str]] = {}  # what this text repeats; gone with it
        for token, key in zip(folded.tokens, folded.keys, strict=True):
            spelt = ready.get(key) or here.get(token)
            if spelt is None:
                spelt = here[token] = self._unknown(token, key)
            words.extend(spelt)
        words.append(END)
        return words

    def _unknown(self, token: str, key: str) -> Iterable[str]:
        if len(token) > _LONGEST:
            return (key,)
        if key.startswith(self._beginnings):
            return (next(word for stem, word in self._stems if key.startswith(stem)),)
        if "*" in token:
            return (next((squeeze(w) for w in self._masked if _unmasks(token, w)), key),)
        if len(key) >= 5 and (key[:2] in self._heads or key[-2:] in self._tails):
            for shape in shapes(key):
                if shape in self._slips:
                    return (self._slips[shape],)
        if len(token) >= _GLUED and self._grave.search(token):
            return self._split(token) or (key,)
        return (key,)

    def _split(self, token: str) -> list[str] | None:
        """`killmyself` -> `kill myself`: glued words, one of them grave, that cover every letter."""
        best: list[list[str] | None] = [[]] + [None] * len(token)
        for end in range(1, len(token) + 1):
            for start in range(max(0, end - 12), end):
                before = best[start]
                if before is not None and (piece := squeeze(token[start:end])) in self._pieces:
                    best[end] = [*before, piece]
                    break
        return best[len(token)]


def shapes(word: str) -> list[str]:
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
