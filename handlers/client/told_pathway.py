"""A pathway arrives from a therapist's turn, or is changed; the client hears of it by its steps alone."""

from typing import Any

from handlers.client import handing_measures
from handlers.client.courses import course_of, open_item, retitle, running
from handlers.client.handing_out import close
from handlers.client.people import client_of
from handlers.course import changed, read
from handlers.turn import Turn


def begin(turn: Turn, data: dict[str, Any]) -> None:
    """It runs from now on; the same pathway of the same therapist gives way to it."""
    course, client = read(data["course"]), client_of(turn.person)
    if course_of(client, course.id) is not None:
        return
    retitle(turn, course)
    for old in running(client):
        if (old.therapist, old.pathway) == (course.therapist, course.pathway):
            old.state, old.ended_at = "ended", turn.now
    client.courses.append(course)


def change(turn: Turn, data: dict[str, Any]) -> None:
    """Put the changed one in its place; a step that was left out while it was open ends."""
    client = client_of(turn.person)
    old = course_of(client, data["course"])
    if old is None or old.therapist != data["therapist"] or old.state == "ended":
        return
    new = changed(old, data["change"], turn.now)
    for before, after in zip(old.steps, new.steps, strict=False):
        if (before.key, before.state, after.state) == (after.key, "out", "left_out"):
            close(turn, open_item(client, before))
            handing_measures.close(turn, before)
    retitle(turn, new)
    client.courses[client.courses.index(old)] = new


def end_all(turn: Turn, therapist: str) -> None:
    """The relation ends, and with it what would still have come."""
    for course in running(client_of(turn.person)):
        if course.therapist == therapist:
            course.state, course.ended_at = "ended", turn.now


TABLE = {"pathway": begin, "pathway_change": change}
