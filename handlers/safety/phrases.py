"""Recognising risk in a text, by published definitions turned into lists (SAFETY S3, S5).

Not monitoring and not an assessment: a fixed list, over-inclusive on purpose, that misses people.
Sources of the definitions: the levels of the C-SSRS (wish to be dead, thoughts, method, intent,
plan), the VERA-MH rubric, safe-messaging guidance. Nothing here keeps or returns the text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from handlers.content import PhraseLists, RiskLists
from handlers.safety.fold import END, PAUSE, tokens
from handlers.safety.patterns import Automaton, Hit, squeeze
from handlers.safety.spelling import Speller

_NEAR = 12  # words on either side in which "years ago" still belongs to the phrase
_BACK = 8  # words before a phrase in which "not" or "my friend" may stand
_TOGETHER = 40  # words within which weak cues count as said together
_DANGER = "now:danger"  # somebody else endangers the person: no rule about "who" applies
_OTHERS = "soft:others_risk"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was recognised, without a word of the text.

    `tier` 1 is the card and an alert at once, tier 2 is numbers and the digest. `kind` names the
    family of phrases, `lists` the version of the lists ("en-1").
    """

    tier: Literal[1, 2]
    kind: str
    lists: str


class Matcher:
    """All languages' lists, compiled once. Reading a text takes time in proportion to its length."""

    def __init__(self, lists: Mapping[str, PhraseLists]) -> None:
        self._readers = [_Reader(one) for one in lists.values()]
        self._sos = frozenset(tuple(tokens(s)) for one in lists.values() for s in one.risk.sos)

    def tier(self, text: str) -> Finding | None:
        """The most urgent finding of any language, or None. Never raises, keeps nothing."""
        folded = tokens(text)
        found = [f for reader in self._readers if (f := reader.read(folded))]
        return min(found, key=lambda f: f.tier, default=None)

    def sos(self, text: str) -> bool:
        """Whether the whole text is an SOS word ("sos", "crisis", "emergency"): a flag of tier 1."""
        words = tuple(w for w in tokens(text) if w not in (END, PAUSE))
        return 0 < len(words) <= 6 and words in self._sos


class _Reader:
    """One language."""

    def __init__(self, lists: PhraseLists) -> None:
        risk = lists.risk
        self._name = f"{lists.language}-{lists.version}"
        self._automaton = Automaton(_families(risk), lists.sets, lists.filler)
        self._words = _Words(risk)
        self._speller = Speller(lists, chain(self._automaton.vocabulary, self._words.all()))

    def read(self, folded: list[str]) -> Finding | None:
        words = self._speller.spell(folded)
        hits = self._automaton.find(words)
        if not hits:
            return None
        tier, kind = self._weigh(words, _sorted_by_family(hits))
        return Finding(tier, kind, self._name) if tier else None

    def _weigh(self, words: list[str], by: dict[str, list[Hit]]) -> tuple[Literal[0, 1, 2], str]:
        everyday = _covered(by["everyday"])
        by = {family: [h for h in hits if not _touches(h, everyday)] for family, hits in by.items()}
        milder = _covered(by["milder"])
        lowered = by["soft"]
        for hit in by["now"]:
            if not (_touches(hit, milder) or self._words.lowers(words, hit, by["past"])):
                return 1, hit.label.partition(":")[2]
            lowered = [*lowered, hit]
        own = [h for h in by["soft"] if h.label != _OTHERS and not _touches(h, milder)]
        aside = [c for c in by["cue"] if not _touches(c, _covered(own))]
        themes = _themes_together(by["cue"])
        if _apart(own) >= 2 or (own and aside) or themes >= 3 or (themes == 2 and lowered):
            return 1, "several"
        if lowered:
            return 2, lowered[-1].label.partition(":")[2]
        return (2, "several") if themes == 2 else (0, "")


class _Words:
    """The words around a phrase that change what it says."""

    def __init__(self, risk: RiskLists) -> None:
        self._not = _squeezed(risk.negations)
        self._undo = _squeezed(risk.undoing)
        self._bridge = _squeezed(risk.bridges)
        self._me = _squeezed(risk.me)
        self._others = _squeezed(risk.others)
        self._still = _squeezed(risk.still)

    def all(self) -> Iterable[str]:
        return chain(self._not, self._undo, self._bridge, self._me, self._others, self._still)

    def lowers(self, words: list[str], hit: Hit, past: list[Hit]) -> bool:
        """Denied, about somebody else, or long ago: still shown, in the lower tier."""
        if hit.label == _DANGER:
            return self._denied(words, hit.start)
        return (
            self._denied(words, hit.start)
            or self._other(words, hit.start)
            or self._long_ago(words, hit, past)
        )

    def _denied(self, words: list[str], start: int) -> bool:
        for at in range(start - 1, max(-1, start - 1 - _BACK), -1):
            if words[at] in self._not:
                return not self._undo & set(words[max(0, at - 3) : at])
            if words[at] not in self._bridge:
                return False
        return False

    def _other(self, words: list[str], start: int) -> bool:
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


def _squeezed(words: Iterable[str]) -> frozenset[str]:
    return frozenset(squeeze(w) for w in words)


def _families(risk: RiskLists) -> dict[str, tuple[str, ...]]:
    by_kind = {"now": risk.now, "soft": risk.soft, "cue": risk.cues}
    named = {f"{family}:{kind}": ps for family, kinds in by_kind.items() for kind, ps in kinds.items()}
    return {**named, "everyday:": risk.everyday, "milder:": risk.milder, "past:": risk.past}


def _sorted_by_family(hits: list[Hit]) -> dict[str, list[Hit]]:
    by: dict[str, list[Hit]] = {f: [] for f in ("now", "soft", "cue", "everyday", "milder", "past")}
    for hit in hits:
        by[hit.label.partition(":")[0]].append(hit)
    return by


def _covered(hits: list[Hit]) -> frozenset[int]:
    """The places of all words in these phrases; phrases are short, so this stays linear."""
    return frozenset(i for h in hits for i in range(h.start, h.end))


def _touches(hit: Hit, covered: frozenset[int]) -> bool:
    return any(i in covered for i in range(hit.start, hit.end))


def _apart(hits: list[Hit]) -> int:
    """How many of these stand apart: phrases that share words say one thing."""
    count, end = 0, 0
    for hit in sorted(hits, key=lambda h: h.end):
        if hit.start >= end:
            count, end = count + 1, hit.end
    return count


def _themes_together(cues: list[Hit]) -> int:
    """The greatest number of different themes within `_TOGETHER` words."""
    best = 0
    last: dict[str, int] = {}
    for cue in cues:
        last[cue.label] = cue.start
        best = max(best, sum(1 for at in last.values() if cue.start - at <= _TOGETHER))
    return best
