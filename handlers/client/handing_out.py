"""A step of a pathway goes out, waits for the therapist's word, or the pathway ends (CONTENT A-20 to A-22).

It arrives as any assignment does, in the same turn: what holds back an assignment holds back the step.
"""

from collections.abc import Callable
from typing import Any

from handlers.client import course_blanks, handing_measures, told_assign
from handlers.client.courses import course_of, due_at, open_item, standing, word_holds
from handlers.client.delivering import deliver
from handlers.client.people import assignment, client_of
from handlers.course import Course, CourseStep, forget_words, is_gate, left_open, shown, waiting
from handlers.events import Due
from handlers.times import next_at
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment

changes = Changes()


def due(turn: Turn, due: Due) -> None:
    """The next step's moment, or that of the end, has come; nothing happens twice or before its time."""
    course = course_of(client_of(turn.person), due.scope)
    if course is None or not 0 < due_at(turn.person, course, turn.now) <= turn.now:
        return
    ahead = waiting(course)[:1]
    if not ahead:
        _ends(turn, course)
    elif not word_holds(ahead[0], turn.now):
        forget_words(course)
        ahead[0].asked_at = turn.now
        _tell(turn, course, "pathway_waits", activity=ahead[0].activity)
    else:
        _goes_out(turn, course, ahead[0])


def too_late(turn: Turn, due: Due) -> None:
    """After days without a process nothing comes at a stale moment: tomorrow morning, one step."""
    client = client_of(turn.person)
    course = course_of(client, due.scope)
    if course is not None:
        course.not_before = next_at(turn.person.zone, turn.now, client.hours[0])


def blanks_due(turn: Turn, due: Due) -> None:
    """A day before a step comes its therapist is asked, once, what is to stand in it."""
    course = course_of(client_of(turn.person), due.scope)
    asks, comes = course_blanks.asks_at(turn.person, course, turn.now) if course else (0, 0)
    if course is None or not 0 < asks <= turn.now:
        return
    step = waiting(course)[0]
    step.blanks_at = turn.now
    about = {"number": shown(course).index(step) + 1, "names": left_open(step), "at": comes}
    _tell(turn, course, "pathway_blanks", activity=step.activity, **about)


def blanks_too_late(turn: Turn, due: Due) -> None:
    """Nobody was there to be asked: it comes as it ships."""
    course = course_of(client_of(turn.person), due.scope)
    for step in waiting(course)[:1] if course else ():
        step.blanks_at = turn.now


def _goes_out(turn: Turn, course: Course, step: CourseStep) -> None:
    """What ran before gives way, unless it is to go on beside it."""
    if not WAYS[step.kind](turn, course, step):
        step.state = "left_out"
        _tell(turn, course, "pathway_gone", activity=step.activity)


def _give_activity(turn: Turn, course: Course, step: CourseStep) -> bool:
    """The activity as an assignment; False where the library has it no more."""
    if step.own is None and step.activity not in turn.house.content.activities:
        return False
    for before in course.steps:
        if not before.goes_on:
            close(turn, open_item(client_of(turn.person), before))
    step.state, step.out_at, step.assignment = "out", turn.now, next(turn.ids)
    told_assign.assign(turn, {"assignment": _assignment(course, step)})
    deliver(turn, Due("deliver", step.assignment, 0, turn.now))
    turn.audit("pathway_step", course.therapist)
    return True


WAYS: dict[str, Callable[[Turn, Course, CourseStep], bool]] = {
    "activity": _give_activity,
    "measure": handing_measures.give,
}
"""How each kind of step is given. Whether it is done is read from `Assignment.doings`
(`courses.standing`): another kind is one entry here and one line there."""


def _assignment(course: Course, step: CourseStep) -> dict[str, Any]:
    same = ("activity", "title", "rhythm", "minutes", "small_minutes", "visibility", "avoidance_sensitive")
    about = {name: getattr(step, name) for name in same}
    first = all(one.key == step.key or not one.out_at for one in course.steps)
    note = course.note if first else ""
    return {
        **about,
        "id": step.assignment,
        "own": step.own,
        "fill": dict(step.fill),
        "therapist": course.therapist,
        "at": course.at,
        "note": note,
        "optional": not step.required,
        "gate": is_gate(step),
        **step.given,
    }


def close(turn: Turn, item: Assignment | None) -> None:
    """It has run its course; a part that waits for its day is still asked about (CONTENT F)."""
    if item is not None and not (item.rest is not None and item.rest.moment):
        item.state, item.ended_at = "ended", turn.now
        item.occurrences = [one for one in item.occurrences if one.state != "planned"]


def _ends(turn: Turn, course: Course) -> None:
    """The last step is behind the client: what went on beside the others ends with it."""
    client = client_of(turn.person)
    steps = shown(course)
    done = sum(standing(client, step) == "done" for step in steps)
    for step in steps:
        close(turn, open_item(client, step))
        if step.goes_on:
            handing_measures.close(turn, step)
    course.state, course.ended_at = "ended", turn.now
    _tell(turn, course, "pathway_done", done=done, of=len(steps))


def _tell(turn: Turn, course: Course, what: str, **more: Any) -> None:
    turn.tell(course.therapist, what, client=turn.person.id, pathway=course.pathway, **more)


@changes.change(undo="bar")
def pass_for_now(turn: Turn, assignment: str) -> dict[str, Any]:
    """An optional step is passed: nothing reminds of it, and it can still be done (A-22)."""
    item = _item(turn, assignment)
    item.passed_at = turn.now
    item.occurrences = [one for one in item.occurrences if one.state != "planned"]
    return {}


def _item(turn: Turn, id: str) -> Assignment:
    item = assignment(client_of(turn.person), id)
    assert item is not None, "a talk names an assignment that is gone"
    return item
