"""Every insight by its number, what computes it and where it is shown (CONTENT E2).

`docs/insights.md` says the same for a reader; `tests/test_insights_page.py` holds the two together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from handlers.client import looking
from handlers.therapist import (
    assign_lint,
    guard,
    insession,
    insights,
    insights_compared,
    insights_load,
    insights_pattern,
    insights_signs,
    recap,
    reflection,
)
from handlers.therapist.summary_week import Week

Place = Literal["summary", "digest", "client", "card", "guard", "recap", "insession", "reflect", "sees"]
"""The summary, `/clients`, `/client NAME`, the assignment card, the guard before something new, …"""


@dataclass(frozen=True, slots=True)
class Insight:
    """One insight: its number, the functions that compute it, the places where it is shown."""

    id: str
    rules: tuple[Callable[..., Any], ...]
    places: tuple[Place, ...]


INSIGHTS = (
    Insight("I-1", (insights.quantity, insights.adherence), ("summary", "digest", "client")),
    Insight("I-2", (insights.quality,), ("summary",)),
    Insight("I-3", (insights.when,), ("summary",)),
    Insight("I-4", (insights.what_helped,), ("summary",)),
    Insight("I-5", (insights_pattern.barrier_pattern,), ("summary", "digest")),
    Insight("I-6", (insights_pattern.goals_card,), ("summary",)),
    Insight(
        "I-7",
        (guard.look_for_unexplored, insights_pattern.new_after_unexplored),
        ("guard", "summary", "client"),
    ),
    Insight(
        "I-8", (recap.note_discussed, insights_pattern.not_reviewed_twice), ("recap", "summary", "client")
    ),
    Insight("I-9", (insession.form_of,), ("insession",)),
    Insight("I-10", (Week.wins,), ("summary", "digest")),
    Insight("I-11", (insights_pattern.waiting_questions,), ("summary", "digest", "client")),
    Insight("I-12", (insights_pattern.readiness,), ("summary", "client")),
    Insight("I-13", (insights_pattern.runs,), ("summary", "client")),
    Insight("I-14", (insights_pattern.silence,), ("summary", "digest")),
    Insight("I-15", (insights.ratings, insights_compared.then_and_now), ("summary", "client")),
    Insight("I-16", (insights_compared.exposure_learning,), ("summary", "client")),
    Insight("I-17", (insights_load.load,), ("card", "summary", "client")),
    Insight("I-18", (assign_lint.lint, assign_lint.vague), ("card",)),
    Insight("I-19", (insights_load.unfitting, insights_load.reflective), ("card", "summary", "client")),
    Insight("I-20", (insights_signs.drift,), ("summary", "client")),
    Insight("I-21", (reflection.line_of,), ("reflect",)),
    Insight("I-22", (insights_signs.life_pattern,), ("summary", "client")),
    Insight("I-23", (insights_signs.growth_elsewhere,), ("summary", "client")),
    Insight("I-24", (insights_signs.letter_effect,), ("client",)),
    Insight("I-25", (looking.sees,), ("sees",)),
)
"""In the order of CONTENT E2."""
