"""What the barrier talk and the wrap-up change: the report, late credit, a piece done now.

Results are replayed and undone, so they are plain data. `changes` holds those of `barrier_size` and
`barrier_told` too.
"""

from dataclasses import asdict
from typing import Any

from handlers.client import barrier_size, barrier_told
from handlers.client.barrier_size import item_of
from handlers.client.changes import complete, uncomplete
from handlers.client.people import client_of, counts, open_occurrence
from handlers.times import local
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment, Occurrence, Report

changes = Changes()
KEPT_REPORTS = 60


@changes.change()
def open_barrier(turn: Turn, assignment: str) -> dict[str, Any]:
    """The talk has been opened: not again for this assignment this week."""
    item_of(turn, assignment).barrier_at = turn.now
    return {}


@changes.change(undo="unnote_barrier")
def note_barrier(turn: Turn, assignment: str, at: int, **known: Any) -> dict[str, Any]:
    """Keep the report of the talk opened at `at` as far as it is known; each call replaces the one before.

    It belongs to the week in which it is told: a talk may be answered days after it came. A named reason
    makes the week explored (CONTENT I-7); declining does not.
    """
    client, item = client_of(turn.person), item_of(turn, assignment)
    before = _report(turn, assignment, at)
    was = {"assignment": assignment, "at": at, "explored_at": item.explored_at}
    report = Report(assignment=assignment, at=turn.now, talk_at=at, **({"offer": "", **known}))
    if before is None:
        client.reports = [*client.reports, report][-KEPT_REPORTS:]
    else:
        report.offer = report.offer or before.offer
        client.reports[client.reports.index(before)] = report
    if any(code != "X0" for code in report.codes):
        item.explored_at = turn.now
    return {**was, "before": asdict(before) if before else None}


@changes.change()
def unnote_barrier(turn: Turn, result: dict[str, Any]) -> None:
    """Back to what was known before."""
    client = client_of(turn.person)
    item_of(turn, result["assignment"]).explored_at = result["explored_at"]
    now = _report(turn, result["assignment"], result["at"])
    if now is not None:
        position = client.reports.index(now)
        client.reports[position : position + 1] = [Report(**result["before"])] if result["before"] else []


def _report(turn: Turn, assignment: str, at: int) -> Report | None:
    mine = (r for r in client_of(turn.person).reports if r.assignment == assignment)
    return next((r for r in mine if (r.talk_at or r.at) == at), None)


@changes.change()
def keep_back(turn: Turn, words: str, about: str) -> dict[str, Any]:
    """Words after PRIVATE: kept for the client alone."""
    turn.keep("kept_back", words=words, about=about, private=True)
    return {}


@changes.change(undo="unlog_part")
def log_part(turn: Turn, assignment: str) -> dict[str, Any]:
    """Credit a part that was done without being logged."""
    item = item_of(turn, assignment)
    one = open_occurrence(item, turn.now) or _extra(turn, item)
    was = {"state": one.state, "done_at": one.done_at, "logged_late": one.logged_late}
    one.state, one.done_at, one.logged_late = "part", turn.now, True
    turn.keep("part", assignment=assignment, occurrence=one.id, title=item.title)
    standing = counts(item)
    return {"assignment": assignment, "occurrence": one.id, "part": standing.part, "was": was}


@changes.change()
def unlog_part(turn: Turn, result: dict[str, Any]) -> None:
    """Take the part back."""
    one = _occurrence(item_of(turn, result["assignment"]), result["occurrence"])
    if one is not None:
        for name, value in result["was"].items():
            setattr(one, name, value)


@changes.change(undo="unlog_late")
def log_late(turn: Turn, assignment: str) -> dict[str, Any]:
    """Credit one doing after the fact; gives how the week stands."""
    item = item_of(turn, assignment)
    one = open_occurrence(item, turn.now) or _extra(turn, item)
    result: dict[str, Any] = complete(turn, assignment=assignment, occurrence=one.id, small=item.small)
    one.logged_late = True
    return result


@changes.change()
def unlog_late(turn: Turn, result: dict[str, Any]) -> None:
    """Take the late log back."""
    uncomplete(turn, result=result)
    one = _occurrence(item_of(turn, result["assignment"]), result["occurrence"])
    if one is not None:
        one.logged_late = False


@changes.change(undo="unbegin_piece")
def begin_piece(turn: Turn, assignment: str) -> dict[str, Any]:
    """Which occurrence a piece done in this talk belongs to; one more when none is open."""
    item = item_of(turn, assignment)
    one = open_occurrence(item, turn.now) or _extra(turn, item)
    one.in_barrier_talk = True
    return {"assignment": assignment, "occurrence": one.id}


@changes.change()
def unbegin_piece(turn: Turn, result: dict[str, Any]) -> None:
    """It was not done in this talk."""
    one = _occurrence(item_of(turn, result["assignment"]), result["occurrence"])
    if one is not None:
        one.in_barrier_talk = False


def _occurrence(item: Assignment, wanted: str) -> Occurrence | None:
    return next((o for o in item.occurrences if o.id == wanted), None)


def _extra(turn: Turn, item: Assignment) -> Occurrence:
    item.cues += 1
    day = local(turn.now, turn.person.zone).date().isoformat()
    item.occurrences.append(Occurrence(f"{item.id}.{item.cues}", day, turn.now, state="uncued"))
    return item.occurrences[-1]


for _table in (barrier_size.changes, barrier_told.changes):
    changes.functions.update(_table.functions)
