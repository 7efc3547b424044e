"""Signs that need several weeks: drifting, life beyond the tasks, growth elsewhere, letters (CONTENT E2).

Counts with what was said; nothing here says why.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.therapist.insights import adherence
from handlers.therapist.insights_pattern import FOUR_WEEKS, HALF
from handlers.therapist.summary_week import Week
from handlers.turn import DAY, HOUR, Entry
from handlers.week_parts import Report

OFTEN_MOVED = 3
DRIFTED, ELSEWHERE_HELPED = "C6", "R4"
DRIFTED_TWICE = 2
RESUMES_WITHIN = 48 * HOUR
A_WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Drift:
    """I-20. Assignments put off three times or more in four weeks, how often; answers that moved away."""

    moved: tuple[tuple[str, int], ...]
    drifted: int


def drift(week: Week) -> Drift | None:
    """I-20: three moves of one assignment, or two talks whose answer left the task; None otherwise."""
    counted = ((a.title, sum(_is_recent(week, at) for at in a.moved)) for a in week.mine() if not a.optional)
    moved = tuple((title, times) for title, times in counted if times >= OFTEN_MOVED)
    drifted = sum(DRIFTED in r.codes for r in reports_of(week))
    enough = drifted >= DRIFTED_TWICE
    return Drift(moved, drifted if enough else 0) if moved or enough else None


def _is_recent(week: Week, at: int) -> bool:
    return at < week.until and week.seen_at - at <= FOUR_WEEKS


def reports_of(week: Week) -> list[Report]:
    """The barrier reports of four weeks about this therapist's assignments."""
    ids = {a.id for a in week.client.assignments if a.therapist == week.bond.therapist}
    return [r for r in week.client.reports if r.assignment in ids and _is_recent(week, r.at)]


def life_pattern(week: Week) -> list[str]:
    """I-22: the reasons of four weeks that, as the client said, come in other parts of the week too."""
    told = Counter(r.codes[0] for r in reports_of(week) if r.codes and r.elsewhere == "elsewhere")
    return [code for code, _ in told.most_common()]


def growth_elsewhere(week: Week) -> bool:
    """I-23: less than half done, while something else helped or wins grew: a level-set question fits."""
    share = adherence(week)
    if share is None or share >= HALF:
        return False
    helped = any(ELSEWHERE_HELPED in r.codes for r in week.reports())
    return helped or _wins_rise(week)


def _wins_rise(week: Week) -> bool:
    """More wins than in the seven days before this week; in a first week there is nothing to rise from."""
    before = sum(week.since - A_WEEK <= int(win[0]) < week.since for win in week.client.wins)
    return week.bond.weeks > 0 and len(week.wins()) > before


@dataclass(frozen=True, slots=True)
class LetterEffect:
    """I-24. One kind of letter: how many went, how many were answered, after how many something was done."""

    state: str
    sent: int
    replied: int
    resumed: int


def letter_effect(records: Sequence[Entry], therapist: str) -> list[LetterEffect]:
    """I-24: by kind, over the records at hand; a letter belongs to its answers until the next one."""
    letters = [e for e in records if e.kind == "letter" and e.doc.get("therapist", therapist) == therapist]
    letters.sort(key=lambda e: e.at)
    ends = [*(e.at for e in letters), max((e.at for e in records), default=0)][1:]
    by_state: dict[str, list[tuple[bool, bool]]] = {}
    for letter, end in zip(letters, ends, strict=True):
        replied = _any(records, ("letter_reply",), letter.at, end)
        resumed = _any(records, ("response", "done", "part"), letter.at, letter.at + RESUMES_WITHIN)
        by_state.setdefault(variant(letter), []).append((replied, resumed))
    return [
        LetterEffect(state, len(found), sum(r for r, _ in found), sum(d for _, d in found))
        for state, found in by_state.items()
    ]


def variant(letter: Entry) -> str:
    """Which wording it was: the week's state, or the therapist's own words."""
    return "own" if letter.doc.get("own") else str(letter.doc.get("state", ""))


def _any(records: Sequence[Entry], kinds: Sequence[str], since: int, until: int) -> bool:
    return any(e.kind in kinds and since < e.at <= until for e in records)
