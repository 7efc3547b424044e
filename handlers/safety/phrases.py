"""Recognising risk in a text, by published definitions turned into lists (SAFETY S3, S5).

Not monitoring and not an assessment: a fixed list, over-inclusive on purpose, that misses people.
Sources of the definitions: the levels of the C-SSRS (wish to be dead, thoughts, method, intent,
plan), the VERA-MH rubric, safe-messaging guidance. Nothing here keeps or returns the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from handlers.content import PhraseLists, RiskLists
from handlers.safety.around import Around, Weight
from handlers.safety.fold import tokens
from handlers.safety.patterns import Automaton
from handlers.safety.spelling import Folded, Speller, folded
from handlers.safety.together import Meeting, Rules
from handlers.safety.walk import Hit

_TOGETHER = 40  # words within which weak cues count as said together
_SHORT = 40  # words: up to here a weak phrase is what the text says; beyond, one thing among others
_ENOUGH = 8  # lowered phrases: more of them say no more
_PIECE, _OVERLAP = 300, 40  # words: a very long text is read in pieces, up to the first of tier 1
_MEANT = "now:meant"  # said to be on purpose, or asked about: no figure of speech cancels it
_OTHERS = "soft:others_risk"
_WEAK = "soft:weak"
_HINT = "soft:hint"  # wide on purpose: numbers are shown, and it never adds up to tier 1
_GRAVE = frozenset(("cue:leaving", "cue:means"))  # sad themes are grave beside one of these
_MOURNED = "cue:bereaved"


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
        return self.tier_of(folded(text))

    def tier_of(self, text: Folded) -> Finding | None:
        """As `tier`, of a text that is folded already."""
        found = [f for reader in self._readers if (f := reader.read(text))]
        return min(found, key=lambda f: f.tier, default=None)

    def sos(self, text: str) -> bool:
        """Whether the whole text is an SOS word ("sos", "crisis", "emergency"): a flag of tier 1."""
        return self.sos_of(folded(text).words())

    def sos_of(self, words: list[str]) -> bool:
        """As `sos`, of the folded words."""
        return 0 < len(words) <= 6 and tuple(words) in self._sos


class _Reader:
    """One language."""

    def __init__(self, lists: PhraseLists) -> None:
        risk = lists.risk
        self._name = f"{lists.language}-{lists.version}"
        self._automaton = Automaton(_families(risk), lists.sets, lists.filler)
        self._rules = Rules(_by_rule(risk), (*risk.slots, *risk.own))
        self._around = Around(risk)
        self._speller = Speller(lists, chain(self._automaton.vocabulary, self._around.all()))

    def read(self, text: Folded) -> Finding | None:
        words = self._speller.spell(text)
        best: Finding | None = None
        for start in range(0, max(1, len(words) - _OVERLAP), _PIECE - _OVERLAP):
            tier, kind = self._look(words[start : start + _PIECE], len(words) <= _SHORT)
            if tier == 1:
                return Finding(tier, kind, self._name)
            best = best or (Finding(tier, kind, self._name) if tier else None)
        return best

    def _look(self, words: list[str], short: bool) -> tuple[Weight, str]:
        hits = self._automaton.find(words)
        if not hits:
            return 0, ""  # most texts
        by = _sorted_by_family(hits)
        return self._weigh(words, by, short) if _may_tell(by) else (0, "")

    def _weigh(self, words: list[str], by: dict[str, list[Hit]], short: bool) -> tuple[Weight, str]:
        everyday = _covered(by["everyday"])
        if everyday:
            by = {family: [h for h in hits if _stays(h, everyday)] for family, hits in by.items()}
        milder = _covered(by["milder"])
        by["soft"] = [h for h in by["soft"] if not self._far(words, h, by["cue"])]
        by = by if short else _weak_as_cues(by)
        lowered = by["soft"]
        for hit, weight in self._said(words, by):
            if weight == 1 and not _touches(hit, milder):
                return 1, _kind(hit)
            if weight:
                lowered = [*lowered, hit] if len(lowered) < _ENOUGH else lowered
        return self._several(by, lowered, milder)

    def _said(self, words: list[str], by: dict[str, list[Hit]]) -> Iterator[tuple[Hit, Weight]]:
        """Each phrase of tier 1, then each rule fulfilled, with what it comes to here."""
        for hit in by["now"]:
            yield hit, self._around.weight(words, hit, by["past"])
        for met in self._together(words, by):
            lower = met.hit.label.startswith("soft:")
            yield met.hit, 2 if lower else self._around.weight_of(words, met, by["past"])

    def _several(
        self, by: dict[str, list[Hit]], lowered: list[Hit], milder: frozenset[int]
    ) -> tuple[Weight, str]:
        """What weaker phrases come to when they are said in one text."""
        own = [h for h in by["soft"] if h.label not in (_OTHERS, _HINT) and not _touches(h, milder)]
        aside = [c for c in by["cue"] if not _touches(c, _covered(own))]
        themes = _themes_together(by["cue"])
        count = len(themes)
        if _apart(own) >= 2 or (own and aside) or count >= 4 or (count >= 2 and lowered):
            return 1, "several"
        if lowered:
            return 2, _kind(lowered[-1])
        return (2, "several") if count == 3 or (count == 2 and themes & _GRAVE) else (0, "")

    def _far(self, words: list[str], hit: Hit, cues: list[Hit]) -> bool:
        """Somebody's death that is past, a story, the news: no risk of anybody's today."""
        mourned = _covered([c for c in cues if c.label == _MOURNED])
        if _touches(hit, mourned) or (hit.label != _HINT and self._around.mundane(words, hit)):
            return True
        if hit.label != _OTHERS:
            return self._around.not_the_writers(words, hit)
        return self._around.elsewhere(words, hit)

    def _together(self, words: list[str], by: dict[str, list[Hit]]) -> list[Meeting]:
        own = [h for h in by["own"] if self._around.writers(words, h.start)]
        slots = [Hit(h.label.partition(":")[2], h.start, h.end) for h in (*by["slot"], *own)]
        return self._rules.meetings(words, sorted(slots, key=lambda h: (h.end, h.start)))


def _families(risk: RiskLists) -> dict[str, tuple[str, ...]]:
    by_kind = {"now": risk.now, "soft": risk.soft, "cue": risk.cues}
    by_kind |= {"slot": risk.slots, "own": risk.own}
    named = {f"{family}:{kind}": ps for family, kinds in by_kind.items() for kind, ps in kinds.items()}
    return {**named, "everyday:": risk.everyday, "milder:": risk.milder, "past:": risk.past}


def _by_rule(risk: RiskLists) -> dict[str, tuple[str, ...]]:
    return {f"{tier}:{kind}": lines for tier, kinds in risk.rules.items() for kind, lines in kinds.items()}


def _may_tell(by: dict[str, list[Hit]]) -> bool:
    """Whether these can come to anything: a phrase of its own, or two that are said together."""
    together = len(by["cue"]) >= 2 or len(by["slot"]) + len(by["own"]) >= 2
    return bool(by["now"] or by["soft"] or together)


def _sorted_by_family(hits: list[Hit]) -> dict[str, list[Hit]]:
    families = ("now", "soft", "cue", "everyday", "milder", "past", "slot", "own")
    by: dict[str, list[Hit]] = {f: [] for f in families}
    for hit in hits:
        by[hit.label.partition(":")[0]].append(hit)
    return by


def _covered(hits: list[Hit]) -> frozenset[int]:
    """The places of all words in these phrases; phrases are short, so this stays linear."""
    return frozenset(i for h in hits for i in range(h.start, h.end))


def _touches(hit: Hit, covered: frozenset[int]) -> bool:
    return bool(covered) and not covered.isdisjoint(range(hit.start, hit.end))


def _kind(hit: Hit) -> str:
    return hit.label.partition(":")[2]


def _weak_as_cues(by: dict[str, list[Hit]]) -> dict[str, list[Hit]]:
    weak = [h for h in by["soft"] if h.label == _WEAK]
    soft = [h for h in by["soft"] if h.label != _WEAK]
    known = _covered(by["cue"])
    cues = [Hit("cue:weak", h.start, h.end) for h in weak if not _touches(h, known)]
    return {**by, "soft": soft, "cue": sorted([*by["cue"], *cues], key=lambda h: h.end)}


def _stays(hit: Hit, everyday: frozenset[int]) -> bool:
    return hit.label in (_MEANT, _MOURNED) or not _touches(hit, everyday)


def _apart(hits: list[Hit]) -> int:
    """How many of these stand apart: phrases that share words say one thing."""
    count, end = 0, 0
    for hit in sorted(hits, key=lambda h: h.end):
        if hit.start >= end:
            count, end = count + 1, hit.end
    return count


def _themes_together(cues: list[Hit]) -> frozenset[str]:
    """The most different themes that stand within `_TOGETHER` words."""
    best: frozenset[str] = frozenset()
    last: dict[str, int] = {}
    for cue in sorted(cues, key=lambda h: h.start):
        last[cue.label] = cue.start
        near = frozenset(label for label, at in last.items() if cue.start - at <= _TOGETHER)
        best = max(best, near, key=lambda themes: (bool(themes & _GRAVE), len(themes)))
    return best
