"""What a therapist gave somebody before they opened the invitation, who turned out to be here already.

Assignments, measures, sums from paper and pathways go to the person it was meant for, as they were given.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from handlers.client import measures_told, told_assign, told_pathway
from handlers.client.courses import running
from handlers.measure_parts import Given
from handlers.state import Client
from handlers.turn import Turn


def given_by(client: Client, therapist: str) -> dict[str, Any]:
    """What this therapist gave, as plain data, in the shape in which each is told to a client."""
    mine = [one for one in client.measures if one.therapist == therapist]
    return {
        "assign": [
            {"assignment": told_assign.given_again(item)}
            for item in client.assignments
            if item.therapist == therapist
        ],
        "measure": [_asked(one) for one in mine if one.runs],
        "measure_score": [score for one in mine for score in _on_paper(one)],
        "pathway": [{"course": asdict(one)} for one in running(client) if one.therapist == therapist],
    }


def take_over(turn: Turn, given: Mapping[str, Any]) -> None:
    """It is this client's from now on; what came before their yes waits for it, as with anybody."""
    for what, told in WAYS.items():
        for data in given.get(what, ()):
            told(turn, data)


WAYS = {
    "assign": told_assign.assign,
    "measure": measures_told.told_measure,
    "measure_score": measures_told.told_score,
    "pathway": told_pathway.begin,
}


def _asked(one: Given) -> dict[str, Any]:
    return {part: getattr(one, part) for part in ("id", "therapist", "measure", "title", "rhythm", "at")}


def _on_paper(one: Given) -> list[dict[str, Any]]:
    about = {"therapist": one.therapist, "measure": one.measure, "title": one.title}
    return [{**about, "total": result.total, "at": result.at} for result in one.results if result.paper]
