"""What a pathway's talks do: draw it, change a draft or one that runs, send it (CONTENT A-19 on)."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from handlers import reading, shelf
from handlers.client.courses import course_of, due_at, running, standing
from handlers.client.told_pathway import open_already
from handlers.content import Activity
from handlers.course import Course, CourseStep, begun, left_open, measure_step, read, shown, step_of, waiting
from handlers.course_changes import changed
from handlers.measures import Measure
from handlers.pathways import PathwayStep
from handlers.safety.flags import has_backup
from handlers.state import Case
from handlers.therapist import pathway_draw
from handlers.therapist.assign import times_for
from handlers.therapist.guard import note_new_anyway
from handlers.therapist.library import find_or_filed, listed, suggestions
from handlers.therapist.measure_lines import find_measure
from handlers.therapist.reach import what_happens_next
from handlers.therapist.whom import case_of, client_side, name_of, wall_at, zone_of
from handlers.times import local
from handlers.turn import Changes, Turn

changes = Changes()

WORDS = ("next", "again")
"""Changes that send something now."""

MOVABLE = frozenset(("up", "down", "day", "fill"))
"""Changes only for what has not gone out."""


def mine(turn: Turn, case: Case, pathway: str = "") -> list[Course]:
    """This therapist's running pathways of the client; of this one, if named."""
    found = (c for c in running(client_side(turn, case)) if c.therapist == turn.person.id)
    return [course for course in found if pathway in ("", course.pathway)]


def draft_of(turn: Turn, case: Case, pathway: str, given: dict[str, Any]) -> dict[str, Any]:
    """The pathway for this client, not sent yet, as plain data."""
    content, client = turn.house.content, turn.views[case.client].person
    about = {"id": next(turn.ids), "therapist": turn.person.id, "sent_at": turn.now}
    known = turn.house.pathways(client)[pathway]
    asked = {id: one for id, one in content.measures.items() if one.has_text(client.language)}
    course = begun(known, reading.library(content, client), asked, **about)
    usual = times_for(turn, case, [])[0]
    return asdict(changed(course, {"what": "set", "at": usual, **given}, turn.now))


@changes.change()
def draft_pathway(turn: Turn, client: str, pathway: str) -> dict[str, Any]:
    """A draft of the one that was chosen."""
    case = case_of(turn, client)
    return draft_of(turn, case, pathway, {}) if case is not None else {}


