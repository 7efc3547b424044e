"""What an activity, a plan and a cue change in the client's aggregate; results are plain data."""

from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.client import covered, week
from handlers.client.asking import private_part
from handlers.client.people import (
    agreed,
    assignment,
    bonds,
    client_of,
    counts,
    open_occurrence,
    put_back,
    put_beside,
    seen_at,
)
from handlers.times import clamp_to_window, inside, instant, local, to_time
from handlers.turn import HOUR, Changes, Turn
from handlers.week_parts import Assignment, Occurrence, Question

changes = Changes()
TONIGHT = "19:00"
KEPT_MOVES = 12
KEPT_RATINGS = 60
"""How many of a client's ratings of how sure and how important are at hand."""
EXTRA = "extra"
"""What a doing was before, where more was done than planned."""


def item_of(turn: Turn, id: str) -> Assignment:
    """The assignment with this id. A talk names one that is there."""
    item = assignment(client_of(turn.person), id)
    assert item is not None, "a talk names an assignment that is gone"
    return item


def _occurrence(turn: Turn, item: Assignment, id: str) -> Occurrence | None:
    return next((o for o in item.occurrences if o.id == id), None) or open_occurrence(item, turn.now)


@changes.change()
def start(turn: Turn, assignment: str, occurrence: str, small: bool) -> dict[str, Any]:
    """The client began: a plan for later today is settled by it, and the agreement counts as confirmed.

    What nobody planned gets a name of its own: what is said of one doing holds for that one alone.
    """
    if not assignment:
        return {}
    item = item_of(turn, assignment)
    item.confirmed_at = item.confirmed_at or turn.now
    client = client_of(turn.person)
    client.laters = [later for later in client.laters if later[0] != occurrence]
    _answered(turn)
    return {} if occurrence else {"doing": next(turn.ids)}


@changes.change(undo="withdraw")
def respond(turn: Turn, assignment: str, occurrence: str, **answer: Any) -> dict[str, Any]:
    """Keep one answer at once; the first one makes the occurrence begun in part."""
    if not assignment:
        return {}
    item = item_of(turn, assignment)
    one = _occurrence(turn, item, occurrence)
    was = one.state if one else ""
    if one and one.state not in ("done", "part"):
        one.state = "part"
        one.done_at = turn.now
    id = turn.keep("response", assignment=assignment, occurrence=occurrence, title=item.title, **answer)
    return {"record": id, "assignment": assignment, "occurrence": one.id if one else "", "was": was}


@changes.change(undo="unblank")
def leave_blank(turn: Turn, assignment: str, occurrence: str) -> dict[str, Any]:
    """It was opened and nothing answered: begun in part; gives how the week stands."""
    item = item_of(turn, assignment)
    one = _occurrence(turn, item, occurrence)
    was = one.state if one else ""
    if one and one.state not in ("done", "part"):
        one.state, one.done_at = "part", turn.now
    return standing(item) | {"assignment": assignment, "occurrence": one.id if one else "", "was": was}


