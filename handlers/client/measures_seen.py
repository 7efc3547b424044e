"""What a client reads of their own measures: the newest numbers and those before, no label (CONTENT F13)."""

from typing import Any

from handlers.client.people import client_of
from handlers.measure_parts import Given, Result
from handlers.reading import tongue
from handlers.turn import Turn

SHOWN, SHOWN_SMS = 4, 2


def numbers(turn: Turn, therapist: str = "") -> list[dict[str, Any]]:
    """The latest result of each measure, the newest last; of one therapist's, where one is named."""
    mine = [one for one in client_of(turn.person).measures if one.results]
    mine = [one for one in mine if therapist in ("", one.therapist)]
    most = SHOWN_SMS if turn.person.channel == "sms" else SHOWN
    return [_line(turn, one) for one in sorted(mine, key=lambda one: one.results[-1].at)[-most:]]


def title_of(turn: Turn, given: Given) -> str:
    """What it is called for the client."""
    known = turn.house.content.measures.get(given.measure)
    return (known.read(tongue(turn.person)).client_title if known else "") or given.title


def _line(turn: Turn, given: Given) -> dict[str, Any]:
    known = turn.house.content.measures.get(given.measure)
    latest, before = given.results[-1], given.results[-2:-1]
    labels = [item.label for item in known.answered_in(tongue(turn.person)).items] if known else []
    return {
        "title": title_of(turn, given),
        "at": latest.at,
        "score": whole(latest.total),
        "highest": known.highest if known else 0,
        "before": whole(before[0].total) if before else False,
        "left_open": sum(one is None for one in latest.values),
        "each": [] if known is None or known.total else each(labels, latest, before),
    }


def each(labels: list[str], latest: Result, before: list[Result]) -> list[list[Any]]:
    """Items that stand by themselves: label, number, number before (False: none)."""
    was = before[0].values if before and before[0].values else [None] * len(labels)
    lines = zip(labels, latest.values, was, strict=False)
    return [[label, now, False if then is None else then] for label, now, then in lines if now is not None]


def whole(total: float | None) -> float | int | bool:
    """A sum without needless decimals; False for none."""
    return False if total is None else int(total) if total == int(total) else total
