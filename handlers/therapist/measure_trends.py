"""What a client's measures show their therapist: first and latest, band and cut-offs, marks of change.

Numbers and the words of the published tables; no line says better or worse (CONTENT F13, E1 block 6).
"""

from typing import Any

from handlers.client.measures_seen import each, whole
from handlers.measure_parts import Given, Result
from handlers.measures import Measure
from handlers.reading import tongue
from handlers.scores import PERCENT, POINTS, band, change, cuts, mean, spark
from handlers.state import Case
from handlers.therapist.whom import client_side
from handlers.turn import Turn

SPARKED = 8
"""Sums in a row of blocks."""


def of_client(turn: Turn, case: Case) -> list[Given]:
    """This therapist's measures of the client: those that run, and those with a result; newest last."""
    mine = [g for g in client_side(turn, case).measures if g.therapist == turn.person.id]
    return sorted((g for g in mine if g.results or g.runs), key=_latest_at)


def _latest_at(given: Given) -> int:
    return max(given.asked_at, given.results[-1].at if given.results else given.sent_at)


def trends(turn: Turn, case: Case, most: int, since: int = 0) -> list[dict[str, Any]]:
    """One line for each that comes again, or was shown or answered after `since`, as a prompt reads it."""
    points, percent = marks_of(case)
    fresh = [g for g in of_client(turn, case) if g.next_at or _latest_at(g) >= since]
    return [trend(turn, given, points, percent) for given in fresh[-most:]]


def marks_of(case: Case) -> tuple[int, int]:
    """From which change on this therapist wants it marked: points, percent."""
    return (case.marks[0], case.marks[1]) if len(case.marks) == 2 else (POINTS, PERCENT)


def trend(turn: Turn, given: Given, points: int = POINTS, percent: int = PERCENT) -> dict[str, Any]:
    """First to latest of one measure."""
    measure, shelf = turn.house.content.measures.get(given.measure), tongue(turn.person)
    summed = [one for one in given.results if one.total is not None]
    totals = [one.total for one in summed if one.total is not None]
    latest = given.results[-1] if given.results else None
    return {
        "title": measure.called(shelf) if measure else given.title,
        "rhythm": given.rhythm if given.runs else "",
        "waits_at": given.asked_at if given.waits else 0,
        "next_at": given.next_at if given.runs else 0,
        "at": latest.at if latest else 0,
        "left_open": sum(one is None for one in latest.values) if latest else 0,
        "score": whole(totals[-1]) if totals else False,
        "score_at": summed[-1].at if summed else 0,
        "first": whole(totals[0]) if len(totals) > 1 else False,
        "first_at": summed[0].at if summed else 0,
        "highest": measure.highest if measure else 0,
        "mean": mean(totals) if measure and measure.asked == 1 and len(totals) > 2 else False,
        **_shape(measure, totals),
        **_placed(turn, measure, totals),
        **_changed(totals, points, percent),
        "each": _each(turn, measure, given, latest),
        "difficulty": _difficulty(turn, measure, latest),
        "risk": _risk(measure, latest),
        "answers": ["-" if one is None else one for one in latest.values] if latest else [],
    }


def _shape(measure: Measure | None, totals: list[float]) -> dict[str, Any]:
    row = spark(totals[-SPARKED:], measure.lowest, measure.highest) if measure else ""
    return {"spark": row}


def _placed(turn: Turn, measure: Measure | None, totals: list[float]) -> dict[str, Any]:
    """Where the latest sum lies in the published table."""
    if measure is None or not totals or not measure.lowest <= totals[-1] <= measure.highest:
        return {"band": {}, "cuts": []}
    found = band(measure, totals[-1], tongue(turn.person))
    words = {"low": found.low, "high": found.high, "word": found.word} if found else {}
    return {"band": words, "cuts": cuts(measure, totals[-1], tongue(turn.person))}


def _changed(totals: list[float], points: int, percent: int) -> dict[str, Any]:
    """The difference and which marks it reaches, each by itself; 0 where a mark is not reached."""
    if len(totals) < 2:
        return {"difference": 0, "by_points": 0, "by_percent": 0}
    found = change(totals[0], totals[-1], points, percent)
    reached = {"by_points": points if found.points else 0, "by_percent": percent if found.percent else 0}
    return {"difference": whole(found.difference), **reached}


def _each(turn: Turn, measure: Measure | None, given: Given, latest: Result | None) -> list[list[Any]]:
    if measure is None or measure.total or latest is None:
        return []
    labels = [item.label for item in measure.answered_in(tongue(turn.person)).items]
    return each(labels, latest, given.results[-2:-1])


def _risk(measure: Measure | None, latest: Result | None) -> list[int]:
    """The number of the item that is weighed at once, and its latest answer where that is above 0."""
    if measure is None or latest is None or not measure.risk or len(latest.values) < measure.risk:
        return []
    answer = latest.values[measure.risk - 1]
    return [measure.risk, answer] if answer else []


def _difficulty(turn: Turn, measure: Measure | None, latest: Result | None) -> str:
    """The label of the question that is not scored."""
    if measure is None or latest is None or latest.difficulty is None:
        return ""
    labels = measure.answered_in(tongue(turn.person)).difficulty_options
    return labels[latest.difficulty] if latest.difficulty < len(labels) else ""
