"""What is due when for a therapist: summaries, recaps, the cards of the day (DESIGN §4, §4.6).

Sessions are in the client's zone (`case.zone`), hours of the day in the therapist's own. A row whose
session has been summarised or recapped no longer follows from the state.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from handlers.safety import flags, flags_today
from handlers.sessions import next_session
from handlers.state import Case, Person, Therapist, Timed
from handlers.therapist import couple, group_dots, letter_told, reflection
from handlers.therapist.caseload import active_cases, has_cards, is_away
from handlers.times import instant, local
from handlers.turn import DAY, HOUR, MINUTE

SUMMARY_BEFORE = 3 * HOUR
EARLIEST = "07:30"
EVENING_BEFORE = "18:00"
RECAP_AFTER = 60 * MINUTE
RECAP_LATE = 24 * HOUR
EVENING_CARD_AFTER = 80 * MINUTE
EVENING_CARD_FROM, EVENING_CARD_AT_LATEST = "17:00", "20:00"
MORNING_LATE = "18:00"
CARDS_LATE = 12 * HOUR
WORKING_DAYS = 5
"""Monday to Friday; a day with a session is one as well."""


def rows(person: Person, now: int) -> Iterator[Timed]:
    """The agenda rows that follow from this therapist's state."""
    therapist = person.therapist
    assert therapist is not None
    yield from letter_told.rows(therapist)
    yield from flags.rows(person)
    yield from flags_today.rows(person)
    yield from reflection.rows(person, now)
    yield from group_dots.rows(person, now)
    yield from couple.rows(therapist)
    cards = has_cards(therapist)
    for case in active_cases(therapist):
        yield from _summary(person, case, now, on_card=cards)
        if not cards:
            yield from _recap(case, now)
    if cards:
        yield from _evening(person, therapist, now)
    if cards or any(news.get("wait") for news in therapist.notices):
        yield from _morning(person, therapist, now)


def summary_at(session_at: int, zone: str) -> int:
    """Three hours before, not before 07:30 of the therapist's day; else 18:00 the evening before."""
    day = local(session_at, zone).date()
    due = max(session_at - SUMMARY_BEFORE, instant(day, EARLIEST, zone))
    return due if due < session_at else instant(day - timedelta(days=1), EVENING_BEFORE, zone)


def _summary(person: Person, case: Case, now: int, *, on_card: bool) -> Iterator[Timed]:
    session_at = next_session(case.session, case.zone, now) if case.session else None
    if session_at is None or summarised(case, session_at):
        return
    due = summary_at(session_at, person.zone)
    if on_card and local(due, person.zone).date() == local(session_at, person.zone).date():
        return  # on the Morning card; only a session before that card keeps its own
    yield Timed("summary", case.client, due, session_at, 0)


def summarised(case: Case, session_at: int) -> bool:
    """Whether this meeting has had its summary, also when it has been moved within its day."""
    before = case.summarised_at
    return bool(before) and local(before, case.zone).date() >= local(session_at, case.zone).date()


def _recap(case: Case, now: int) -> Iterator[Timed]:
    since = max(case.recapped_at, now - RECAP_AFTER - RECAP_LATE)
    session_at = next_session(case.session, case.zone, since) if case.session else None
    if session_at is not None:
        due = session_at + RECAP_AFTER
        yield Timed("recap", case.client, due, due + RECAP_LATE, 0)


def sessions_on(therapist: Therapist, zone: str, day: date) -> list[tuple[int, Case]]:
    """The meetings of this day of the therapist's calendar, in order."""
    start, end = instant(day, "00:00", zone), instant(day + timedelta(days=1), "00:00", zone)
    found: list[tuple[int, Case]] = []
    for case in active_cases(therapist):
        at = next_session(case.session, case.zone, start - 1) if case.session else None
        if at is not None and at < end:
            found.append((at, case))
    return sorted(found, key=lambda one: one[0])


def _morning(person: Person, therapist: Therapist, now: int) -> Iterator[Timed]:
    for day in _coming_days(person, now):
        if therapist.morning_on < day.isoformat() and _works(person, therapist, day):
            due, late = instant(day, EARLIEST, person.zone), instant(day, MORNING_LATE, person.zone)
            if late >= now:
                yield Timed("morning", "", due, late, 0)
                return


def _works(person: Person, therapist: Therapist, day: date) -> bool:
    if is_away(therapist, person.zone, instant(day, EARLIEST, person.zone)):
        return False
    return day.weekday() < WORKING_DAYS or bool(sessions_on(therapist, person.zone, day))


def _evening(person: Person, therapist: Therapist, now: int) -> Iterator[Timed]:
    for day in _coming_days(person, now):
        shown = day.isoformat() <= therapist.evening_on
        if not shown and (meetings := sessions_on(therapist, person.zone, day)):
            hours = (EVENING_CARD_FROM, EVENING_CARD_AT_LATEST)
            earliest, latest = (instant(day, hour, person.zone) for hour in hours)
            due = min(max(meetings[-1][0] + EVENING_CARD_AFTER, earliest), latest)
            if due + CARDS_LATE >= now:
                yield Timed("evening_card", "", due, due + CARDS_LATE, 0)
                return


def _coming_days(person: Person, now: int) -> Iterator[date]:
    """The day whose card may still be taken, then the days after it."""
    today = local(now - CARDS_LATE, person.zone).date()
    last = local(now + 8 * DAY, person.zone).date()
    while today <= last:
        yield today
        today += timedelta(days=1)
