"""A measure as a step of a pathway: which answering it is, and how it stands (CONTENT A-21, F13).

A measure is no practice: what is optional of it holds nothing up, and nobody is reminded of it.
"""

from datetime import date

from handlers.course import CourseStep, is_gate
from handlers.measure_parts import Given
from handlers.state import Client, Person
from handlers.times import local


def given_of(client: Client, step: CourseStep) -> Given | None:
    """What was given with this step; None before that."""
    if step.kind != "measure" or step.state != "out":
        return None
    return next((one for one in client.measures if one.id == step.assignment), None)


def is_answered(given: Given, step: CourseStep) -> bool:
    """Whether it was answered since the step came."""
    return given.answered_at >= step.out_at


def answered_day(person: Person, given: Given, step: CourseStep) -> date | None:
    """The day it was answered; None while it has not been."""
    return local(given.answered_at, person.zone).date() if is_answered(given, step) else None


def settled_day(person: Person, given: Given, step: CourseStep) -> date | None:
    """The day from which what comes after the previous may come; None while an answer is needed first."""
    day = answered_day(person, given, step)
    if day is None and is_gate(step):
        return local(given.ended_at, person.zone).date() if given.ended_at else None
    return day or local(step.out_at, person.zone).date()
