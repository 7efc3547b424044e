"""Recognising "stop texting me", however it is said (SAFETY 0.4 and 2, opt-out).

A carrier knows a few words standing alone; the rule in the US is any wording a reasonable person
would read as "stop". Therapy is full of the same words (STOP is a skill, a day has an end), so a
single word counts only as the whole message and a phrase only as a clause of its own. Risk is
read before opt-out: "I want to end it" is never one.
"""

from collections.abc import Mapping
from typing import Literal

from handlers.content import PhraseLists
from handlers.safety.fold import END, PAUSE, fold, without_marks
from handlers.safety.patterns import Automaton, squeeze
from handlers.safety.spelling import Folded, Speller, folded, shapes
from handlers.safety.walk import Hit

Carrier = Literal["stop", "help", "start"]
Request = Literal["clear", "perhaps"]

_OWN = frozenset(("whole", "bare", "perhaps", "clause"))  # families whose phrases are clauses of their own
_NOT_US = frozenset(("told", "narrow"))  # said of somebody else, or with a limit
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
        self._near: dict[str, set[str]] = {}  # words by every shape a slip may leave of them
        for word in self._alone["stop"] | self._alone["help"]:
            if len(word) >= _SHORTEST_TYPO:
                for shape in (squeeze(word), *shapes(word)):
                    self._near.setdefault(shape, set()).add(word)
        self._longest = max(map(len, self._near), default=0)

    def read_carrier(self, text: str) -> Carrier | None:
        """Which carrier family the whole text belongs to: a word alone, whatever stands around it.

        Slips are forgiven for stop and help only: starting again must be meant.
        """
        return self.carrier_of(fold(text))

    def carrier_of(self, said: str) -> Carrier | None:
        """As `read_carrier`, of a text that is folded already."""
        for family, words in self._alone.items():
            if said in words:
                return family
        if " " in said or len(said) < _SHORTEST_TYPO - 1 or said in self._not_typos:
            return None
        return self._slip(said)

    def _slip(self, said: str) -> Carrier | None:
        """The family that a single word is one slip away from."""
        left = (squeeze(said), *(shapes(said) if len(said) <= self._longest + 1 else ()))
        meant = {w for shape in left for w in self._near.get(shape, ()) if one_slip(said, w)}
        families: tuple[Carrier, ...] = ("stop", "help")
        return next((family for family in families if meant & self._alone[family]), None)

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
        whole = folded(text)
        return self.request_of(whole, self.carrier_of(" ".join(whole.words())))

    def request_of(self, text: Folded, carrier: Carrier | None) -> Request | None:
        """What a folded text asks, whose carrier family is known."""
        if carrier == "stop":
            return "clear"
        found = {request for reader in self._readers if (request := reader.read(text))}
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

    def read(self, text: Folded) -> Request | None:
        """What the words ask; said of somebody else, or with a limit, they ask nothing."""
        words = self._speller.spell(text)
        hits = self._automaton.find(words)
        if not hits and END not in words[1:-1] and PAUSE not in words:
            return None  # most texts: nothing is said, and nothing is parted by a pause
        labels = {h.label for h in hits}
        if not labels.isdisjoint(_NOT_US):
            return None
        if labels & {"clause", "after"} or ("ours" in labels and labels & _OWN and len(words) < _LONG):
            return "clear"
        asked = _said_throughout(hits, words)
        if not asked and len(words) < _LONG:  # once more, past the pauses
            bare = [END, *without_marks(words), END]
            asked = _said_throughout(self._automaton.find(bare), bare) if len(bare) < len(words) else asked
        return "clear" if asked - {"perhaps"} else "perhaps" if asked else None


def _alone(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """One phrase that is any of these between two stops: they share their first step."""
    return (f". ({' | '.join(phrases)}) .",) if phrases else ()


def _said_throughout(hits: list[Hit], words: list[str]) -> set[str]:
    """The families of the requests that fill a text from its start to its end, clause after clause."""
    if not hits:
        return set()
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
