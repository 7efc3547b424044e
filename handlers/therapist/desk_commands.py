"""Commands of the working week: summaries, questions, notes, letters, measures, roles."""

from collections.abc import Callable

from handlers import roles, sessions
from handlers.records import THERAPIST_NOTE
from handlers.state import Case
from handlers.therapist import letter_command, measures, questions, recap
from handlers.therapist.summary import IN_THE_ROOM
from handlers.therapist.summary_script import begin_summary
from handlers.therapist.whom import name_of, one, open_cases, zone_of
from handlers.turn import Turn

NOTES_SHOWN = 5
LONGEST_NOTE = 2000


def summary(turn: Turn, rest: str) -> None:
    """`/summary [NAME]`: the week as it stands; without a name that of the session nearest in time."""
    if rest.strip():
        meant = one(turn, "summary", rest)
        case = meant[0] if meant else None
        if case is None:
            return
    else:
        case = _nearest(turn)
    if case is None or begin_summary(turn, case) is None:
        turn.say("reply", "summary/no_clients")


def _nearest(turn: Turn) -> Case | None:
    """Who is in the room or comes next; with nobody booked, whoever came first."""
    cases = [case for case in open_cases(turn) if case.joined]
    return min(cases, key=lambda case: _distance(turn, case), default=None)


def _distance(turn: Turn, case: Case) -> int:
    if case.session is None:
        return 1 << 60
    zone = zone_of(turn, case)
    at = sessions.next_session(case.session, zone, turn.now - IN_THE_ROOM)
    return (at - turn.now) if at is not None else 1 << 60


def note(turn: Turn, rest: str) -> None:
    """`/note NAME TEXT`: for this therapist alone; without words, the latest notes."""
    meant = one(turn, "note", rest)
    if meant is None:
        return
    case, words = meant
    if words:
        turn.tell(case.client, THERAPIST_NOTE, therapist=turn.person.id, words=words[:LONGEST_NOTE])
        turn.audit("note", case.client)
        turn.say("reply", "questions/note_kept", name=name_of(turn, case.client))
        return
    records = turn.views[case.client].records
    kept = [e for e in records if e.kind == THERAPIST_NOTE and not e.doc.get("about")]
    notes = [{"words": e.doc["words"], "at": e.at} for e in kept[-NOTES_SHOWN:]]
    turn.say("reply", "questions/notes", about=case.client, name=name_of(turn, case.client), notes=notes)


def switch_role(turn: Turn, rest: str) -> None:
    """`/as client`, for a therapist who is somebody's client as well."""
    roles.switch(turn, rest)


COMMANDS: dict[str, Callable[[Turn, str], None]] = {
    "summary": summary,
    "questions": questions.listing,
    "answer": questions.answer,
    "note": note,
    "recap": recap.command,
    "measure": measures.command,
    "as": switch_role,
    **letter_command.COMMANDS,
}
