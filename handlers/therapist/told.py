"""What a client's turn (or the operator) means for a therapist."""

from collections.abc import Callable
from typing import Any

from handlers.safety import flags_told
from handlers.state import Case
from handlers.therapist import (
    couple,
    cover,
    forgetting,
    insession,
    letter_told,
    lock_codes,
    lock_revoke,
    measures_told,
    newcomer,
    notices,
    pathway_told,
    proposals,
    questions,
    told_joining,
)
from handlers.turn import Turn


def cast_client(turn: Turn, data: dict[str, Any]) -> None:
    """A rehearsal's client who has joined already."""
    assert turn.person.therapist is not None
    if any(case.client == data["client"] and not case.ended_at for case in turn.person.therapist.cases):
        return
    session = data["session"]
    case = Case(data["client"], session, joined=True, invited_at=turn.now, zone=data["zone"])
    turn.person.therapist.cases.append(case)


TABLE: dict[str, Callable[[Turn, dict[str, Any]], None]] = {
    "cast_client": cast_client,
    "cast_as_therapist": newcomer.told_cast,
    "question": questions.asked,
    **couple.TOLD,
    **cover.TOLD,
    **told_joining.TABLE,
    **letter_told.TABLE,
    **notices.TABLE,
    **forgetting.TABLE,
    **insession.TOLD,
    **pathway_told.TABLE,
    **measures_told.TABLE,
    **proposals.TOLD,
    **flags_told.TABLE,
    **lock_revoke.TOLD,
    **lock_codes.TOLD,
}
