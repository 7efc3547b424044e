"""The part of a doing that waits: for a day the client named, for tomorrow, for the week's end (CONTENT F).

It is credited when the client has come that far. The rest opens by itself once, in the evening of its day
inside the client's hours, or sooner when the client goes on with it.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from handlers.client import shelves, week
from handlers.client.people import active, assignment, bond_with, client_of
from handlers.state import Person, Timed
from handlers.talking import close
from handlers.times import clamp_to_window, instant, local, to_time
from handlers.turn import DAY, HOUR, Changes, Turn
from handlers.week_parts import Assignment, Rest

WEEK_TIME = "17:00"
"""Before the evening talk, which follows it, and before the summary of a meeting early on the day after."""

BEFORE_MEETING = "session"
"""A choice of when that is no time of day: before each meeting."""

changes = Changes()


def rows(person: Person) -> Iterator[Timed]:
    """When each part that waits comes by itself."""
    for item in active(client_of(person)):
        if item.rest is not None and (due := due_at(person, item, item.rest)):
            late = due + HOUR if item.rest.moment == "week" else week.window_end(person, due)
            yield Timed("rest", item.id, due, late, 0)


def due_at(person: Person, item: Assignment, rest: Rest) -> int:
    """When the rest comes by itself; 0 when it comes with the next doing, or waits for the client."""
    if rest.moment == "week":
        return _before_meeting(person, item, rest.since)
    if ":" in rest.moment:
        return _at_clock(person, rest)
    if rest.moment == "tomorrow":
        day = local(rest.since, person.zone).date() + timedelta(days=1)
        asked = any(one.day == day.isoformat() for one in item.occurrences)
        return 0 if asked else _evening_of(person, day)
    return _evening_of(person, date.fromisoformat(rest.moment), rest.since) if rest.moment else 0


def _evening_of(person: Person, day: date, since: int = 0) -> int:
    """The evening of that day; where it has begun already, the next one."""
    clock = clamp_to_window(to_time(week.EVENING_TIME), client_of(person).hours)
    due = instant(day, clock, person.zone)
    return due if due > since + week.NOTICE else instant(day + timedelta(days=1), clock, person.zone)


def _at_clock(person: Person, rest: Rest) -> int:
    clock = clamp_to_window(to_time(rest.moment), client_of(person).hours)
    day = local(rest.since, person.zone).date()
    due = instant(day, clock, person.zone)
    return due if due > rest.since + week.NOTICE else instant(day + timedelta(days=1), clock, person.zone)


def _before_meeting(person: Person, item: Assignment, since: int) -> int:
    """The first evening before a meeting that takes place; without meetings, before the week closes."""
    bond = bond_with(client_of(person), item.therapist)
    clock = clamp_to_window(to_time(WEEK_TIME), client_of(person).hours)
    upcoming = week.meeting(bond, person.zone, since)
    for _ in range(8):
        if upcoming is None:
            break
        due = instant(week.evening_day(person, upcoming[0]), clock, person.zone)
        if upcoming[1] and due > since + week.NOTICE:
            return due
        upcoming = week.meeting(bond, person.zone, upcoming[0])
    return instant(local(since + 6 * DAY, person.zone).date(), clock, person.zone)


def opened(turn: Turn, item: Assignment) -> dict[str, Any]:
    """What the talk about the rest needs. It does not come by itself again."""
    assert item.rest is not None
    rest = asdict(item.rest)
    item.rest.moment = ""
    for talk in turn.talks:
        if talk.script == "rest_of_it" and talk.args["assignment"] == item.id:
            close(turn, talk)
    return {"rest": rest, "said": dict(item.said)}


def too_late(item: Assignment) -> None:
    """Its evening has passed: from now on it waits for the client."""
    if item.rest is not None:
        item.rest.moment = ""


def _item(turn: Turn, id: str) -> Assignment:
    item = assignment(client_of(turn.person), id)
    assert item is not None, "a talk names an assignment that is gone"
    return item


@changes.change()
def take_up(turn: Turn, assignment: str) -> dict[str, Any]:
    """What a new doing builds on: which one it is, the answers kept for it, and what still waits."""
    if not assignment:
        return {"day": 0, "dots": 0, "said": {}, "rest": None, "goes_on": False}
    item = _item(turn, assignment)
    rest, goes_on = item.rest, item.rest is not None and item.rhythm == "once"
    if rest and goes_on:
        rest.moment = ""
    else:
        item.rest = None
    today = local(turn.now, turn.person.zone).date()
    if rest and not goes_on and local(rest.since, turn.person.zone).date() == today:
        rest = None  # done twice on one day: the newer one counts
    kept = asdict(rest) if rest else None
    begun = {"day": item.doings + 1, "dots": client_of(turn.person).dots, "said": dict(item.said)}
    return {**begun, "rest": kept, "goes_on": goes_on}


@changes.change()
def rest_taken(turn: Turn, assignment: str) -> dict[str, Any]:
    """Its first question is answered: nothing waits any more."""
    _item(turn, assignment).rest = None
    return {}


@changes.change()
def can_wait(turn: Turn, moment: str) -> bool:
    """Whether this lies ahead: a day that has been is no reason to wait."""
    if ":" in moment or moment in ("week", "tomorrow"):
        return True
    return date.fromisoformat(moment) >= local(turn.now, turn.person.zone).date()


@changes.change(undo="wait_no_more")
def let_wait(
    turn: Turn, assignment: str, occurrence: str, step: str, after: str, moment: str, day: int, small: bool
) -> dict[str, Any]:
    """The rest of this doing waits; gives when it comes (0: with the next doing)."""
    item = _item(turn, assignment)
    item.rest = Rest(step, after, moment, occurrence, turn.now, day, small)
    return {"at": due_at(turn.person, item, item.rest), "assignment": assignment}


@changes.change()
def wait_no_more(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: nothing waits."""
    _item(turn, result["assignment"]).rest = None


