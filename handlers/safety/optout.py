"""Recognising "stop texting me", however it is said (SAFETY 0.4 and 2, opt-out).

A carrier knows a few words standing alone; the rule in the US is any wording a reasonable person
would read as "stop". Therapy is full of the same words (STOP is a skill, a day has an end), so a
single word counts only as the whole message and a phrase only as a clause of its own. Risk is
read before opt-out: "I want to end it" is never one.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from handlers.content import PhraseLists
from handlers.safety.fold import END, PAUSE, fold, tokens
from handlers.safety.patterns import Automaton, Hit, squeeze
from handlers.safety.spelling import Speller

Carrier = Literal["stop", "help", "start"]

_LONG = 30  # words: a whole message longer than this is no request to stop
_SHORTEST_TYPO = 4  # letters: a slip in END could be any word


class OptOut:
    """All languages' opt-out lists, compiled once. No text is kept."""

    def __init__(self, lists: Mapping[str, PhraseLists]) -> None:
        every = [one.opt_out for one in lists.values()]
        self._alone: dict[Carrier, frozenset[str]] = {
            "stop": _words(*(one.stop for one in every)),
            "help": _words(*(one.help for one in every)),
            "start": _words(*(one.start for one in every)),
        }
        self._yes = _words(*(one.yes for one in every)) | self._alone["start"]
        self._not_typos = _words(*(one.not_typos for one in every))
        self._readers = [_Reader(one) for one in lists.values()]
        self._slip_of = lru_cache(maxsize=1024)(self._slip)

    def read_carrier(self, text: str) -> Carrier | None:
        """Which carrier family the whole text belongs to: a word alone, whatever stands around it.

        Slips are forgiven for stop and help only: starting again must be meant.
        """
        said = fold(text)
        for family, words in self._alone.items():
            if said in words:
                return family
        if " " in said or len(said) < _SHORTEST_TYPO or said in self._not_typos:
            return None
        return self._slip_of(said)

    def _slip(self, said: str) -> Carrier | None:
        """The family that a single word is one slip away from."""
        families: tuple[Carrier, ...] = ("stop", "help")
        for family in families:
            if any(len(w) >= _SHORTEST_TYPO and one_slip(said, w) for w in self._alone[family]):
                return family
        return None

    def opts_in(self, text: str) -> bool:
        """Whether the whole text is a yes to being texted; ask only where that is the question."""
        return fold(text) in self._yes

    def wants_out(self, text: str) -> bool:
        """Whether the text asks us to stop texting, as a keyword or as a phrase."""
        if self.read_carrier(text) == "stop":
            return True
        folded = tokens(text)
        return any(reader.wants_out(folded) for reader in self._readers)


class _Reader:
    """One language's phrases; polite words may stand anywhere in them."""

    def __init__(self, lists: PhraseLists) -> None:
        out = lists.opt_out
        families = {"whole": _alone(out.whole), "clause": _alone(out.clause)}
        families |= {"after": out.after, "told": out.told}
        self._automaton = Automaton(families, lists.sets, (*lists.filler, *out.polite))
        self._speller = Speller(lists, self._automaton.vocabulary)

    def wants_out(self, folded: list[str]) -> bool:
        words = self._speller.spell(folded)
        hits = self._automaton.find(words)
        labels = {h.label for h in hits}
        if labels & {"clause", "after"} and "told" not in labels:
            return True
        bare = [END, *(w for w in words if w not in (END, PAUSE)), END]
        hits = hits if bare == words else self._automaton.find(bare)
        return len(bare) < _LONG and any(_covers(h, bare) for h in hits)


def _alone(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """One phrase that is any of these between two stops: they share their first step."""
    return (f". ({' | '.join(phrases)}) .",) if phrases else ()


def _covers(hit: Hit, words: list[str]) -> bool:
    return hit.label in ("whole", "clause") and hit.start == 0 and hit.end == len(words)


def _words(*lists: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for one in lists for word in one)


def one_slip(said: str, word: str) -> bool:
    """Whether one letter too many, too few, wrong or two swapped make `said` out of `word`."""
    if squeeze(said) == squeeze(word):
        return True
    short, long = sorted((said, word), key=len)
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) - len(short) == 1:
        return short[same:] == long[same + 1 :]
    if len(long) != len(short):
        return False
    swapped = said[same : same + 2] == word[same : same + 2][::-1]
    return said[same + 1 :] == word[same + 1 :] or (swapped and said[same + 2 :] == word[same + 2 :])
