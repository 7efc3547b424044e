"""A pathway as its therapist reads it: in the library, before it is sent, and while it runs."""

from dataclasses import asdict
from datetime import date
from typing import Any

from handlers.client import week
from handlers.client.courses import course_of, due_at, holds_up, running, standing
from handlers.content import Activity
from handlers.content_shape import activity_of
from handlers.course import Course, CourseStep, begun, shown, waiting
from handlers.filled import numbered
from handlers.pathways import Pathway
from handlers.reading import library, tongue
from handlers.state import Case, Client
from handlers.therapist import load
from handlers.therapist.insights_load import unfitting
from handlers.therapist.reach import what_happens_next
from handlers.therapist.whom import client_side, name_of, wall_at, zone_of
from handlers.times import clamp_to_window, hhmm, instant, to_time
from handlers.turn import DAY, Turn

RHYTHM = ("kind", "rhythm", "minutes", "required", "by_hand", "goes_on", "release", "days", "part")

FAR = 6 * DAY
"""What comes later than this is said with its date: a weekday alone would be the coming one."""

GOES_OUT = ("sent", "later", "paused")
"""How a client stands to whom what is due goes out, now or later."""


def title_of(turn: Turn, pathway: str, otherwise: str) -> str:
    """The title for therapists; that for clients where the library has it no more."""
    known = turn.house.pathways(turn.person).get(pathway)
    return known.title if known else otherwise


def activity_title(turn: Turn, activity: str, otherwise: str) -> str:
    """An activity's or a measure's title for therapists, while there is one; an own one's as published."""
    own, known = turn.own.get(activity), library(turn.house.content, turn.person).get(activity)
    if own is not None and own.published:
        return str(own.published["title"])
    measure = turn.house.content.measures.get(activity)
    if known is None and measure is not None:
        return measure.called(tongue(turn.person))
    return known.title if known else otherwise


def activity_in(turn: Turn, step: CourseStep) -> Activity | None:
    """The activity of a step, as it is given; None for a measure, and where the library has it no more."""
    return activity_of(step.own) if step.own else library(turn.house.content, turn.person).get(step.activity)


def blanks_in(turn: Turn, step: CourseStep) -> list[dict[str, Any]]:
    """What the therapist can put into this step: name, question, what stands there otherwise, and what now.

    `number`: it is a number of minutes; `words`: "" while nothing was given.
    """
    known = activity_in(turn, step)
    if known is None:
        return []
    given = ({"number": numbered(known, b.name), "words": step.fill.get(b.name, "")} for b in known.fill)
    return [{**asdict(blank), **more} for blank, more in zip(known.fill, given, strict=True)]


def of_library(turn: Turn, pathway: Pathway) -> dict[str, Any]:
    """One of the library, whole, with what to know before it is given."""
    known, measures = library(turn.house.content, turn.person), turn.house.content.measures
    course = begun(pathway, known, measures, id="", therapist="", sent_at=0)
    steps = [
        {
            **{name: getattr(step, name) for name in RHYTHM},
            "by_hand": given.by_hand,
            "title": activity_title(turn, step.activity, step.title),
        }
        for step, given in zip(course.steps, pathway.steps, strict=True)
    ]
    about = ("id", "title", "client_title", "weeks", "what", "therapist_note", "source")
    before = _before(turn, [step.activity for step in pathway.steps])
    return {**{name: getattr(pathway, name) for name in about}, "steps": steps, "before": before}


def _before(turn: Turn, activities: list[str]) -> list[list[str]]:
    """What to look at before each of these, once each."""
    every = library(turn.house.content, turn.person)
    known = (every[id] for id in dict.fromkeys(activities) if id in every)
    return [[one.title, one.guard] for one in known if one.guard]


def of_client(turn: Turn, case: Case, course: Course) -> dict[str, Any]:
    """One as this client follows it, or will: every step, what is next and when, and the load (I-17)."""
    client, zone = client_side(turn, case), zone_of(turn, case)
    person = turn.views[case.client].person
    sent = course_of(client, course.id) is not None
    due = due_at(person, course, turn.now)
    stands = what_happens_next(turn, case)
    ahead = waiting(course)[:1]
    ours = [step.assignment for step in course.steps if step.assignment]
    return {
        "name": name_of(turn, case.client),
        "pathway": course.pathway,
        "title": title_of(turn, course.pathway, course.title),
        "client_title": course.title,
        "weeks": course.weeks,
        "state": course.state if sent else "draft",
        "start_at": _noon(turn, course.start, zone),
        **_clock(client, course),
        "note": course.note,
        "steps": [_step(turn, client, step, zone) for step in shown(course)],
        "before": _before(turn, [step.activity for step in waiting(course)]),
        "next_at": wall_at(turn, due, zone) if due and stands["outcome"] in GOES_OUT else 0,
        "far": is_far(turn, due),
        "leaves": bool(ahead and ahead[0].at_once) and 0 < due <= turn.now and stands["outcome"] == "sent",
        "asked": any(step.asked_at and not step.agreed_at for step in ahead),
        "waits": waits_for(client, course) if ahead and not due else "",
        "stands": {"until_at": 0, **stands},
        "orders": _orders(turn, client, course),
        "load": load.hints(load.now(client, ours), course, case) | _stage(turn, case, course),
    }


