"""A small language for families of phrases, and the automaton that finds them in one pass.

    word         that word, in any of its spellings
    {name}       any phrase of that named set
    (a|b c)      one of these
    [a]          may be left out
    ~3           up to three words, whatever they are
    .            a pause, or the start or end of the text
    !            the start or end of a sentence, not a mere pause

Between two words of a phrase, filler ("just", "really") is passed over. All phrases are walked at
once, word by word, without going back: time grows with the text only (SAFETY threat 9).
"""

import re
from collections.abc import Iterable, Mapping

from handlers.safety.fold import END, PAUSE
from handlers.safety.walk import ANY, STOP, Hit, Place, Walk

_PARTS = re.compile(r"\{\w+\}|~\d|[\[\]()|.!]|[^\s\[\](){}|~.!]+")
_RUNS = re.compile(r"([^ ])(?=\1)")  # every letter that the same one follows
_KEPT = frozenset(("off", "soon", "noose"))


def squeeze(word: str) -> str:
    """One letter for every run of it, the commonest slip: `kil`, `killl` and `kill` are one.

    A few stay, or they would be other words: `off`, `soon` and `noose` are no `of`, `son` and `nose`.
    """
    if word in _KEPT:
        return word
    return _RUNS.sub("", word)


def squeezed(words: list[str]) -> list[str]:
    """Each of these words squeezed, in one pass over them all. No word has a space in it."""
    if not words:
        return []
    found = _RUNS.sub("", " ".join(words)).split(" ")
    if _KEPT.isdisjoint(words):
        return found
    return [word if word in _KEPT else key for word, key in zip(words, found, strict=True)]


class Automaton:
    """Phrase families compiled once; `find` reads a text's tokens. Raises ValueError on bad phrases.

    Phrases that begin alike share their first states, and where a state leads is worked out when a text
    first gets there: most of the lists are never walked, and starting up is quick.
    """

    def __init__(
        self,
        families: Mapping[str, Iterable[str]],
        sets: Mapping[str, str],
        filler: Iterable[str] = (),
    ) -> None:
        self._words: list[dict[str, int]] = [{}]  # of each state: where a word leads
        self._free: dict[int, list[int]] = {}  # where one gets without a word
        self._done: dict[int, set[str]] = {}  # the families of phrases that end there
        self._sets = {name: _PARTS.findall(phrases)[::-1] for name, phrases in sets.items()}
        for label, phrases in families.items():
            for phrase in phrases:
                self._add(label, phrase)
        self.vocabulary = frozenset(w for words in self._words for w in words) - {ANY, END, STOP}
        self._walk = Walk(self._place, self.vocabulary, frozenset(squeeze(w) for w in filler) | {PAUSE})

    def find(self, words: list[str]) -> list[Hit]:
        """Every phrase in the squeezed tokens, from each place where it begins."""
        return self._walk.find(words)

    def _add(self, label: str, phrase: str) -> None:
        parts = _PARTS.findall(phrase)[::-1]
        last = self._choice(parts, 0, phrase, depth=0)
        if parts:
            raise ValueError(f"phrase not understood: {phrase!r}")
        self._done.setdefault(last, set()).add(label)

    def _new(self) -> int:
        self._words.append({})
        return len(self._words) - 1

    def _choice(self, parts: list[str], at: int, phrase: str, depth: int) -> int:
        """Alternatives up to a closing bracket or the end; returns the state they all reach."""
        end = self._sequence(parts, at, phrase, depth)
        if not parts or parts[-1] != "|":
            return end
        ends = [end]
        while parts and parts[-1] == "|":
            parts.pop()
            ends.append(self._sequence(parts, at, phrase, depth))
        return self._joined(ends)

    def _joined(self, ends: Iterable[int]) -> int:
        """A new state that is reached from all of these; a word's own state never has a second way in."""
        joined = self._new()
        for end in ends:
            self._free.setdefault(end, []).append(joined)
        return joined

    def _sequence(self, parts: list[str], at: int, phrase: str, depth: int) -> int:
        while parts and parts[-1] not in ("|", ")", "]"):
            at = self._part(parts, parts.pop(), at, phrase, depth)
        return at

    def _part(self, parts: list[str], part: str, at: int, phrase: str, depth: int) -> int:
        if part in ("(", "["):
            end = self._choice(parts, at, phrase, depth)
            if not parts or parts.pop() != {"(": ")", "[": "]"}[part]:
                raise ValueError(f"bracket not closed: {phrase!r}")
            return end if part == "(" else self._joined((at, end))
        if part.startswith("{"):
            return self._set(part[1:-1], at, phrase, depth)
        if part.startswith("~"):
            return self._gap(int(part[1:]), at)
        return self._step(at, END if part == "." else squeeze(part))

    def _set(self, name: str, at: int, phrase: str, depth: int) -> int:
        if name not in self._sets or depth > 5:
            raise ValueError(f"no such set, or sets in a circle: {name!r} in {phrase!r}")
        return self._choice(self._sets[name].copy(), at, phrase, depth + 1)

    def _gap(self, size: int, at: int) -> int:
        passed = [at]
        for _ in range(size):
            passed.append(self._step(passed[-1], ANY))
        return self._joined(passed)

    def _step(self, at: int, word: str) -> int:
        """The state this word leads to: the one it already leads to, if another phrase began alike."""
        words = self._words[at]
        if word not in words:
            words[word] = self._new()
        return words[word]

    def _place(self, at: int) -> Place:
        """Where each word leads from a state, and what ends there, with what is reached without a word."""
        moves: dict[str, list[int]] = {}
        labels: set[str] = set()
        for state in self._reach(at):
            labels |= self._done.get(state, set())
            for word, end in self._words[state].items():
                moves.setdefault(word, []).append(end)
        return moves, frozenset(labels)

    def _reach(self, start: int) -> set[int]:
        seen, waiting = {start}, [start]
        while waiting:
            for nxt in self._free.get(waiting.pop(), ()):
                if nxt not in seen:
                    seen.add(nxt)
                    waiting.append(nxt)
        return seen