@changes.change()
def edit_draft(turn: Turn, course: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """The draft with this change."""
    return asdict(changed(read(course), change, turn.now))


@changes.change()
def lies_ahead(turn: Turn, day: str) -> dict[str, bool]:
    """Whether this day, an ISO date, has not passed where the therapist is."""
    return {"fits": day >= local(turn.now, turn.person.zone).date().isoformat()}


@changes.change()
def draw_running(turn: Turn, client: str, course: str) -> dict[str, Any]:
    """One that runs as its card shows it; {} when it is over."""
    case = case_of(turn, client)
    found = course_of(client_side(turn, case), course) if case is not None else None
    return pathway_draw.of_client(turn, case, found) if case is not None and found is not None else {}


@changes.change()
def draw_pathway(turn: Turn, client: str, course: dict[str, Any]) -> dict[str, Any]:
    """A draft as its card shows it; {} when the client is gone."""
    case = case_of(turn, client)
    if case is None:
        return {}
    draft = read({**course, "sent_at": turn.now})
    replaces = bool(mine(turn, case, draft.pathway))
    note = turn.house.pathways(turn.person)[draft.pathway].therapist_note
    return {**pathway_draw.of_client(turn, case, draft), "replaces": replaces, "therapist_note": note}


@changes.change()
def activities_to_add(turn: Turn, client: str, pathway: str) -> list[list[str]]:
    """The likeliest activities, as [id, title]."""
    case = case_of(turn, client)
    recent = [a.activity for a in reversed(client_side(turn, case).assignments)] if case else []
    return suggestions(shelf.library(turn, pathway), recent)


@changes.change()
def search_to_add(turn: Turn, words: str, pathway: str = "") -> list[list[str]]:
    """Activities and measures that these words may mean, those made for this pathway too, as [id, title]."""
    measure = find_measure(turn.house.content, words)
    if measure is not None and measure.has_text():
        return [[measure.id, measure.title]]
    return listed(find_or_filed(shelf.library(turn, pathway), words, turn.house.content.activities)[:6])


@changes.change()
def new_step(turn: Turn, activity: str, course: dict[str, Any]) -> dict[str, Any]:
    """One more step for this pathway: an activity, or a measure by its id."""
    measure = turn.house.content.measures.get(activity)
    return added_step(turn, measure or shelf.activity(turn, activity), read(course), {})


def added_step(turn: Turn, what: Activity | Measure, course: Course, more: dict[str, Any]) -> dict[str, Any]:
    """A further step, as plain data; an activity with a guard waits for the therapist's word."""
    key = str(max((int(step.key) for step in course.steps), default=0) + 1)
    given: dict[str, Any] = {"part": "practise", "release": "after_previous", **more}
    if isinstance(what, Measure):
        given |= {"kind": "measure", "rhythm": "", "required": False}
        return asdict(measure_step(key, PathwayStep(what.id, **given), what))
    step = PathwayStep(what.id, by_hand=bool(what.guard), visibility=what.visibility, **given)
    return {**asdict(step_of(key, step, what)), "own": shelf.of_own(turn, what.id)}


@changes.change()
def about_risk(turn: Turn, measure: str) -> dict[str, Any]:
    """What has to be decided before this measure may be given; {} for nothing (CONTENT F13)."""
    known = turn.house.content.measures.get(measure)
    if known is None or not known.risk:
        return {}
    instead = turn.house.content.measures[known.instead]
    about = {"measure": known.id, "title": known.title, "instead": [instead.id, instead.title]}
    return {**about, "backup": has_backup(turn)}


@changes.change(undo="bar")
def send_pathway(
    turn: Turn, client: str, course: dict[str, Any], first: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Tell the client's side; gives what is said to the therapist. `first`: what the guard made of it."""
    case = case_of(turn, client)
    if case is None:
        return {"outcome": "assign/gone"}
    today = local(turn.now, zone_of(turn, case)).date().isoformat()
    sent = read({**course, "sent_at": turn.now})
    sent.start = sent.start if sent.start > today else ""
    turn.tell(client, "pathway", course=asdict(sent))
    turn.audit("pathway", client)
    note_new_anyway(turn, client, first or {})
    name, next_ = name_of(turn, client), what_happens_next(turn, case)
    if next_["outcome"] not in ("sent", "later"):
        return {"until_at": 0, **next_, "name": name, "outcome": f"assign/{next_['outcome']}"}
    due = due_at(turn.views[client].person, sent, turn.now)
    first_at = wall_at(turn, due, zone_of(turn, case)) if due > turn.now else 0
    far = pathway_draw.is_far(turn, due)
    by_hand = any(step.by_hand for step in waiting(sent)[:1])
    before = mine(turn, case, sent.pathway)
    goes_on = any(open_already(client_side(turn, case), old, sent) for old in before)
    about = {"name": name, "first_at": first_at, "far": far, "by_hand": by_hand, "goes_on": goes_on}
    return {"outcome": "pathway/sent", **about}


@changes.change(undo="bar")
def change_pathway(turn: Turn, client: str, course: str, change: dict[str, Any]) -> dict[str, Any]:
    """Change one that runs; gives how it stands then, {} when it is over or the client gone."""
    case = case_of(turn, client)
    now = course_of(client_side(turn, case), course) if case is not None else None
    if case is None or now is None or now.state == "ended" or now.therapist != turn.person.id:
        return {}
    return apply(turn, case, now, change)


def apply(turn: Turn, case: Case, course: Course, change: dict[str, Any]) -> dict[str, Any]:
    """Tell the client's side of the change; gives the pathway as it will stand.

    While messages rest after a flag nothing is sent, and no word is kept for later (SAFETY S3).
    """
    if change["what"] in WORDS and client_side(turn, case).held:
        return pathway_draw.of_client(turn, case, course)
    turn.tell(case.client, "pathway_change", course=course.id, therapist=turn.person.id, change=change)
    turn.audit("pathway_change", case.client)
    return pathway_draw.of_client(turn, case, changed(course, change, turn.now))


@changes.change()
def running_course(turn: Turn, client: str, course: str) -> dict[str, Any]:
    """One that runs, as plain data; {} when it is over."""
    case = case_of(turn, client)
    found = course_of(client_side(turn, case), course) if case is not None else None
    return asdict(found) if found is not None and found.state != "ended" else {}


def needs_asking(turn: Turn, course: Course, change: dict[str, Any]) -> bool:
    """Whether a question comes before this change: what fills a blank, or whether item 9 is asked."""
    if change["what"] == "add":
        return bool(about_risk(turn, change["added"]["activity"]))
    step = next((one for one in course.steps if one.key == change.get("step")), None)
    asks = step is not None and (step.by_hand or bool(left_open(step)))
    return change["what"] in ("fill", "end") or (change["what"] == "next" and asks)


def step_numbered(turn: Turn, case: Case, course: Course, what: str, number: int) -> CourseStep | None:
    """The step at this place, where it can be changed so: what is done stays as it is."""
    steps = shown(course)
    step = steps[number - 1] if 1 <= number <= len(steps) else None
    if step is None or standing(client_side(turn, case), step) in ("done", "passed"):
        return None
    if what == "again":
        return step if step.state == "out" else None
    return step if step.state == "waiting" or what not in MOVABLE else None


def choices(turn: Turn) -> list[list[str]]:
    """Every pathway, as [id, title]."""
    return [[one.id, one.title] for one in turn.house.pathways(turn.person).values()]
