"""A pathway as one client follows it: a copy made at the start, and what may be changed on the way.

Days are ISO dates in the client's zone, instants epoch milliseconds UTC. The therapist's title is not in it:
this stands in the client's own data (CONTENT A-19). Functions give a changed copy; nobody else's is touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from handlers.content import Activity
from handlers.measures import Measure
from handlers.pathways import Kind, Part, Pathway, PathwayStep, Release

Change = Mapping[str, Any]
"""What is changed, as plain data: `what`, mostly `step` (its key), and what that needs."""


@dataclass(slots=True)
class CourseStep:
    """One step. `key` stays its name wherever it is moved to.

    `out`: it went out as `assignment`. `asked_at`: the therapist was asked for their word, `agreed_at`: it
    was given. `at_once`: they said that it goes out now, whatever its rule. `own`: the whole activity, where
    it is one of the practice's own. `blanks`: those of the activity, by name; `fill`: what the therapist put
    into them; `blanks_at`: when they were asked about what is left open. Of a measure, `activity` is its id
    and `assignment` that of the `Given`; `beside`: it ran already by itself, and goes on so.
    """

    key: str
    activity: str
    title: str
    part: Part
    release: Release
    days: int = 0
    day: str = ""
    required: bool = True
    by_hand: bool = False
    goes_on: bool = False
    rhythm: str = "once"
    minutes: int = 0
    small_minutes: int = 2
    visibility: str = "shared"
    avoidance_sensitive: bool = False
    kind: Kind = "activity"
    state: Literal["waiting", "out", "left_out"] = "waiting"
    assignment: str = ""
    out_at: int = 0
    asked_at: int = 0
    agreed_at: int = 0
    at_once: bool = False
    own: dict[str, Any] | None = None
    blanks: list[str] = field(default_factory=list)
    fill: dict[str, str] = field(default_factory=dict)
    blanks_at: int = 0
    beside: bool = False


@dataclass(slots=True)
class Course:
    """A running pathway: whose, which, in which version, from which day ("" from the moment it was sent).

    `at` is the local time of its reminders. `not_before`: what is late waits until then.
    """

    id: str
    therapist: str
    pathway: str
    version: int
    title: str
    weeks: int
    sent_at: int
    start: str = ""
    at: str = ""
    note: str = ""
    steps: list[CourseStep] = field(default_factory=list)
    state: Literal["running", "paused", "ended"] = "running"
    not_before: int = 0
    ended_at: int = 0


def begun(
    pathway: Pathway,
    activities: Mapping[str, Activity],
    measures: Mapping[str, Measure],
    **about: Any,
) -> Course:
    """The pathway as it stands in the library now, for one client.

    `measures` are those that can be asked: a step with another is left out. `about` are further fields.
    """
    steps = [
        measure_step(str(number), step, measures[step.activity])
        if step.kind == "measure"
        else step_of(str(number), step, activities[step.activity])
        for number, step in enumerate(pathway.steps, 1)
        if step.kind != "measure" or step.activity in measures
    ]
    about = {"version": pathway.version, "title": pathway.client_title, "weeks": pathway.weeks, **about}
    return Course(pathway=pathway.id, steps=steps, **about)


def step_of(key: str, step: PathwayStep, activity: Activity) -> CourseStep:
    """One step with what its activity is now."""
    return CourseStep(
        key=key,
        title=activity.client_title,
        by_hand=step.by_hand or activity.avoidance_sensitive,
        rhythm=step.rhythm or activity.rhythm,
        minutes=step.minutes or activity.minutes,
        small_minutes=activity.tiny_minutes,
        visibility=step.visibility,
        avoidance_sensitive=activity.avoidance_sensitive,
        blanks=[blank.name for blank in activity.fill],
        **_as_in_file(step),
    )


def measure_step(key: str, step: PathwayStep, measure: Measure) -> CourseStep:
    """One step that is a measure, with how long it takes."""
    return CourseStep(
        key=key,
        title=measure.read("en").client_title or measure.title,
        by_hand=step.by_hand,
        rhythm=step.rhythm or "once",
        minutes=measure.minutes,
        small_minutes=measure.minutes,
        **_as_in_file(step),
    )


def _as_in_file(step: PathwayStep) -> dict[str, Any]:
    kept = ("activity", "part", "release", "days", "required", "goes_on", "kind")
    return {name: getattr(step, name) for name in kept}


def read(doc: Mapping[str, Any]) -> Course:
    """A course from plain data, as a talk keeps it."""
    return Course(**{**doc, "steps": [CourseStep(**step) for step in doc["steps"]]})


def shown(course: Course) -> list[CourseStep]:
    """The steps that are part of it; their places, from 1, are the numbers people use."""
    return [step for step in course.steps if step.state != "left_out"]


def waiting(course: Course) -> list[CourseStep]:
    """What has not gone out yet, in order."""
    return [step for step in course.steps if step.state == "waiting"]


def left_open(step: CourseStep) -> list[str]:
    """The blanks nobody has filled: they read as they ship."""
    return [name for name in step.blanks if name not in step.fill]


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
    """The step goes out now: the therapist's word stands above its rule, the gate before it included."""
    _go_on(course, change, now)
    step = _step(course, change)
    if course.state == "running" and step is not None and step in waiting(course)[:1]:
        step.agreed_at, step.at_once = now, True


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
