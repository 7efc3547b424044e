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
from dataclasses import dataclass, field
from typing import NamedTuple

from handlers.safety.fold import END, PAUSE

_PARTS = re.compile(r"\{\w+\}|~\d|[\[\]()|.!]|[^\s\[\](){}|~.!]+")
_RUNS = re.compile(r"(.)\1+")
_ANY = "*"
_STOP = "!"
_SIGNS = {END: (END, _STOP), PAUSE: (END,)}  # what a mark stands for in a phrase; a gap ends at one
_UNKNOWN = ""  # stands for every word that no phrase knows
_START, _NOWHERE = 0, -1
_REMEMBERED = 60_000  # steps between words of the lists kept ready, some 10 MB
_KEPT = frozenset(("off", "soon", "noose"))


def squeeze(word: str) -> str:
    """One letter for every run of it, the commonest slip: `kil`, `killl` and `kill` are one.

    A few stay, or they would be other words: `off`, `soon` and `noose` are no `of`, `son` and `nose`.
    """
    if word in _KEPT:
        return word
    return _RUNS.sub(r"\1", word) if _RUNS.search(word) else word


class Hit(NamedTuple):
    """A phrase of family `label` stands on the tokens `start` up to, not including, `end`."""

    label: str
    start: int
    end: int


@dataclass(slots=True)
class _State:
    words: dict[str, list[int]] = field(default_factory=dict)
    free: list[int] = field(default_factory=list)
    done: set[str] = field(default_factory=set)


