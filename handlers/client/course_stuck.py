"""A required step that a meeting passed without, or that ended undone: its therapist is told once (A-22).

The morning after, not while the two are together; what was done in the meantime is no news.
"""

from datetime import timedelta

from handlers.client.course_days import usual_at
from handlers.client.courses import running, standing
from handlers.client.people import assignment, client_of
from handlers.course import Course, CourseStep, is_gate, shown
from handlers.events import Due
from handlers.state import Person
from handlers.times import local
from handlers.turn import DAY, Turn

FAIR = 3 * DAY
"""A meeting sooner than this after it came says nothing yet."""


def meeting_passed(turn: Turn, therapist: str) -> None:
    """A meeting took place: what was asked for before it and is open still is noted."""
    client = client_of(turn.person)
    for course in running(client):
        for step in course.steps if course.therapist == therapist else ():
            item = assignment(client, step.assignment) if step.state == "out" else None
            asked = item is not None and any(one.cued_at for one in item.occurrences)
            if (
                turn.now - step.out_at >= FAIR
                and asked
                and is_gate(step)
                and standing(client, step) == "open"
            ):
                step.missed_at = step.missed_at or turn.now


def told_at(person: Person, course: Course) -> int:
    """When the therapist hears of it; 0 for never."""
    return min((at for _, at in _stuck(person, course)), default=0)


def _stuck(person: Person, course: Course) -> list[tuple[CourseStep, int]]:
    """Every step there is something to say about, and the morning on which it is said."""
    if course.state != "running":
        return []
    found = ((step, _since(person, step)) for step in course.steps if is_gate(step))
    mornings = ((s, local(since, person.zone).date() + timedelta(days=1)) for s, since in found if since)
    return [(step, usual_at(person, day)) for step, day in mornings]


def _since(person: Person, step: CourseStep) -> int:
    """Since when it stands still and nobody was told; 0 where it does not."""
    client = client_of(person)
    item, stands = assignment(client, step.assignment), standing(client, step)
    since = step.missed_at if stands == "open" else item.ended_at if item and stands == "stopped" else 0
    return since if since > step.told_at else 0


def due(turn: Turn, due: Due) -> None:
    """Tell, once for each time it comes to a stand."""
    client = client_of(turn.person)
    course = next((one for one in running(client) if one.id == due.scope), None)
    for step, at in _stuck(turn.person, course) if course else ():
        if course is not None and at <= turn.now:
            about = {
                "pathway": course.pathway,
                "activity": step.activity,
                "avoided": step.avoidance_sensitive,
            }
            what = f"pathway_{standing(client, step)}"
            number = shown(course).index(step) + 1
            turn.tell(course.therapist, what, client=turn.person.id, number=number, **about)
            step.told_at = turn.now


TABLE = {"stuck": due}
