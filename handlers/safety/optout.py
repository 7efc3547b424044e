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
Request = Literal["clear", "perhaps"]

_OWN = frozenset(("whole", "bare", "perhaps", "clause"))  # families whose phrases are clauses of their own
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
        if " " in said or len(said) < _SHORTEST_TYPO - 1 or said in self._not_typos:
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
        return self._read(text) is not None

    def may_be_answer(self, text: str) -> bool:
        """Whether words that ask us to stop could as well answer a question: "leave me alone", "I quit"."""
        return self._read(text) == "perhaps"

    def _read(self, text: str) -> Request | None:
        if self.read_carrier(text) == "stop":
            return "clear"
        folded = tokens(text)
        found = {request for reader in self._readers if (request := reader.read(folded))}
        return "clear" if "clear" in found else "perhaps" if found else None


class _Reader:
    """One language's phrases; polite words may stand anywhere in them."""

    def __init__(self, lists: PhraseLists) -> None:
        out = lists.opt_out
        families = {
            "whole": _alone(out.whole),
            "bare": _alone(out.stop),
            "perhaps": _alone(out.perhaps),
            "clause": _alone(out.clause),
        }
        families |= {"after": out.after, "told": out.told, "narrow": out.narrow, "ours": out.ours}
        self._automaton = Automaton(families, lists.sets, (*lists.filler, *out.polite))
        self._speller = Speller(lists, self._automaton.vocabulary)

    def read(self, folded: list[str]) -> Request | None:
        """What the words ask; said of somebody else, or with a limit, they ask nothing."""
        words = self._speller.spell(folded)
        hits = self._automaton.find(words)
        labels = {h.label for h in hits}
        if labels & {"told", "narrow"}:
            return None
        if labels & {"clause", "after"} or ("ours" in labels and labels & _OWN and len(words) < _LONG):
            return "clear"
        asked = _said_throughout(hits, words)
        if not asked and len(words) < _LONG:  # once more, past the pauses
            bare = [END, *(w for w in words if w not in (END, PAUSE)), END]
            asked = _said_throughout(self._automaton.find(bare), bare)
        return "clear" if asked - {"perhaps"} else "perhaps" if asked else None


def _alone(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """One phrase that is any of these between two stops: they share their first step."""
    return (f". ({' | '.join(phrases)}) .",) if phrases else ()


def _said_throughout(hits: list[Hit], words: list[str]) -> set[str]:
    """The families of the requests that fill a text from its start to its end, clause after clause."""
    reached, asked = 1, set[str]()
    for hit in sorted((h for h in hits if h.label in _OWN), key=lambda h: (h.start, -h.end)):
        if hit.start < reached < hit.end:
            reached, asked = hit.end, asked | {hit.label}
        while reached < len(words) and words[reached] in (END, PAUSE):
            reached += 1
    return asked if reached == len(words) < _LONG else set()


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
