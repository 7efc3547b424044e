"""How many clients a therapist works with, and whether they are away (DESIGN §4.6)."""

from handlers.state import Case, Person, Therapist
from handlers.times import local

MANY = 3
"""With more active clients than this, news is gathered on a Morning and an Evening card."""


def active_cases(therapist: Therapist) -> list[Case]:
    """The relations that are running: joined and not ended."""
    return [case for case in therapist.cases if case.joined and not case.ended_at]


def has_cards(therapist: Therapist) -> bool:
    """Whether news waits for the two cards of the day; only flags interrupt then."""
    return len(active_cases(therapist)) > MANY


def card_before(person: Person, at: int) -> bool:
    """Whether a Morning card comes before this instant, so that what is for then can stand on it."""
    assert person.therapist is not None
    rows = (row.due_at for row in person.agenda if row.kind == "morning")
    return has_cards(person.therapist) and any(due < at for due in rows)


def is_away(therapist: Therapist, zone: str, at: int) -> bool:
    """Whether the therapist is away on this day of their own calendar: nothing but flags reaches them."""
    day = local(at, zone).date().isoformat()
    return any(first <= day <= last for first, last in therapist.away)
