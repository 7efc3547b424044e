"""Walking all phrases at once, word by word: what each word leads to is worked out once and kept.

All phrases that begin at one word of a text are one set of places in the lists; a word leads from one
set to the next, and says which families end there. What is kept are places and words of the lists,
never a word of a text.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from handlers.safety.fold import END, PAUSE

ANY = "*"
STOP = "!"
_SIGNS = {END: (END, STOP), PAUSE: (END,)}  # what a mark stands for in a phrase; a gap ends at one
_UNKNOWN = ""  # stands for every word that no phrase knows
_START, _NOWHERE = 0, -1
_NOTHING = (_NOWHERE, ())  # the step of a word that no phrase begins or goes on with
_REMEMBERED = 60_000  # steps kept ready, some 10 MB

Place = tuple[Mapping[str, Sequence[int]], frozenset[str]]
"""Of a place in the phrases: where each word leads from it, and the families of phrases that end there."""

Places = tuple[int, ...]
Step = tuple[int, tuple[str, ...]]
"""The next set of places, and the families of phrases that end there."""


class Hit(NamedTuple):
    """A phrase of family `label` stands on the tokens `start` up to, not including, `end`."""

    label: str
    start: int
    end: int


class Walk:
    """`look` tells of a place in the phrases; place 0 is where all of them begin."""

    def __init__(
        self, look: Callable[[int], Place], vocabulary: frozenset[str], filler: frozenset[str]
    ) -> None:
        self._look, self._filler = look, filler
        self._seen: dict[int, Place] = {}
        self._known = vocabulary | filler | {END, PAUSE}
        self._forget()

    def find(self, words: list[str]) -> list[Hit]:
        """Every phrase in the squeezed tokens, from each place where it begins."""
        if self._kept > _REMEMBERED:
            self._forget()
        hits: list[Hit] = []
        steps, known = self._steps, self._known
        begun: dict[int, int] = {}  # each set of places the text is in, with the word it began at
        for i, word in enumerate(words):
            key = word if word in known else _UNKNOWN
            if not begun and (steps[_START].get(key) or self._step(_START, key)) is _NOTHING:
                continue  # most words of most texts
            after: dict[int, int] = {}
            begun[_START] = i
            for places, start in begun.items():
                end, labels = steps[places].get(key) or self._step(places, key)
                if end != _NOWHERE:
                    after[end] = start  # of two that are now in the same places, the later one
                for label in labels:
                    hits.append(Hit(label, start, i + 1))
            begun = after
        return hits

    def _forget(self) -> None:
        """Begin anew with what is worked out so far."""
        self._kept = 0
        self._places: list[Places] = [(0,)]
        self._numbers: dict[Places, int] = {(0,): _START}
        self._steps: list[dict[str, Step]] = [{}]

    def _step(self, number: int, key: str) -> Step:
        """Where one word leads from a set of places in the phrases."""
        reached: set[int] = set()
        for place in self._places[number]:
            moves, _ = self._at(place)
            for sign in _SIGNS.get(key, (key, ANY)):
                reached.update(moves.get(sign, ()))
        labels = {label for place in reached for label in self._at(place)[1]}
        going = {place for place in reached if self._at(place)[0]}
        if key in self._filler and number != _START:
            going.update(self._places[number])
        step = (self._number(tuple(sorted(going))), tuple(sorted(labels))) if going or labels else _NOTHING
        self._steps[number][key] = step
        self._kept += 1
        return step

    def _at(self, place: int) -> Place:
        if place not in self._seen:
            self._seen[place] = self._look(place)
        return self._seen[place]

    def _number(self, places: Places) -> int:
        if not places:
            return _NOWHERE
        if places not in self._numbers:
            self._numbers[places] = len(self._places)
            self._places.append(places)
            self._steps.append({})
        return self._numbers[places]