@changes.change(undo="forget")
def remember(turn: Turn, assignment: str, key: str, value: Any) -> dict[str, Any]:
    """Keep an answer that a later day repeats; there are only as many as the activity names."""
    if not assignment:
        return {}
    said = _item(turn, assignment).said
    before = {"had": key in said, "was": said.get(key)}
    said[key] = value
    return {"assignment": assignment, "key": key, **before}


@changes.change()
def forget(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: what stood there before stands again."""
    if not result:
        return
    said = _item(turn, result["assignment"]).said
    if result["had"]:
        said[result["key"]] = result["was"]
    else:
        said.pop(result["key"], None)


@changes.change(undo="withdraw_kept")
def keep_on_shelf(turn: Turn, assignment: str, occurrence: str, **kept: Any) -> dict[str, Any]:
    """The client's own words, kept by themselves to come back to; as private as the step is."""
    if not assignment:
        return {}
    title = _item(turn, assignment).title
    record = turn.keep("kept", assignment=assignment, occurrence=occurrence, title=title, **kept)
    shelves.shelve(client_of(turn.person).own, kept["shelf"], kept["words"], record, turn.now)
    return {"record": record}


@changes.change()
def withdraw_kept(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: a later record says so."""
    if result:
        turn.keep("withdrawn", record=result["record"])
        shelves.unshelve(client_of(turn.person).own, result["record"])


@changes.change(undo="cue_stays")
def move_cue(turn: Turn, assignment: str, at: str) -> dict[str, Any]:
    """The client chose when it comes, a time or before each meeting: the coming days are planned by it."""
    if not assignment:
        return {}
    item = _item(turn, assignment)
    before = {"was": item.at, "met": item.with_meeting}
    item.with_meeting = at == BEFORE_MEETING
    item.at = item.at if item.with_meeting else at
    week.plan(turn.person, item, turn.now)
    return {"assignment": assignment, **before}


@changes.change()
def cue_stays(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: the time is what it was."""
    if result:
        item = _item(turn, result["assignment"])
        item.at, item.with_meeting = result["was"], result.get("met", False)
        week.plan(turn.person, item, turn.now)
