"""Where a client stands on their pathways, and when the next step comes (CONTENT A-21, A-22).

Derived anew from the aggregate: a step is done while its assignment is, so BACK closes a gate again.
"""

from datetime import date, timedelta
from typing import Any, Literal

from handlers.client.course_days import free, usual_at
from handlers.client.course_measures import answered_day, given_of, is_answered, settled_day
from handlers.client.people import assignment, client_of
from handlers.course import Course, CourseStep, has_begun, is_gate, shown, waiting
from handlers.reading import tongue
from handlers.state import Client, Person
from handlers.times import local, next_inside
from handlers.turn import DAY, Turn
from handlers.week_parts import Assignment

OPTIONAL_WAITS = 7 * DAY
"""After this long an optional step that nobody touched holds up nothing any more."""

WORD_HOLDS = 2 * DAY
"""So long the word on a step by hand stands: later, the two look at it again before it goes out."""

Standing = Literal["waiting", "open", "done", "passed", "stopped"]
"""`passed`: left for now, by the client (optional) or gone past by the therapist. `stopped`: it ended without
being done, and the therapist decides."""


def running(client: Client) -> list[Course]:
    """The pathways that have not ended, in the order they were sent."""
    return [course for course in client.courses if course.state != "ended"]


def course_of(client: Client, id: str) -> Course | None:
    """The pathway with this id, whatever its state."""
    return next((course for course in client.courses if course.id == id), None)


def step_with(client: Client, item: str) -> tuple[Course, CourseStep] | None:
    """The pathway that has not ended, and the step of it that this assignment or measure is."""
    found = ((c, s) for c in running(client) for s in c.steps if s.assignment == item and s.state == "out")
    return next(found, None) if item else None


def standing(client: Client, step: CourseStep) -> Standing:
    """How it is with one step."""
    if step.kind == "measure":
        return _measure_standing(client, step)
    item = assignment(client, step.assignment) if step.state == "out" else None
    if item is None:
        return "waiting"
    if item.doings:
        return "done"
    if item.passed_at and not step.required:
        return "passed"
    if item.state == "ended":
        return "stopped" if is_gate(step) else "passed"
    return "open"


def word_holds(step: CourseStep, now: int) -> bool:
    """Whether it may go out by itself: one by hand only on a word that is fresh."""
    return not step.by_hand or 0 < step.agreed_at >= now - WORD_HOLDS


def _measure_standing(client: Client, step: CourseStep) -> Standing:
    given = given_of(client, step)
    if given is None:
        return "waiting"
    if is_answered(given, step):
        return "done"
    if given.ended_at:
        return "stopped" if is_gate(step) else "passed"
    return "open"


def holds_up(client: Client, course: Course) -> CourseStep | None:
    """The required step that is out and not done: nothing comes before it is (A-22)."""
    return next((s for s in course.steps if is_gate(s) and standing(client, s) in ("open", "stopped")), None)


def due_at(person: Person, course: Course, now: int) -> int:
    """When something happens by itself: the next step, or, after the last one, the end; 0 for not yet.

    Inside the client's hours, not while they rest, and at most one new thing a day (DESIGN §4.1).
    """
    client, ahead = client_of(person), waiting(course)[:1]
    if course.state != "running" or (ahead and ahead[0].asked_at and not ahead[0].agreed_at):
        return 0
    wanted = _wanted(person, course, ahead[0] if ahead else None, now)
    if not wanted:
        return 0
    moment = max(wanted, client.joined_at, client.paused_until, client.rested_until, course.not_before)
    if local(moment, person.zone).date() < local(now, person.zone).date():
        moment = now  # a day that has passed is today, and today has to have room for it
    inside = next_inside(person.zone, moment, client.hours)
    return inside if ahead and ahead[0].at_once else free(person, course, inside, now)


def _wanted(person: Person, course: Course, step: CourseStep | None, now: int) -> int:
    """The moment its rule gives, whatever else is going on; 0 for not yet."""
    if step is not None and step.at_once:
        return step.agreed_at
    if step is not None and not has_begun(course) and not course.start and step.release == "after_previous":
        return course.sent_at
    day = _end_day(person, course) if step is None else _day(person, course, step)
    return usual_at(person, day) if day else 0


