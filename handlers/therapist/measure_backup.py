"""A measure with an item of risk needs somebody else who hears of a flag (CONTENT F13, PHQ-9)."""

from handlers.therapist.whom import client_side, name_of, open_cases
from handlers.turn import Turn


def without_backup(turn: Turn) -> None:
    """Nobody else hears of a flag now: what asks about thoughts of death goes on without that item."""
    known, names = turn.house.content.measures, []
    for case in open_cases(turn):
        mine = [g for g in client_side(turn, case).measures if g.therapist == turn.person.id and g.runs]
        if any(g.measure in known and known[g.measure].risk for g in mine):
            turn.tell(case.client, "measure_without", therapist=turn.person.id)
            names.append(name_of(turn, case.client))
    if names:
        turn.say("notice", "measures/without", names=names)