def is_far(turn: Turn, at: int) -> bool:
    """Whether a moment needs its date."""
    return at - turn.now > FAR


def waits_for(client: Client, course: Course) -> str:
    """What the next step waits for, where it has no moment: `open`, `stopped`, `day` or "" for nothing."""
    held = holds_up(client, course)
    if held is not None:
        return standing(client, held)
    return "day" if any(s.release == "on_date" and not s.day for s in waiting(course)[:1]) else ""


def _clock(client: Client, course: Course) -> dict[str, Any]:
    """When its reminders come; where that is not as asked for, also what was, and the client's hours."""
    asked = course.at or client.cue_time or week.CUE_TIME
    clock = hhmm(clamp_to_window(to_time(asked), client.hours))
    return {"clock": clock, "asked_for": "" if clock == asked else asked, "hours": list(client.hours)}


def _orders(turn: Turn, client: Client, course: Course) -> list[list[str]]:
    """What stands before the step it builds on, as [title, title]."""
    steps, found = shown(course), []
    for place, step in enumerate(steps):
        later = [one for one in steps[place:] if step.needs and one.activity == step.needs]
        if step.state == "waiting" and later and standing(client, later[0]) != "done":
            found.append([_title(turn, step), _title(turn, later[0])])
    return found


def _stage(turn: Turn, case: Case, course: Course) -> dict[str, Any]:
    """I-19: the stage, and from which step on something is to be done that may not fit it; "" where none."""
    for number, step in enumerate(shown(course), 1):
        known = activity_in(turn, step) if step.state == "waiting" and step.kind == "activity" else None
        if known is not None and unfitting(case, known):
            return {"stage": case.stage, "from_step": number}
    return {"stage": "", "from_step": 0}


def _step(turn: Turn, client: Client, step: CourseStep, zone: str) -> dict[str, Any]:
    return {
        **{name: getattr(step, name) for name in RHYTHM},
        "key": step.key,
        "title": _title(turn, step),
        "standing": standing(client, step),
        "out_at": wall_at(turn, step.out_at, zone) if step.out_at else 0,
        "past": step.past,
        "day_at": _noon(turn, step.day, zone),
        "blanks": blanks_in(turn, step),
    }


def _noon(turn: Turn, day: str, zone: str) -> int:
    """A day of the client's as an instant that reads as this day; 0 for none."""
    return wall_at(turn, instant(date.fromisoformat(day), "12:00", zone), zone) if day else 0


def lines(turn: Turn, case: Case) -> list[dict[str, Any]]:
    """One line for each that runs, for the summary and for `/client`: where it is, what it waits for."""
    client, person = client_side(turn, case), turn.views[case.client].person
    found = []
    for course in running(client):
        if course.therapist != turn.person.id:
            continue
        standings = [standing(client, step) for step in shown(course)]
        open_ = [step for step in shown(course) if standing(client, step) == "open"]
        stopped = [step for step in shown(course) if standing(client, step) == "stopped"]
        due = due_at(person, course, turn.now)
        ahead = waiting(course)[:1]
        found.append(
            {
                "title": title_of(turn, course.pathway, course.title),
                "pathway": course.pathway,
                "done": sum(one == "done" for one in standings),
                "passed": sum(one == "passed" for one in standings),
                "of": len(standings),
                "rests": course.state == "paused",
                "open": _title(turn, open_[-1]) if open_ else "",
                "stopped": _title(turn, stopped[-1]) if stopped else "",
                "waits": waits_for(client, course) if ahead and not due else "",
                "next": _title(turn, ahead[0]) if ahead else "",
                "asked": bool(ahead and ahead[0].asked_at and not ahead[0].agreed_at),
                "next_at": wall_at(turn, due, zone_of(turn, case)) if due and ahead else 0,
            }
        )
    return found


def _title(turn: Turn, step: CourseStep) -> str:
    return activity_title(turn, step.activity, step.title)