def _day(person: Person, course: Course, step: CourseStep) -> date | None:
    """The day this step is for, or None while something before it is waited for."""
    if holds_up(client_of(person), course):
        return None
    out = [one for one in course.steps if one.state == "out"]
    gates = [_done_day(person, one) for one in out if is_gate(one)]
    by_rule = _by_rule(person, course, step, out)
    return max([by_rule, *(day + timedelta(days=1) for day in gates if day)]) if by_rule else None


def _end_day(person: Person, course: Course) -> date | None:
    """The day after the last of it is settled; None while something of it is waited for."""
    days = [_settled_day(person, one) for one in course.steps if one.state == "out"]
    return max((day for day in days if day), default=None) if all(days) else None


def _by_rule(person: Person, course: Course, step: CourseStep, out: list[CourseStep]) -> date | None:
    began = date.fromisoformat(course.start) if course.start else local(course.sent_at, person.zone).date()
    if step.release == "on_date":
        return max(began, date.fromisoformat(step.day)) if step.day else None
    if not out:
        return began + timedelta(days=step.days)
    last = max(out, key=lambda one: one.out_at)
    if step.release == "after_days":
        return local(last.out_at, person.zone).date() + timedelta(days=step.days)
    return _settled_day(person, last)


def _settled_day(person: Person, last: CourseStep) -> date | None:
    """The day after the one before was done, passed or ended; an optional one nobody touched: a week on."""
    if given := given_of(client_of(person), last):
        day = settled_day(person, given, last)
        return day + timedelta(days=1) if day else None
    item = assignment(client_of(person), last.assignment)
    done = _done_day(person, last)
    if item is None or done:
        return done + timedelta(days=1) if done else local(last.out_at, person.zone).date()
    ended = item.passed_at or (item.ended_at if item.state == "ended" else 0)
    if is_gate(last):
        return local(ended, person.zone).date() + timedelta(days=1) if ended else None
    untouched = local(last.out_at + OPTIONAL_WAITS, person.zone).date()
    return min(local(ended, person.zone).date() + timedelta(days=1), untouched) if ended else untouched


def _done_day(person: Person, step: CourseStep) -> date | None:
    """The day its activity was done first, or its measure answered; None while it has not been."""
    if given := given_of(client_of(person), step):
        return answered_day(person, given, step)
    item = assignment(client_of(person), step.assignment)
    if item is None or not item.doings:
        return None
    done = [one.done_at for one in item.occurrences if one.state == "done"]
    return local(min(done, default=item.delivered_at), person.zone).date()


def places(client: Client, course: Course) -> tuple[int, int]:
    """How many steps are behind the client (done, or passed), and of how many."""
    steps = shown(course)
    return sum(standing(client, step) in ("done", "passed") for step in steps), len(steps)


def on_pathways(client: Client) -> list[dict[str, Any]]:
    """What the client reads of where they stand: only what has begun, by its title for them."""
    begun = (course for course in running(client) if has_begun(course))
    counted = ((course, *places(client, course)) for course in begun)
    return [
        {"title": c.title, "done": done, "of": of, "rests": c.state == "paused"} for c, done, of in counted
    ]


def place_of(client: Client, item: str) -> dict[str, Any]:
    """Which step of what this assignment or measure is, by its title for clients (A-19); {} for none."""
    found = step_with(client, item)
    if found is None:
        return {}
    steps = shown(found[0])
    return {"title": found[0].title, "nth": steps.index(found[1]) + 1, "of": len(steps)}


def open_item(client: Client, step: CourseStep) -> Assignment | None:
    """The assignment of a step while it runs."""
    item = assignment(client, step.assignment) if step.state == "out" else None
    return item if item is not None and item.state != "ended" else None


def retitle(turn: Turn, course: Course) -> None:
    """It and its steps go by their titles in the client's language."""
    house, reader = turn.house, turn.person
    course.title = house.pathway_title(course.pathway, course.title, reader)
    for step in course.steps:
        measure = house.content.measures.get(step.activity) if step.kind == "measure" else None
        said = measure.read(tongue(reader)).client_title if measure is not None else ""
        step.title = said or house.title(step.title, reader)
