"""What happens when a therapist's agenda row comes due."""

from collections.abc import Callable

from handlers import supporting
from handlers.events import Due
from handlers.safety import flags, flags_asked, flags_today
from handlers.sessions import next_session, previous_session
from handlers.therapist import cards, couple, group_dots, letter_told, recap, reflection
from handlers.therapist.caseload import active_cases
from handlers.therapist.summary_script import begin_summary
from handlers.therapist.whom import therapist_of
from handlers.turn import Turn


def summary(turn: Turn, due: Due) -> None:
    """Before the session: the week as it stands now."""
    case = next((c for c in active_cases(therapist_of(turn.person)) if c.client == due.scope), None)
    at = next_session(case.session, case.zone, turn.now) if case and case.session else None
    if case is None or at is None:
        return
    case.summarised_at = at
    begin_summary(turn, case)


def after_session(turn: Turn, due: Due) -> None:
    """After the session: was it discussed, and three lines for the client."""
    case = next((c for c in active_cases(therapist_of(turn.person)) if c.client == due.scope), None)
    at = previous_session(case.session, case.zone, turn.now) if case and case.session else None
    if case is None or at is None:
        return
    case.recapped_at = at
    recap.begin_recap(turn, case, at)


TABLE: dict[str, Callable[[Turn, Due], None]] = {
    "summary": summary,
    "recap": after_session,
    "morning": cards.morning,
    "evening_card": cards.evening,
    **letter_told.DUE,
    **couple.DUE,
    **reflection.DUE,
    **flags.DUE,
    **flags_asked.DUE,
    **supporting.DUE,
    "today": flags_today.due,
    "group_dots": group_dots.due,
}
