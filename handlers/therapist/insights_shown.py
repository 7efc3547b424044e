"""The insights over several weeks as plain data, for the summary and for `/client` (CONTENT E2)."""

from dataclasses import asdict
from typing import Any

from handlers.state import Case
from handlers.therapist import insights_signs as signs
from handlers.therapist.assign_hints import load_words
from handlers.therapist.cases import title_of
from handlers.therapist.insights_compared import exposure_learning, then_and_now
from handlers.therapist.insights_load import load_of, unfitting
from handlers.therapist.insights_tags import tags
from handlers.therapist.summary_week import Week
from handlers.turn import Turn

FACED, COMPARED, ELSEWHERE, TOPICS, TAGS = 2, 3, 2, 3, 2
"""How many of each are shown."""


def over_weeks(turn: Turn, week: Week, case: Case) -> dict[str, Any]:
    """I-15 to I-17, I-19, I-20, I-22, I-23, C1 to C4; each is absent or empty where its rule fails."""
    known = [(a, found) for a in week.mine() if (found := turn.house.given(a, turn.person)) is not None]
    drift = signs.drift(week)
    load, notes = load_of(week, case), turn.house.barriers(turn.person).therapist_tags
    return {
        "learning": [asdict(one) for a, of in known for one in exposure_learning(week, a, of)][-FACED:],
        "then_now": [
            {**asdict(one), "of": a.activity} for a, of in known for one in then_and_now(week, a, of)
        ][:COMPARED],
        "moved": [list(pair) for pair in drift.moved] if drift else [],
        "drifted": drift.drifted if drift else 0,
        "life": _labels(turn, signs.life_pattern(week))[:ELSEWHERE],
        "load": load_words(load) if load.speaks else {},
        "stage": case.stage,
        "unfitting": [title_of(turn, a) for a, of in known if a.state == "active" and unfitting(case, of)],
        "growth": signs.growth_elsewhere(week),
        "to_consider": [notes[tag] for tag in tags(week, case) if tag in notes][:TAGS],
        "topics": case.agenda[:TOPICS],
    }


def _labels(turn: Turn, codes: list[str]) -> list[str]:
    """The reasons as the client read them."""
    known = turn.house.barriers(turn.person).codes
    return [known[code].label for code in codes if code in known]