@changes.change()
def unblank(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: it is what it was."""
    item = item_of(turn, result["assignment"])
    one = next((o for o in item.occurrences if o.id == result["occurrence"]), None)
    if one and result["was"]:
        one.state = result["was"]


@changes.change()
def withdraw(turn: Turn, result: dict[str, Any]) -> None:
    """Take a kept answer back: a later record says so, nothing is rewritten."""
    if not result:
        return
    turn.keep("withdrawn", record=result["record"])
    one = next(
        (o for o in item_of(turn, result["assignment"]).occurrences if o.id == result["occurrence"]), None
    )
    if one and result["was"]:
        one.state = result["was"]


@changes.change(undo="uncomplete")
def complete(turn: Turn, assignment: str, occurrence: str, small: bool) -> dict[str, Any]:
    """Credit one doing; gives how the week stands."""
    if not assignment:
        return {"done": 0, "of": 0, "dots": 0, "preview": True}
    item = item_of(turn, assignment)
    one, was = _occurrence(turn, item, occurrence), EXTRA
    if one is None or one.state == "done":
        one = _extra(turn, item)
    else:
        was = one.state
    one.state, one.done_at, one.small = "done", turn.now, small
    _add_dot(turn, item)
    item.doings += 1
    kept = turn.keep("done", assignment=assignment, occurrence=one.id, title=item.title, small=small)
    beside = put_beside(client_of(turn.person), one)
    known = {"occurrence": one.id, "assignment": assignment, "was": was, "record": kept, "beside": beside}
    return standing(item) | known


def _add_dot(turn: Turn, item: Assignment) -> None:
    """One dot for one doing: the dot of a doing that was taken back is there already."""
    if item.undone:
        item.undone -= 1
    else:
        client_of(turn.person).dots += 1


@changes.change()
def uncomplete(turn: Turn, result: dict[str, Any]) -> None:
    """Undo a credit by BACK; dots stay, they never decrease (CONTENT H13)."""
    if "occurrence" not in result:
        return
    turn.keep("withdrawn", record=result["record"])
    put_back(client_of(turn.person), result.get("beside", []))
    item = item_of(turn, result["assignment"])
    item.doings, item.undone = item.doings - 1, item.undone + 1
    one = next(o for o in item.occurrences if o.id == result["occurrence"])
    if result["was"] == EXTRA:
        item.occurrences.remove(one)  # it was never planned: nothing is to be cued for it
    else:
        one.state = result["was"]


def _extra(turn: Turn, item: Assignment) -> Occurrence:
    """More was done than planned: it counts."""
    item.cues += 1
    day = local(turn.now, turn.person.zone).date().isoformat()
    extra = Occurrence(f"{item.id}.{item.cues}", day, turn.now)
    item.occurrences.append(extra)
    return extra


def standing(item: Assignment) -> dict[str, Any]:
    """How the week stands: done, in part, and of how many."""
    now = counts(item)
    of = agreed(item.rhythm, now.planned, now.done)
    return {"done": now.done, "of": of, "part": now.part, "preview": False}


@changes.change()
def how_it_stands(turn: Turn, assignment: str) -> dict[str, Any]:
    """How the week stands, without a new doing."""
    return standing(item_of(turn, assignment))


@changes.change()
def put_first(turn: Turn, assignment: str, occurrence: str) -> dict[str, Any]:
    """The client wants this first in the session."""
    if assignment:
        item = item_of(turn, assignment)
        for bond in bonds(client_of(turn.person)):
            if bond.therapist == item.therapist:
                bond.agenda.insert(0, item.title)
                item.first_at = turn.now
    return {}


@changes.change()
def set_sharing(turn: Turn, assignment: str, occurrence: str, share: str) -> dict[str, Any]:
    """The client decides who reads this one: all, that it happened, or nothing (CONTENT A-24)."""
    if assignment:
        turn.keep("sharing", assignment=assignment, occurrence=occurrence, share=share)
    return {"share": share}


def keep_rating(kept: list[list[Any]], at: int, item: str, value: int | None) -> None:
    """Add one 0 to 10 to those at hand, as [when, assignment, number]; the oldest are let go."""
    if value is not None:
        kept[:] = [*kept, [at, item, value]][-KEPT_RATINGS:]


@changes.change()
def set_hours(turn: Turn, hours: list[str]) -> dict[str, Any]:
    """Other hours for everything unprompted; the week is planned anew."""
    client_of(turn.person).hours = list(hours)
    week.plan_all(turn.person, turn.now)
    return {}


@changes.change(undo="bar")
def file_question(turn: Turn, words: str, about: str = "", therapist: str = "") -> dict[str, Any]:
    """A question for one therapist (the first by default); unanswered, it becomes an agenda item.

    PRIVATE before the words keeps them with the client, whatever was being asked.
    """
    client, (plain, own) = client_of(turn.person), private_part(words)
    if own:
        turn.keep("journal", words=plain, private=True)
        return {"session_at": 0, "number": 0, "private": True}
    question = Question(len(client.questions) + 1, words, turn.now, about)
    client.questions.append(question)
    session_at = 0
    for bond in [b for b in bonds(client) if therapist in ("", b.therapist)][:1]:
        turn.tell(bond.therapist, "question", client=turn.person.id, number=question.number, at=turn.now)
        for cover in [c for b, c in covered.now(client, turn.now) if b is bond and covered.may_read(c)]:
            turn.tell(cover.therapist, "question", client=turn.person.id, number=question.number, at=turn.now)
        meeting = week.next_meeting(turn.person, turn.now)
        session_at = seen_at(turn.person, meeting[1]) if meeting else 0
    return {"session_at": session_at, "number": question.number, "private": False}


@changes.change()
def not_today(turn: Turn, occurrences: list[str]) -> dict[str, Any]:
    """Accepted without a second ask; where avoiding is the problem it goes on the session's list."""
    client = client_of(turn.person)
    next_at, sensitive = 0, False
    for item in client.assignments:
        for one in item.occurrences:
            if one.id in occurrences and one.state in ("cued", "planned"):
                one.state = "not_today"
                sensitive = sensitive or item.avoidance_sensitive
                if item.avoidance_sensitive:
                    _bring_title(client.bonds, item)
        ahead = [o.planned_at for o in item.occurrences if o.state == "planned" and o.planned_at > turn.now]
        if item.state == "active" and ahead and (not next_at or min(ahead) < next_at):
            next_at = min(ahead)
    _answered(turn)
    return {"next_at": next_at, "listed": sensitive}


def _bring_title(all_bonds: list[Any], item: Assignment) -> None:
    for bond in all_bonds:
        if bond.therapist == item.therapist and item.title not in bond.agenda:
            bond.agenda.append(item.title)


@changes.change()
def later_choices(turn: Turn) -> list[str]:
    """Which moments can be offered now, inside the client's hours."""
    hours = client_of(turn.person).hours
    found = ["hour"] if inside(local(turn.now + HOUR, turn.person.zone).time(), hours) else []
    tonight = instant(local(turn.now, turn.person.zone).date(), TONIGHT, turn.person.zone)
    if tonight > turn.now + 2 * HOUR and inside(to_time(TONIGHT), hours):
        found.append("evening")
    return [*found, "tomorrow"]


@changes.change()
def set_later(turn: Turn, occurrence: str, moment: str) -> dict[str, Any]:
    """Once more at the moment the client asked for, or the nearest inside their hours (DESIGN §4.1)."""
    client, zone = client_of(turn.person), turn.person.zone
    day, clock = _wanted(moment, local(turn.now, zone))
    nearest = clamp_to_window(clock, client.hours)
    at = instant(day, nearest, zone)
    if at <= turn.now:
        at = instant(day + timedelta(days=1), nearest, zone)
    client.laters = [x for x in client.laters if x[0] != occurrence] + [[occurrence, at]]
    for item in client.assignments:
        if any(one.id == occurrence for one in item.occurrences):
            item.moved = [*item.moved, turn.now][-KEPT_MOVES:]
    _answered(turn)
    return {"at": at, "moved": nearest != clock, "hours": list(client.hours)}


def _wanted(moment: str, now: datetime) -> tuple[date, time]:
    """The day and the clock of a moment by name, as "HH:MM" or "tomorrow HH:MM".

    A clock that is over today is tomorrow's.
    """
    if moment == "hour":
        soon = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
        return soon.date(), soon.time()
    if moment == "tomorrow":
        return now.date() + timedelta(days=1), now.time().replace(second=0, microsecond=0)
    day, _, clock = moment.rpartition(" ")
    ahead = timedelta(days=1) if day == "tomorrow" else timedelta(0)
    return now.date() + ahead, to_time(TONIGHT if moment == "evening" else clock)


def _answered(turn: Turn) -> None:
    cue = client_of(turn.person).cue
    if cue is not None:
        cue.answered = True
