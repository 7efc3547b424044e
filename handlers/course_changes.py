"""What may be changed on a pathway while one client follows it (CONTENT A-20 to A-22).

Functions give a changed copy; a change that no longer fits changes nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.course import Course, CourseStep, left_open, waiting

Change = Mapping[str, Any]
"""What is changed, as plain data: `what`, mostly `step` (its key), and what that needs."""


def changed(course: Course, change: Change, now: int) -> Course:
    """The course with this change; one that no longer fits (the step is out by now) changes nothing."""
    made = replace(course, steps=[replace(step, fill=dict(step.fill)) for step in course.steps])
    CHANGES[change["what"]](made, change, now)
    return made


def _step(course: Course, change: Change) -> CourseStep | None:
    return next((step for step in course.steps if step.key == change.get("step")), None)


def _pause(course: Course, change: Change, now: int) -> None:
    if course.state == "running":
        course.state = "paused"


def _go_on(course: Course, change: Change, now: int) -> None:
    if course.state == "paused":
        course.state, course.not_before = "running", max(course.not_before, now)


def _end(course: Course, change: Change, now: int) -> None:
    if course.state != "ended":
        course.state, course.ended_at = "ended", now


def _next(course: Course, change: Change, now: int) -> None:
    """The step goes out now: the therapist's word stands above its rule, and no gate before it holds."""
    _go_on(course, change, now)
    step = _step(course, change)
    if course.state == "running" and step is not None and step in waiting(course)[:1]:
        step.agreed_at, step.at_once = now, True
        _agreed(step, change.get("given", {}))
        for before in course.steps:
            before.past = before.past or before.state == "out"


def _agreed(step: CourseStep, given: Mapping[str, Any]) -> None:
    """What the two settled when the word was given goes with the step; expected or not, it is the step's."""
    step.given = {name: value for name, value in given.items() if name != "optional"}
    step.required = not given.get("optional", not step.required)


def _again(course: Course, change: Change, now: int) -> None:
    """One that ended before it was done goes out once more, before anything else."""
    step = _step(course, change)
    if course.state != "ended" and step is not None and step.state == "out":
        _go_on(course, change, now)
        place = course.steps.index(step)
        step.state, step.assignment, step.out_at = "waiting", "", 0
        step.missed_at = step.told_at = 0
        step.agreed_at, step.at_once, step.past = now, True, False
        course.steps.remove(step)
        first = next((n for n, one in enumerate(course.steps) if one.state == "waiting"), len(course.steps))
        course.steps.insert(min(first, place), step)


def _swapped(course: Course, change: Change, by: int) -> None:
    """Change places with its neighbour among what has not gone out yet."""
    ahead = [place for place, step in enumerate(course.steps) if step.state == "waiting"]
    keys = [course.steps[place].key for place in ahead]
    if change.get("step") in keys:
        here = keys.index(str(change["step"]))
        if 0 <= here + by < len(ahead):
            a, b = ahead[here], ahead[here + by]
            course.steps[a], course.steps[b] = course.steps[b], course.steps[a]


def _up(course: Course, change: Change, now: int) -> None:
    _swapped(course, change, -1)


def _down(course: Course, change: Change, now: int) -> None:
    _swapped(course, change, 1)


def _leave_out(course: Course, change: Change, now: int) -> None:
    """Also one that is open: nothing waits for it any more."""
    step = _step(course, change)
    if step is not None:
        step.state = "left_out"


def _add(course: Course, change: Change, now: int) -> None:
    """Before what looks back, else at the end."""
    step = CourseStep(**change["added"])
    if any(one.key == step.key for one in course.steps):
        return
    back = next(
        (n for n, one in enumerate(course.steps) if one.state == "waiting" and one.part == "look_back"), None
    )
    course.steps.insert(len(course.steps) if back is None else back, step)


def _gate(course: Course, change: Change, now: int) -> None:
    step = _step(course, change)
    if step is not None:
        step.required = bool(change["required"])


def _day(course: Course, change: Change, now: int) -> None:
    """From now on it comes on this day."""
    step = _step(course, change)
    if step is not None and step.state == "waiting":
        step.release, step.day = "on_date", str(change["day"])


def _fill(course: Course, change: Change, now: int) -> None:
    """What stands in its blanks; one of the same name in a later step, still open, is the same thing."""
    step = _step(course, change)
    if step is None or step.state != "waiting":
        return
    step.fill = {**step.fill, **{name: str(words) for name, words in change["fill"].items()}}
    for other in waiting(course):
        same = {name: step.fill[name] for name in left_open(other) if name in step.fill}
        other.fill = {**other.fill, **same}


def _instead(course: Course, change: Change, now: int) -> None:
    """A measure that waits, in another form: that with the item of risk goes without it (CONTENT F13)."""
    for step in waiting(course):
        if step.kind == "measure" and step.activity == change["measure"]:
            step.activity = str(change["instead"])


def _set(course: Course, change: Change, now: int) -> None:
    """Start, time, note or who sees the answers, of one that has not been sent."""
    for name in ("start", "at", "note"):
        if name in change:
            setattr(course, name, change[name])
    if "visibility" in change:
        for step in waiting(course):
            step.visibility = change["visibility"]


CHANGES = {
    "pause": _pause,
    "go_on": _go_on,
    "end": _end,
    "next": _next,
    "again": _again,
    "up": _up,
    "down": _down,
    "leave_out": _leave_out,
    "add": _add,
    "gate": _gate,
    "day": _day,
    "fill": _fill,
    "instead": _instead,
    "set": _set,
}
