"""The words around a phrase that change what it says: a denial, somebody else, long ago, a film.

SAFETY S5: what the writer says of themselves is lowered by these, never suppressed. What is said of
somebody else's past, of a story or of an everyday thing is no flag.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, takewhile
from typing import Literal

from handlers.content import RiskLists
from handlers.safety.fold import END, PAUSE
from handlers.safety.patterns import squeeze
from handlers.safety.together import Meeting
from handlers.safety.walk import Hit

Weight = Literal[0, 1, 2]

_NEAR = 12  # words on either side in which "years ago" still belongs to the phrase
_BACK = 8  # words before a phrase in which "not" or "my friend" may stand
_SENTENCE = 15  # words on either side in which a book or the news is looked for
_DANGER = "now:danger"  # somebody else endangers the person: no rule about "who" applies


class Around:
    """The words around a phrase that change what it says."""

    def __init__(self, risk: RiskLists) -> None:
        self._not = _squeezed(risk.negations)
        self._undo = _squeezed(risk.undoing)
        self._bridge = _squeezed(risk.bridges)
        self._me = _squeezed(risk.me)
        self._others = _squeezed(risk.others)
        self._writer = _squeezed(risk.writer)
        self._past_verbs = _squeezed(risk.bygone)
        self._still = _squeezed(risk.still)
        self._elsewhere = _squeezed(risk.elsewhere)
        self._mundane = _squeezed(risk.mundane)
        self._plain = _squeezed(risk.plain)

    def all(self) -> Iterable[str]:
        """Every word that counts here, squeezed."""
        turning = (self._not, self._undo, self._bridge, self._still)
        setting = (self._elsewhere, self._past_verbs, self._mundane, self._plain)
        return chain(*turning, *setting, self._me, self._writer, self._others)

    def weight(self, words: list[str], hit: Hit, past: list[Hit]) -> Weight:
        """What a phrase of tier 1 comes to here: itself (1), tier 2, or nothing (0)."""
        if hit.label == _DANGER:
            return 2 if self._denied(words, hit.start) else 1
        if self._other(words, hit):
            return 0 if self.elsewhere(words, hit) or self._bygone(words, hit) else 2
        if self.not_the_writers(words, hit) or self.mundane(words, hit):
            return 0
        return 2 if self._denied(words, hit.start) or self._long_ago(words, hit, past) else 1

    def weight_of(self, words: list[str], met: Meeting, past: list[Hit]) -> Weight:
        """The same for what was said together: each part may be denied."""
        denied = any(self._denied(words, part.start) for part in met.parts)
        return 2 if denied or self._long_ago(words, met.hit, past) else 1

    def not_the_writers(self, words: list[str], hit: Hit) -> bool:
        """Whether a phrase is about somebody else, or only read or heard of."""
        told = self._writer & set(words[max(0, hit.start - _BACK) : hit.end])
        return self._other(words, hit) or (not told and self.elsewhere(words, hit))

    def _bygone(self, words: list[str], hit: Hit) -> bool:
        return bool(self._past_verbs & set(words[max(0, hit.start - 2) : hit.start + 1]))

    def elsewhere(self, words: list[str], hit: Hit) -> bool:
        """Whether the sentence speaks of a story, the news or a course."""
        return any(word in self._elsewhere for word in _sentence(words, hit))

    def mundane(self, words: list[str], hit: Hit) -> bool:
        """Whether the sentence names an everyday thing that a vague phrase may be about."""
        if self._plain & set(words[hit.start : hit.end]):
            return False
        return any(word in self._mundane for word in _sentence(words, hit))

    def writers(self, words: list[str], start: int) -> bool:
        """Whether the nearest person named before this place in the sentence is the writer, or nobody."""
        for word in reversed(words[max(0, start - _BACK) : start]):
            if word in self._me or word == END:
                return True
            if word in self._others:
                return False
        return True

    def _denied(self, words: list[str], start: int) -> bool:
        for at in range(start - 1, max(-1, start - 1 - _BACK), -1):
            if words[at] in self._not:
                return not self._undo & set(words[max(0, at - 3) : at])
            if words[at] not in self._bridge:
                return False
        return False

    def _other(self, words: list[str], hit: Hit) -> bool:
        if self._writer & set(words[hit.start : hit.end]):
            return False
        start = hit.start
        for word in reversed(words[max(0, start - 3) : start]):
            if word in self._me or word in (END, PAUSE):
                return False
            if word in self._others:
                return True
        return False

    def _long_ago(self, words: list[str], hit: Hit, past: list[Hit]) -> bool:
        around = words[max(0, hit.start - _NEAR) : hit.end + _NEAR]
        near = any(p.start <= hit.end + _NEAR and p.end >= hit.start - _NEAR for p in past)
        return near and not self._still & set(around)


def _sentence(words: list[str], hit: Hit) -> Iterator[str]:
    """The words around a phrase, up to the ends of its sentence."""
    yield from takewhile(_inside, reversed(words[max(0, hit.start - _SENTENCE) : hit.start]))
    yield from takewhile(_inside, words[hit.end : hit.end + _SENTENCE])


def _inside(word: str) -> bool:
    return word != END


def _squeezed(words: Iterable[str]) -> frozenset[str]:
    return frozenset(squeeze(w) for w in words)
