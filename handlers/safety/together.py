"""Rules about what is said together: a wish and a death, a means and a lethal end, near each other.

A list of sentences knows only its sentences. A rule names slots (families of words and short
phrases) that tell of risk when they meet within a few words, in any order:

    wish death within 8
    means lethal within 10 across        (`across`: the sentence may end in between)
    wish death within 8 unless fear      (not where a phrase of `fear` stands as near)

One pass over the slots found, no going back: time grows with the text only.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handlers.safety.fold import END
from handlers.safety.walk import Hit

_KEPT = 2  # earlier phrases of a slot that are remembered besides the latest
_AROUND = 6  # words on either side in which an `unless` phrase still counts


@dataclass(frozen=True, slots=True)
class Rule:
    """The slots that must meet, within how many words, and the slots that must not stand near."""

    label: str
    slots: tuple[str, ...]
    within: int
    across: bool
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A rule fulfilled: where, and by which phrases."""

    hit: Hit
    parts: tuple[Hit, ...]


class Rules:
    """All rules of one language. Raises ValueError on one that cannot be read or names no known slot."""

    def __init__(self, rules: Mapping[str, Iterable[str]], known: Iterable[str]) -> None:
        self._by_slot: dict[str, list[tuple[Rule, str]]] = {}  # with the other slot to look for first
        self._barring: set[str] = set()
        names = frozenset(known)
        for label, lines in rules.items():
            for line in lines:
                rule = _parsed(label, line)
                if unknown := {*rule.slots, *rule.unless} - names:
                    raise ValueError(f"no such slot: {', '.join(sorted(unknown))} in {line!r}")
                self._barring.update(rule.unless)
                for slot in rule.slots:
                    other = next((one for one in rule.slots if one != slot), slot)
                    self._by_slot.setdefault(slot, []).append((rule, other))

    def meetings(self, words: Sequence[str], hits: list[Hit]) -> list[Meeting]:
        """Every meeting of slots that a rule names. A hit's label is its slot."""
        if len(hits) < 2:
            return []
        ends = [i for i, word in enumerate(words) if word == END]
        bars: dict[str, list[int]] = {slot: [] for slot in self._barring}
        for hit in sorted(hits, key=lambda h: h.start):
            if hit.label in bars:
                bars[hit.label].append(hit.start)
        last: dict[str, tuple[Hit, ...]] = {}
        met: list[Meeting] = []
        for hit in hits:
            for rule, other in self._by_slot.get(hit.label, ()):
                found = _meet(rule, hit, last, ends) if other in last or other == hit.label else None
                if found and not _barred(rule, found.hit, bars):
                    met.append(found)
            last[hit.label] = (hit, *last.get(hit.label, ())[:_KEPT])
        return met


def _parsed(label: str, line: str) -> Rule:
    head, _, tail = line.partition(" within ")
    width, _, barring = tail.partition(" unless ")
    size, _, across = width.strip().partition(" ")
    if not size.isdigit() or across not in ("", "across") or len(slots := head.split()) < 2:
        raise ValueError(f"rule not understood: {line!r}")
    return Rule(label, tuple(slots), int(size), bool(across), tuple(barring.split()))


def _meet(rule: Rule, hit: Hit, last: Mapping[str, tuple[Hit, ...]], ends: list[int]) -> Meeting | None:
    """The rule fulfilled by this phrase and the latest ones before it that do not share its words."""
    parts = [hit]
    for slot in rule.slots:
        if slot != hit.label:
            apart = (h for h in last.get(slot, ()) if all(_apart(h, part) for part in parts))
            if (found := next(apart, None)) is None:
                return None
            parts.append(found)
    start, end = min(p.start for p in parts), max(p.end for p in parts)
    if end - start > rule.within or (not rule.across and _between(ends, start, end)):
        return None
    return Meeting(Hit(rule.label, start, end), tuple(parts))


def _apart(one: Hit, other: Hit) -> bool:
    return one.end <= other.start or other.end <= one.start


def _barred(rule: Rule, hit: Hit, bars: Mapping[str, list[int]]) -> bool:
    return any(_between(bars[slot], hit.start - _AROUND, hit.end + _AROUND) for slot in rule.unless)


def _between(places: list[int], start: int, end: int) -> bool:
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end
