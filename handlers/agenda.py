"""After every turn: which rows follow from the person's state, and what changed."""

from collections.abc import Iterator

from handlers.client import agenda as client_agenda
from handlers.safety import flags_asked
from handlers.state import Timed
from handlers.therapist import agenda as therapist_agenda
from handlers.turn import HOUR, Turn


def refresh(turn: Turn) -> None:
    """Derive the agenda anew; a row that changed gets a new version, one that did not keeps its own."""
    known = {(r.kind, r.scope): r for r in turn.person.agenda}
    fresh: list[Timed] = []
    for row in _rows(turn):
        row.due_at = max(row.due_at, turn.person.postponed.get(f"{row.kind}:{row.scope}", 0))
        before = known.get((row.kind, row.scope))
        if before and (before.due_at, before.not_after) == (row.due_at, row.not_after):
            row.version = before.version
        else:
            turn.person.agenda_version += 1
            row.version = turn.person.agenda_version
        fresh.append(row)
    turn.person.agenda = fresh
    _forget_postponed(turn, fresh)


def _rows(turn: Turn) -> Iterator[Timed]:
    for talk in turn.talks:
        if talk.state == "done":
            continue
        if talk.gather_until:
            yield Timed("gather", talk.id, talk.gather_until, talk.gather_until + 240 * HOUR, 0)
        if talk.timer_until and talk.state == "open":
            yield Timed("timer", talk.id, talk.timer_until, talk.timer_until + HOUR, 0)
    yield from flags_asked.rows(turn.person)
    if turn.person.client is not None:
        yield from client_agenda.rows(turn.person, turn.now)
    if turn.person.therapist is not None:
        yield from therapist_agenda.rows(turn.person, turn.now)


def _forget_postponed(turn: Turn, rows: list[Timed]) -> None:
    keys = {f"{r.kind}:{r.scope}" for r in rows}
    turn.person.postponed = {k: v for k, v in turn.person.postponed.items() if k in keys}
