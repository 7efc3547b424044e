"""A step of a pathway that is a measure goes out: asked as one that was sent by itself is (CONTENT F13)."""

from handlers.client import measures
from handlers.client.course_measures import given_of
from handlers.client.measures_told import give as give_measure
from handlers.client.people import client_of
from handlers.course import Course, CourseStep
from handlers.events import Due
from handlers.measure_parts import Given
from handlers.turn import Turn


def give(turn: Turn, course: Course, step: CourseStep) -> bool:
    """Asked at once, or when its recall window has passed; False where it cannot be asked any more.

    What runs beside it goes on. One that the therapist sends anyway is asked when it may be, and goes on too.
    """
    measure = turn.house.content.measures.get(step.activity)
    if measure is None or not measure.has_text(turn.person.language):
        return False
    given = _running(turn, course, step)
    step.beside = given is not None
    if given is None:
        about = {"therapist": course.therapist, "measure": measure.id, "title": measure.title}
        given = give_measure(turn, {"id": next(turn.ids), **about, "rhythm": step.rhythm, "at": ""})
    elif not given.waits:
        form = measures.form_of(turn, given)
        given.next_at = measures.earliest(turn.person, given, measure, form, turn.now)
    step.state, step.out_at, step.assignment = "out", turn.now, given.id
    measures.due(turn, Due("measure", given.id, 0, turn.now))
    turn.audit("pathway_step", course.therapist)
    return True


def _running(turn: Turn, course: Course, step: CourseStep) -> Given | None:
    """The same form, where this therapist has it asked again and again."""
    mine = (one for one in client_of(turn.person).measures if one.therapist == course.therapist and one.runs)
    return next((one for one in mine if step.activity in measures.form_of(turn, one) and one.next_at), None)


def close(turn: Turn, step: CourseStep) -> None:
    """It is not asked again, unless it ran before the pathway had it."""
    given = given_of(client_of(turn.person), step)
    if given is not None and not step.beside and not given.ended_at:
        measures.end(turn, given)
