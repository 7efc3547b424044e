"""What is due when for a client, derived anew from their aggregate after every turn.

Nobody has to remember to cancel: a row that no longer follows from the state is simply gone
(DESIGN §3.3). Every row says how late it may still be taken.
"""

from collections.abc import Iterator

from handlers.client import (
    afterwards,
    coming_back,
    course_blanks,
    course_stuck,
    courses,
    covered,
    letter_plan,
    measures,
    note_to_self,
    notices,
    pair,
    shared_card,
    still_me,
    to_self,
    travel,
    week,
)
from handlers.client.people import active, bonds, client_of
from handlers.client.prompted import SILENCE, at_rest, is_silent, quiet_from
from handlers.course import waiting
from handlers.safety import release
from handlers.state import Bond, Client, Person, Timed
from handlers.times import inside, local, next_inside
from handlers.turn import DAY, HOUR, MINUTE

FOLLOWUP_AFTER = 3 * HOUR
FOLLOWUP_LATE = HOUR
ASSIGNMENT_LATE = 48 * HOUR
INVITE_LASTS = 7 * DAY
WHENEVER = 3650 * DAY
ERASE_WAITS = 20 * MINUTE
"""How long an erasure waits at most for the last texts to leave: longer than one that may have gone rests."""


def rows(person: Person, now: int) -> Iterator[Timed]:
    """The agenda rows that follow from this client's state."""
    client = client_of(person)
    if client.stage == "invited" and client.invited_at:
        yield _row("invite_lapse", "", client.invited_at + INVITE_LASTS, DAY)
    if client.stage == "invited" and client.invite_at:
        yield _row("invite_send", "", client.invite_at, 12 * HOUR)
    if client.stage in ("declined", "frozen") and client.let_go_at:
        yield _row("let_go", "", client.let_go_at, WHENEVER)
    if client.stage == "left" and client.erase_asked_at:
        yield _row("erase", "", client.erase_asked_at, ERASE_WAITS)
        return
    if client.stage == "joined" and client.erase_asked_at:
        yield _row("left", "", client.erase_asked_at + DAY, WHENEVER)
        return
    yield from notices.rows(person, client)
    yield from still_me.rows(person, client)
    yield from covered.rows(client)
    if client.stage != "joined" or person.stopped_at or client.ended_at:
        return
    yield from _closings(person, client)
    yield from pair.rows(client)
    yield from shared_card.rows(client)
    yield from travel.rows(person)
    yield from release.rows(person, client)
    if client.paused_until and not client.pace_at:
        yield _row("resume", "", client.paused_until, WHENEVER)
    if at_rest(client, now):
        return
    yield from _deliveries(person, client, now)
    yield from _laters(client)
    yield from afterwards.rows(person)
    yield from to_self.rows(person)
    yield from note_to_self.rows(person)
    yield from coming_back.words_rows(person)
    for bond in bonds(client):
        yield from letter_plan.rows(person, bond, now)
    for course in courses.running(client):
        if at := course_stuck.told_at(person, course):
            yield _row("stuck", course.id, at, WHENEVER)
    silent = is_silent(client, now)
    yield from measures.rows(person, client, silent=silent)
    yield from _steps(person, client, now, silent=silent)
    if not silent:
        yield from coming_back.jar_rows(person)
        yield from _cues(client)
        yield from _followup(person, client)
        for bond in bonds(client):
            yield from _evening(person, bond, now)
    yield from _silence(client, now)


def _row(kind: str, scope: str, due_at: int, late: int) -> Timed:
    return Timed(kind, scope, due_at, due_at + late, 0)


def _deliveries(person: Person, client: Client, now: int) -> Iterator[Timed]:
    for item in client.assignments:
        if item.state == "kept":
            opening = max(item.sent_at, client.joined_at, client.paused_until, client.rested_until)
            due = next_inside(person.zone, opening, client.hours)
            yield _row("deliver", item.id, due, ASSIGNMENT_LATE)


def _steps(person: Person, client: Client, now: int, *, silent: bool) -> Iterator[Timed]:
    """The next step of each pathway, or its end; after weeks of silence only what its therapist sends."""
    for course in courses.running(client):
        if silent and not any(step.at_once for step in waiting(course)[:1]):
            continue
        if due := courses.due_at(person, course, now):
            yield _row("pathway", course.id, due, ASSIGNMENT_LATE)
        asks, comes = course_blanks.asks_at(person, course, now)
        if asks:
            yield Timed("blanks", course.id, asks, comes, 0)


def _cues(client: Client) -> Iterator[Timed]:
    """One row per local day; it may offer two assignments."""
    first: dict[str, int] = {}
    for item in active(client):
        for one in item.occurrences:
            if one.state == "planned":
                first[one.day] = min(one.planned_at, first.get(one.day, one.planned_at))
    for day in sorted(first)[:2]:
        yield _row("cue", day, first[day], week.CUE_LATE)


def _followup(person: Person, client: Client) -> Iterator[Timed]:
    cue = client.cue
    if cue is None or cue.answered or cue.followed or cue.alone:
        return
    due = cue.at + FOLLOWUP_AFTER
    same_day = local(due, person.zone).date() == local(cue.at, person.zone).date()
    if same_day and inside(local(due, person.zone).time(), client.hours):
        yield _row("followup", cue.talk, due, FOLLOWUP_LATE)


def _laters(client: Client) -> Iterator[Timed]:
    for occurrence, at in client.laters:
        yield _row("later", occurrence, at, week.CUE_LATE)


def _evening(person: Person, bond: Bond, now: int) -> Iterator[Timed]:
    upcoming = week.meeting(bond, person.zone, now)
    if upcoming is None or not upcoming[1] or bond.evening_for >= upcoming[0]:
        return
    if week.talked_about(person, bond, now):
        due = week.evening_at(person, upcoming[0])
        yield Timed("evening", bond.therapist, due, week.window_end(person, due), 0)


def _closings(person: Person, client: Client) -> Iterator[Timed]:
    """A meeting closes the week, whether or not anything may be sent."""
    for bond in bonds(client):
        if not bond.first_assignment_at:
            continue
        due = _closing_at(person, bond)
        yield _row("week", bond.therapist, due, WHENEVER)


def _closing_at(person: Person, bond: Bond) -> int:
    began = bond.week_from or bond.first_assignment_at
    upcoming = week.meeting(bond, person.zone, began)
    return upcoming[0] if upcoming else began + 7 * DAY


def _silence(client: Client, now: int) -> Iterator[Timed]:
    told, since = any(b.told_silent for b in bonds(client)), quiet_from(client, now)
    if since and not told and active(client):
        # Of a whole hour: a row that moved with every word would be written anew with every turn.
        yield _row("silent", "", -(-since // HOUR) * HOUR + SILENCE, WHENEVER)
