"""A pathway arrives from a therapist's turn, or is changed; the client hears of it by its steps alone."""

from typing import Any

from handlers.client import handing_measures, week
from handlers.client.courses import course_of, open_item, retitle, running
from handlers.client.handing_out import close
from handlers.client.people import client_of
from handlers.course import Course, CourseStep, is_gate, read, waiting
from handlers.course_changes import changed
from handlers.state import Client
from handlers.turn import Turn


def begin(turn: Turn, data: dict[str, Any]) -> None:
    """It runs from now on; the same pathway of the same therapist gives way to it."""
    course, client = read(data["course"]), client_of(turn.person)
    if course_of(client, course.id) is not None:
        return
    retitle(turn, course)
    for old in running(client):
        if (old.therapist, old.pathway) == (course.therapist, course.pathway):
            _gives_way(turn, old, course)
    client.courses.append(course)
    _items_follow(turn, course)


def _gives_way(turn: Turn, old: Course, new: Course) -> None:
    """What is open ends with it and comes again in its turn; only what comes first now simply goes on."""
    client = client_of(turn.person)
    goes_on = open_already(client, old, new)
    for step in old.steps:
        if step is not goes_on:
            close(turn, open_item(client, step))
            handing_measures.close(turn, step)
    old.state, old.ended_at = "ended", turn.now
    if goes_on is not None:
        first = waiting(new)[0]
        first.state, first.assignment, first.out_at = "out", goes_on.assignment, goes_on.out_at


def open_already(client: Client, old: Course, new: Course) -> CourseStep | None:
    """The step of the old one that is open and would be the first of the new one, sent to begin at once."""
    ahead = waiting(new)[:1]
    if not ahead or new.start or ahead[0].by_hand or ahead[0].release != "after_previous":
        return None
    found = (step for step in old.steps if step.activity == ahead[0].activity)
    return next((s for s in found if (item := open_item(client, s)) and not item.doings), None)


def change(turn: Turn, data: dict[str, Any]) -> None:
    """Put the changed one in its place; a step that was left out while it was open ends.

    While messages rest after a flag nobody's word is kept: it is given anew (SAFETY S3).
    """
    client = client_of(turn.person)
    old = course_of(client, data["course"])
    if old is None or old.therapist != data["therapist"] or old.state == "ended":
        return
    if client.held and data["change"]["what"] in ("next", "again"):
        return
    new = changed(old, data["change"], turn.now)
    kept = {step.key for step in new.steps if step.state == "out"}
    for before in old.steps:
        if before.state == "out" and before.key not in kept:
            close(turn, open_item(client, before))
            handing_measures.close(turn, before)
    retitle(turn, new)
    client.courses[client.courses.index(old)] = new
    _items_follow(turn, new)


def _items_follow(turn: Turn, course: Course) -> None:
    """What is open is expected, waited for and at rest as its step is; its coming days are planned anew."""
    for step in course.steps:
        item = open_item(client_of(turn.person), step)
        stands = (not step.required, is_gate(step), course.state == "paused")
        if item is not None and (item.optional, item.gate, item.rests) != stands:
            item.optional, item.gate, item.rests = stands
            if item.state == "active":
                week.plan(turn.person, item, turn.now)


def end_all(turn: Turn, therapist: str) -> None:
    """The relation ends, and with it what would still have come."""
    for course in running(client_of(turn.person)):
        if course.therapist == therapist:
            course.state, course.ended_at = "ended", turn.now


TABLE = {"pathway": begin, "pathway_change": change}
