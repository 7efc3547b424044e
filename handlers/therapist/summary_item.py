"""One assignment's week as the summary shows it (CONTENT E1, C3)."""

from typing import Any

from handlers.state import Case
from handlers.therapist import insights
from handlers.therapist.cases import title_of
from handlers.therapist.summary_week import Week
from handlers.turn import Turn
from handlers.week_parts import Assignment

_SAME = {True: "same", False: "other", None: ""}


def item_shown(turn: Turn, week: Week, case: Case, item: Assignment) -> dict[str, Any]:
    """One assignment's week: how much, how it went, what helped, what was learned."""
    much, well = insights.quantity(week, item), insights.quality(week, item, case)
    known = turn.house.given(item, turn.person)
    scales = insights.ratings(week, item, known) if known else []
    where = insights.when(week, item)
    in_talk = [o.done_at for o in week.of(item) if o.in_barrier_talk and o.state == "done"]
    return {
        "id": item.id,
        "title": title_of(turn, item),
        "optional": item.optional,
        "small": item.small and not _smaller_since(week, item),
        "smaller_at": _smaller_since(week, item),
        "rhythm": item.rhythm,
        "done": much.done,
        "part": much.part,
        "of": much.of,
        "ahead": much.ahead,
        "never_cued": much.never_cued,
        "rested": much.rested,
        "all_rest": much.all_rest,
        "beside": much.beside,
        "in_talk": len(in_talk),
        "talk_at": max(in_talk, default=0),
        "ratings": [_ratings(r, item.activity) for r in scales[:2]],
        "helpful": _mean(well.helpful),
        "difficulty": _mean(well.difficulty),
        "engagement": _mean(well.engagement),
        "your_rating": well.therapist if well.therapist is not None and (much.done or much.part) else False,
        "band": where.band,
        "weekday_at": where.weekday_at,
        "last_evening": where.last_evening,
        "days_to_begin": where.days_to_begin,
        "helped": [code for code, _ in insights.what_helped(week, item)[:2]],
        "learned": _learned(week, item),
        "edits": _edits(week, item),
        "mine": item.mine,
    }


def _smaller_since(week: Week, item: Assignment) -> int:
    """When it became smaller, where the full version was put to the client earlier this week; 0 else."""
    at = item.small_at if item.small and week.has(item.small_at) else 0
    return at if any(0 < o.cued_at < at for o in week.of(item)) else 0


def _edits(week: Week, item: Assignment) -> list[list[str]]:
    """What the client changed of the agreement this week: of each part, from what it was to what it is.

    The small version stands with the title already.
    """
    found: dict[str, list[str]] = {}
    for one in item.edits:
        if week.has(one.at):
            before = found[one.part][1] if one.part in found else one.before
            found[one.part] = [one.part, before, one.after]
    return [one for one in found.values() if one[1] != one[2] and one[2] != "small"]


def _ratings(one: insights.Ratings, activity: str) -> dict[str, Any]:
    shown = one.values[-4:]
    return {
        "label": one.step,
        "of": activity,
        "values": [{"at": at, "value": value} for at, value in shown],
        "same": _SAME[one.same],
    }


def _mean(values: tuple[float, ...]) -> float | int | bool:
    """The mean of what was given, to one decimal; False when it was not asked or not answered."""
    if not values:
        return False
    mean = round(sum(values) / len(values), 1)
    return int(mean) if mean == int(mean) else mean


def _learned(week: Week, item: Assignment) -> list[dict[str, Any]]:
    """What the client says they learned, in their words."""
    found = [e for e in week.responses(item) if e.doc.get("step") == "post/learned" and e.doc.get("words")]
    return [{"words": e.doc["words"], "at": e.at} for e in found[-1:]]
