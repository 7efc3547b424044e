"""A pathway as one client follows it: a copy made at the start, and what may be changed on the way.

Days are ISO dates in the client's zone, instants epoch milliseconds UTC. The therapist's title is not in it:
this stands in the client's own data (CONTENT A-19). Functions give a changed copy; nobody else's is touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from handlers.content import Activity
from handlers.measures import Measure
from handlers.pathways import Kind, Part, Pathway, PathwayStep, Release


@dataclass(slots=True)
class CourseStep:
    """One step. `key` stays its name wherever it is moved to.

    `out`: it went out as `assignment`. `asked_at`: the therapist was asked for their word, `agreed_at`: it
    was given. `at_once`: they said that it goes out now, whatever its rule. `own`: the whole activity, where
    it is one of the practice's own. `blanks`: those of the activity, by name; `fill`: what the therapist put
    into them; `blanks_at`: when they were asked about what is left open. Of a measure, `activity` is its id
    and `assignment` that of the `Given`; `beside`: it ran already by itself, and goes on so. `past`: the
    therapist sent what follows although this was not done, and nothing waits for it any more. `given`: what
    the two agreed on when the word was given. `needs`: the activity it builds on. `missed_at`: a meeting
    passed without it, `told_at`: the therapist has heard that it stands still.
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
    past: bool = False
    given: dict[str, Any] = field(default_factory=dict)
    needs: str = ""
    missed_at: int = 0
    told_at: int = 0


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
    kept = ("activity", "part", "release", "days", "required", "goes_on", "kind", "needs")
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


def has_begun(course: Course) -> bool:
    """Whether anything of it has gone out."""
    return any(step.out_at for step in course.steps)


def is_gate(step: CourseStep) -> bool:
    """Whether what follows waits until it is done: not once its therapist has gone past it (A-22)."""
    return step.required and not step.past


def left_open(step: CourseStep) -> list[str]:
    """The blanks nobody has filled: they read as they ship."""
    return [name for name in step.blanks if name not in step.fill]


def forget_words(course: Course) -> None:
    """A word that was given holds no longer: what waits for one is asked about again (SAFETY S3)."""
    for step in waiting(course):
        step.agreed_at, step.at_once, step.asked_at, step.given = 0, False, 0, {}
