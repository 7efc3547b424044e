"""A smaller version, another time, other words in the reminder, another reader: changes of an assignment.

`Tell` to the therapist: `smaller` (`client, title, how: small|rhythm|back, rhythm, small`).
"""

from dataclasses import asdict
from typing import Any

from handlers.client import week
from handlers.client.people import assignment as find
from handlers.client.people import client_of
from handlers.times import clamp_to_window, hhmm, to_time
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment, Plan, Rhythm

changes = Changes()
FEWER: dict[Rhythm, Rhythm] = {"daily": "3x", "3x": "once"}


def item_of(turn: Turn, wanted: str) -> Assignment:
    """The assignment a talk names. Raises LookupError when it is gone."""
    item = find(client_of(turn.person), wanted)
    if item is None:
        raise LookupError("a talk names an assignment that is gone")
    return item


@changes.change(undo="unmake_smaller")
def make_smaller(turn: Turn, assignment: str) -> dict[str, Any]:
    """From now on the small version; where it is that already, fewer times. The therapist is told."""
    item = item_of(turn, assignment)
    was: dict[str, Any] = {
        "small": item.small,
        "small_at": item.small_at,
        "small_offered": item.small_offered,
        "rhythm": item.rhythm,
    }
    how = "rhythm" if item.small else "small"
    item.small_at = item.small_at if item.small else turn.now
    if item.small:
        item.rhythm = FEWER.get(item.rhythm, "once")
        week.plan(turn.person, item, turn.now)
    item.small = item.small_offered = True
    _tell_size(turn, item, how)
    return {
        "assignment": assignment,
        "how": how,
        "minutes": item.small_minutes,
        "rhythm": item.rhythm,
        "was": was,
    }


@changes.change()
def unmake_smaller(turn: Turn, result: dict[str, Any]) -> None:
    """The size as it was; the therapist hears that too."""
    item = item_of(turn, result["assignment"])
    for name, value in result["was"].items():
        setattr(item, name, value)
    week.plan(turn.person, item, turn.now)
    _tell_size(turn, item, "back")


def _tell_size(turn: Turn, item: Assignment, how: str) -> None:
    size = {"title": item.title, "how": how, "rhythm": item.rhythm, "small": item.small}
    turn.tell(item.therapist, "smaller", client=turn.person.id, **size)


@changes.change(undo="unmove_time")
def move_time(turn: Turn, assignment: str, at: str, moment: str) -> dict[str, Any]:
    """Another time for what is coming, brought inside the client's hours; their words join the plan."""
    item = item_of(turn, assignment)
    result = _set_clock(turn, item, at)
    item.plan = Plan(moment, item.plan.obstacle, item.plan.confidence, turn.now)
    return result


@changes.change(undo="unmove_time")
def change_reminder(turn: Turn, assignment: str, at: str, words: str) -> dict[str, Any]:
    """The reminder at another time, with the client's words to themselves in it."""
    item = item_of(turn, assignment)
    result = _set_clock(turn, item, at)
    if words:
        item.plan = Plan(item.plan.moment, words, item.plan.confidence, turn.now)
    return result


def _set_clock(turn: Turn, item: Assignment, at: str) -> dict[str, Any]:
    was = {"at": item.at, "plan": asdict(item.plan)}
    item.at = hhmm(clamp_to_window(to_time(at), client_of(turn.person).hours))
    week.plan(turn.person, item, turn.now)
    return {"assignment": item.id, "at": item.at, "clamped": item.at != at, "was": was}


@changes.change()
def unmove_time(turn: Turn, result: dict[str, Any]) -> None:
    """The time and the plan as they were."""
    item = item_of(turn, result["assignment"])
    item.at, item.plan = result["was"]["at"], Plan(**result["was"]["plan"])
    week.plan(turn.person, item, turn.now)


@changes.change(undo="unmake_private")
def make_private(turn: Turn, assignment: str) -> dict[str, Any]:
    """From now on the answers are the client's alone (T11); the week's count is shared as before."""
    item = item_of(turn, assignment)
    was, item.visibility = item.visibility, "private"
    return {"assignment": assignment, "was": was}


@changes.change()
def unmake_private(turn: Turn, result: dict[str, Any]) -> None:
    """Shared as it was."""
    item_of(turn, result["assignment"]).visibility = result["was"]