class Automaton:
    """Phrase families compiled once; `find` reads a text's tokens. Raises ValueError on bad phrases."""

    def __init__(
        self,
        families: Mapping[str, Iterable[str]],
        sets: Mapping[str, str],
        filler: Iterable[str] = (),
    ) -> None:
        self._states: list[_State] = [_State()]
        self._sets = sets
        self._filler = frozenset(squeeze(w) for w in filler) | {PAUSE}
        for label, phrases in families.items():
            for phrase in phrases:
                self._add(label, phrase)
        self.vocabulary = frozenset(w for s in self._states for w in s.words if w not in (_ANY, END, _STOP))
        self._close()

    # Building

    def _add(self, label: str, phrase: str) -> None:
        parts = _PARTS.findall(phrase)[::-1]
        last = self._choice(parts, 0, phrase, depth=0)
        if parts:
            raise ValueError(f"phrase not understood: {phrase!r}")
        self._states[last].done.add(label)

    def _new(self) -> int:
        self._states.append(_State())
        return len(self._states) - 1

    def _choice(self, parts: list[str], at: int, phrase: str, depth: int) -> int:
        """Alternatives up to a closing bracket or the end; returns the state they all reach."""
        ends = [self._sequence(parts, at, phrase, depth)]
        while parts and parts[-1] == "|":
            parts.pop()
            ends.append(self._sequence(parts, at, phrase, depth))
        joined = self._new()
        for end in ends:
            self._states[end].free.append(joined)
        return joined

    def _sequence(self, parts: list[str], at: int, phrase: str, depth: int) -> int:
        start = self._new()
        self._states[at].free.append(start)
        at = start
        while parts and parts[-1] not in ("|", ")", "]"):
            at = self._part(parts, parts.pop(), at, phrase, depth)
        return at

    def _part(self, parts: list[str], part: str, at: int, phrase: str, depth: int) -> int:
        if part in ("(", "["):
            end = self._choice(parts, at, phrase, depth)
            if not parts or parts.pop() != {"(": ")", "[": "]"}[part]:
                raise ValueError(f"bracket not closed: {phrase!r}")
            if part == "[":
                self._states[at].free.append(end)
            return end
        if part.startswith("{"):
            return self._set(part[1:-1], at, phrase, depth)
        if part.startswith("~"):
            return self._gap(int(part[1:]), at)
        return self._step(at, END if part == "." else squeeze(part))

    def _set(self, name: str, at: int, phrase: str, depth: int) -> int:
        if name not in self._sets or depth > 5:
            raise ValueError(f"no such set, or sets in a circle: {name!r} in {phrase!r}")
        parts = _PARTS.findall(self._sets[name])[::-1]
        return self._choice(parts, at, phrase, depth + 1)

    def _gap(self, size: int, at: int) -> int:
        end = self._new()
        for _ in range(size):
            self._states[at].free.append(end)
            at = self._step(at, _ANY)
        self._states[at].free.append(end)
        return end

    def _step(self, at: int, word: str) -> int:
        end = self._new()
        self._states[at].words.setdefault(word, []).append(end)
        return end

    def _close(self) -> None:
        """Fold the free moves into the word moves, so that reading takes one look per word.

        Only states that a word leads to are kept: the others are passed through, never stood on.
        """
        stood = {end for state in self._states for ends in state.words.values() for end in ends}
        reach = {i: self._reach(i) for i in (0, *stood)}
        moving = {i: moves for i, r in reach.items() if (moves := self._moves(r))}
        self._moving = moving
        self._done = {
            i: labels for i, r in reach.items() if (labels := {d for s in r for d in self._states[s].done})
        }
        self._known = self.vocabulary | self._filler | {END, PAUSE}
        self._forget()
        self._states = []

    def _reach(self, start: int) -> tuple[int, ...]:
        seen = {start}
        waiting = [start]
        while waiting:
            for nxt in self._states[waiting.pop()].free:
                if nxt not in seen:
                    seen.add(nxt)
                    waiting.append(nxt)
        return tuple(sorted(seen))

    def _moves(self, states: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
        moves: dict[str, set[int]] = {}
        for i in states:
            for word, ends in self._states[i].words.items():
                moves.setdefault(word, set()).update(ends)
        return {word: tuple(sorted(ends)) for word, ends in moves.items()}

    # Reading

    def find(self, words: list[str]) -> list[Hit]:
        """Every phrase in the squeezed tokens, from each place where it begins."""
        if self._steps > _REMEMBERED:
            self._forget()
        hits: list[Hit] = []
        steps, known = self._next, self._known
        live: dict[int, int] = {}
        for i, word in enumerate(words):
            key = word if word in known else _UNKNOWN
            live[_START] = i
            after: dict[int, int] = {}
            for state, start in live.items():
                end, labels = steps[state].get(key) or self._step_from(state, key)
                if end != _NOWHERE:
                    after[end] = start
                for label in labels:
                    hits.append(Hit(label, start, i + 1))
            live = after
        return hits

    def _forget(self) -> None:
        """Begin anew with the steps worked out so far: they hold words of the lists, none of a text."""
        self._steps = 0
        self._places: list[tuple[int, ...]] = [(0,)]
        self._numbers: dict[tuple[int, ...], int] = {(0,): _START}
        self._next: list[dict[str, tuple[int, tuple[str, ...]]]] = [{}]

    def _step_from(self, state: int, key: str) -> tuple[int, tuple[str, ...]]:
        """Where one word leads from a set of places in the phrases, worked out once."""
        reached: set[int] = set()
        for place in self._places[state]:
            moves = self._moving[place]
            for sign in _SIGNS.get(key, (key, _ANY)):
                reached.update(moves.get(sign, ()))
        labels = {label for place in reached for label in self._done.get(place, ())}
        going = {place for place in reached if place in self._moving}
        if key in self._filler and state != _START:
            going.update(self._places[state])
        step = self._number(tuple(sorted(going))), tuple(sorted(labels))
        self._next[state][key] = step
        self._steps += 1
        return step

    def _number(self, places: tuple[int, ...]) -> int:
        if not places:
            return _NOWHERE
        if places not in self._numbers:
            self._numbers[places] = len(self._places)
            self._places.append(places)
            self._next.append({})
        return self._numbers[places]
