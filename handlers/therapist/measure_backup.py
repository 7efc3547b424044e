"""A measure with an item of risk needs somebody else who hears of a flag (CONTENT F13, PHQ-9)."""

from collections.abc import Iterator

from handlers.client.courses import running
from handlers.course import CourseStep, waiting
from handlers.state import Client
from handlers.therapist.whom import client_side, name_of, open_cases
from handlers.turn import Turn


def _to_come(client: Client, therapist: str) -> Iterator[CourseStep]:
    """The measures that this therapist's pathways have yet to ask."""
    for course in running(client):
        if course.therapist == therapist:
            yield from (step for step in waiting(course) if step.kind == "measure")


def without_backup(turn: Turn) -> None:
    """Nobody else hears of a flag now: what asks about thoughts of death goes on without that item."""
    known, names = turn.house.content.measures, []
    for case in open_cases(turn):
        side = client_side(turn, case)
        mine = [g.measure for g in side.measures if g.therapist == turn.person.id and g.runs]
        mine += [step.activity for step in _to_come(side, turn.person.id)]
        if any(id in known and known[id].risk for id in mine):
            turn.tell(case.client, "measure_without", therapist=turn.person.id)
            names.append(name_of(turn, case.client))
    if names:
        turn.say("notice", "measures/without", names=names)
