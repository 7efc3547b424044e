"""How much a client has on their plate, and what is worth a hint before more is added (CONTENT I-17).

Hints never block: who knows the client decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from handlers.client.people import minutes
from handlers.course import Course, CourseStep
from handlers.state import Case, Client
from handlers.therapist.insights_load import PLENTY, TIMES
from handlers.week_parts import Assignment


@dataclass(frozen=True, slots=True)
class Load:
    """Required items, and minutes a week over all items."""

    required: int = 0
    minutes: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.required + other.required, self.minutes + other.minutes)


def now(client: Client, besides: Iterable[str] = ()) -> Load:
    """What runs or waits to go out now; `besides` are assignments not to be counted."""
    left = set(besides)
    items = (a for a in client.assignments if a.state != "ended" and not a.passed_at and a.id not in left)
    return sum((_of_item(item) for item in items), Load())


def _of_item(item: Assignment) -> Load:
    return Load(int(not item.optional), minutes(item) * TIMES[item.rhythm])


def peak(course: Course) -> Load:
    """The most that one week of the pathway asks for, from its newest step that is out on."""
    weeks = list(_weeks(course))
    return Load(max((w.required for w in weeks), default=0), max((w.minutes for w in weeks), default=0))


def _weeks(course: Course) -> Iterator[Load]:
    """Each step with what goes on beside it."""
    steps = [step for step in course.steps if step.state != "left_out"]
    first = next((n for n, step in enumerate(steps) if step.state == "waiting"), len(steps))
    for place in range(max(0, first - 1), len(steps)):
        beside = [step for step in steps[:place] if step.goes_on]
        yield _together([*beside, steps[place]])


def _together(steps: Sequence[CourseStep]) -> Load:
    return sum((_of_step(step) for step in steps), Load())


def _of_step(step: CourseStep) -> Load:
    """A measure takes its minutes; nobody is expected to have practised it."""
    if step.kind == "measure":
        return Load(0, step.minutes)
    return Load(int(step.required), step.minutes * TIMES[step.rhythm])


def hints(before: Load, course: Course, case: Case) -> dict[str, int | bool]:
    """I-17: more than two required items, more minutes than agreed, a rise while therapy is ending.

    `before` is what there is beside the pathway. 0 or False where there is nothing to say.
    """
    most = peak(course)
    together = before + most
    over = bool(case.minutes_agreed) and together.minutes > case.minutes_agreed
    return {
        "required": together.required if together.required > PLENTY else 0,
        "minutes": together.minutes,
        "agreed": case.minutes_agreed if over else 0,
        "rising": case.ending and most.minutes > 0,
    }
