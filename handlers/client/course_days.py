"""Which day has room for the next step of a pathway (DESIGN §4.1, CONTENT A-21)."""

from collections.abc import Iterator
from datetime import date, timedelta

from handlers.client import week
from handlers.client.people import bonds, client_of
from handlers.course import Course, has_begun, waiting
from handlers.sessions import previous_session
from handlers.state import Person
from handlers.times import clamp_to_window, instant, local, next_inside, to_time
from handlers.turn import HOUR

RELEASE_TIME = "10:00"
"""When a step comes, or the nearest moment inside the client's hours."""

AFTER_MEETING = 2 * HOUR
"""So long after a meeting has begun a step may come on its day: what was said there comes first."""

LOOK_AHEAD = 250
"""Days among which a free one is looked for: longer than anybody is away."""


def usual_at(person: Person, day: date) -> int:
    """The moment at which a step comes on this day."""
    return instant(day, clamp_to_window(to_time(RELEASE_TIME), client_of(person).hours), person.zone)


def free(person: Person, course: Course, at: int, now: int) -> int:
    """This moment, or the usual time of the first day that has room for something new."""
    taken, first = set(_taken(person, course, now)), local(at, person.zone).date()
    for day in (first + timedelta(days=ahead) for ahead in range(LOOK_AHEAD)):
        moment = _after_meeting(person, course, at if day == first else usual_at(person, day), now)
        if moment and day.isoformat() not in taken and not _away(person, course, day):
            return moment
    return at


def _after_meeting(person: Person, course: Course, at: int, now: int) -> int:
    """This moment; on the day of a meeting one after it, 0 where that day has none left.

    The first step comes as it was sent, and the end is nothing to be talked about first.
    """
    if not waiting(course) or not (has_begun(course) or course.start):
        return at
    day = local(at, person.zone).date()
    today = [one for one in _meetings(person, now) if local(one, person.zone).date() == day]
    later = max([at, *(one + AFTER_MEETING for one in today)])
    return later if next_inside(person.zone, later, client_of(person).hours) == later else 0


def _meetings(person: Person, now: int) -> Iterator[int]:
    """The next meeting of each relation, and the one that may still be going on."""
    for bond in bonds(client_of(person)):
        upcoming = week.meeting(bond, person.zone, now)
        if upcoming and upcoming[1]:
            yield upcoming[0]
        last = previous_session(bond.session, person.zone, now + 1) if bond.session else None
        if last and now - last < AFTER_MEETING:
            yield last


def _taken(person: Person, course: Course, now: int) -> Iterator[str]:
    """Days that brought something new already; later steps leave those of a letter or evening talk, too."""
    client = client_of(person)
    moments = [item.delivered_at for item in client.assignments]
    moments += [s.out_at for c in client.courses for s in c.steps if s.kind == "measure"]
    if has_begun(course) or course.start:
        moments += [bond.letter.sent_at for bond in bonds(client)]
        yield from (day.isoformat() for day in week.taken_days(person, now))
    yield from (local(at, person.zone).date().isoformat() for at in moments if at)


def _away(person: Person, course: Course, day: date) -> bool:
    """Whether the therapist is away: nobody would be there to look at something new."""
    bond = next((b for b in bonds(client_of(person)) if b.therapist == course.therapist), None)
    return bond is not None and any(first <= day.isoformat() <= last for first, last in bond.away)
