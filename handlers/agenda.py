"""After every turn: which rows follow from the person's state, and what changed."""

from collections.abc import Iterator

from handlers import supporting
from handlers.client import agenda as client_agenda
from handlers.safety import flags_asked
from handlers.state import Person, Timed
from handlers.therapist import agenda as therapist_agenda
from handlers.turn import HOUR, Turn


def refresh(turn: Turn) -> None:
    """Derive the agenda anew; a row that changed gets a new version, one that did not keeps its own."""
    person = turn.person
    known = {(r.kind, r.scope): r for r in person.agenda}
    fresh = list(_rows(turn))
    if person.postponed:
        _postpone(person, fresh)
    for row in fresh:
        before = known.get((row.kind, row.scope))
        if before and before.due_at == row.due_at and before.not_after == row.not_after:
            row.version = before.version
        else:
            person.agenda_version += 1
            row.version = person.agenda_version
    person.agenda = fresh


def _rows(turn: Turn) -> Iterator[Timed]:
    for talk in turn.talks:
        if talk.state == "done":
            continue
        if talk.gather_until:
            yield Timed("gather", talk.id, talk.gather_until, talk.gather_until + 240 * HOUR, 0)
        if talk.timer_until and talk.state == "open":
            yield Timed("timer", talk.id, talk.timer_until, talk.timer_until + HOUR, 0)
    yield from flags_asked.rows(turn.person)
    yield from supporting.rows(turn.person)
    if turn.person.client is not None:
        yield from client_agenda.rows(turn.person, turn.now)
    if turn.person.therapist is not None:
        yield from therapist_agenda.rows(turn.person, turn.now)


def _postpone(person: Person, rows: list[Timed]) -> None:
    """What was put off waits until then; what no longer follows from the state is forgotten."""
    kept: dict[str, int] = {}
    for row in rows:
        key = f"{row.kind}:{row.scope}"
        if key in person.postponed:
            kept[key] = person.postponed[key]
            row.due_at = max(row.due_at, kept[key])
    person.postponed = kept
