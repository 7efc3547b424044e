"""Blanks of a pathway's next step that nobody has filled: when its therapist is asked (CONTENT E4)."""

from handlers.client.courses import due_at
from handlers.client.people import client_of
from handlers.course import Course, left_open, waiting
from handlers.state import Person
from handlers.times import next_inside
from handlers.turn import DAY, HOUR

AHEAD = DAY
"""So long before the step comes."""

JUST_ASKED = 12 * HOUR
"""So soon after the pathway was given they were only just passed over."""


def asks_at(person: Person, course: Course, now: int) -> tuple[int, int]:
    """When the therapist is asked, and when the step comes; (0, 0) for never.

    Inside the client's hours, for want of the therapist's; not where both were just looked at, nor where the
    step waits for the therapist's word anyway. It holds nothing up: an open blank reads as it ships.
    """
    ahead = waiting(course)[:1]
    if not ahead or ahead[0].by_hand or ahead[0].blanks_at or not left_open(ahead[0]):
        return 0, 0
    comes = due_at(person, course, now)
    if comes - AHEAD < course.sent_at + JUST_ASKED:
        return 0, 0
    asks = next_inside(person.zone, max(comes - AHEAD, now), client_of(person).hours)
    return (asks, comes) if asks < comes else (0, 0)
