"""When the coming letter is due, and the agenda rows that follow (DESIGN §4, §4.5)."""

from collections.abc import Iterator
from dataclasses import replace

from handlers.client import week
from handlers.client.people import client_of
from handlers.state import Bond, Person, Timed
from handlers.times import clamp_to_window, inside, instant, local
from handlers.turn import DAY, HOUR
from handlers.week_parts import LetterState

PREVIEW_BEFORE = 24 * HOUR
APART = 5 * DAY
"""Weekly at most, also where a meeting moved."""

WHENEVER = 3650 * DAY


def rows(person: Person, bond: Bond, now: int) -> Iterator[Timed]:
    """The preview a day before, then the letter; a letter sent back for approval waits until the evening."""
    letter, due = bond.letter, planned(person, bond, now)
    if not due or letter.off or _sent_this_week(bond, due):
        return
    current = is_current(person, bond, now)
    if current and (letter.skipped or letter.lapsed):
        return
    if not current and now < due:
        yield Timed("preview", bond.therapist, max(due - PREVIEW_BEFORE, bond.first_assignment_at), due, 0)
    end = week.window_end(person, due)
    if current and letter.back_at and not letter.approved:
        yield Timed("letter", bond.therapist, end, end + WHENEVER, 0)
    else:
        yield Timed("letter", bond.therapist, due, end, 0)


def planned(person: Person, bond: Bond, now: int) -> int:
    """When the letter goes: as previewed, moved inside the hours should they have changed; 0 for none."""
    if not is_current(person, bond, now):
        return week.letter_at(person, bond, now)
    at, hours = local(bond.letter.for_at, person.zone), client_of(person).hours
    if inside(at.time(), hours):
        return bond.letter.for_at
    return instant(at.date(), clamp_to_window(at.time(), hours), person.zone)


def is_current(person: Person, bond: Bond, now: int) -> bool:
    """Whether the letter that is pending belongs to the meeting that is coming."""
    return bool(bond.letter.for_at) and bond.letter.for_meeting == meeting_at(person, bond, now)


def meeting_at(person: Person, bond: Bond, now: int) -> int:
    """The instant of the coming meeting; 0 when none is booked, -1 when it is off."""
    upcoming = week.meeting(bond, person.zone, now)
    if upcoming is None:
        return 0
    return upcoming[0] if upcoming[1] else -1


def _sent_this_week(bond: Bond, due: int) -> bool:
    sent = bond.letter.sent_at
    return bool(sent) and (sent >= bond.week_from or due - sent < APART)


def adopt(person: Person, bond: Bond, state: str, now: int) -> None:
    """This week's letter begins: its time, its meeting and its state are settled."""
    due = planned(person, bond, now)
    fresh = next_week(bond.letter)
    bond.letter = replace(
        fresh,
        for_at=due,
        for_meeting=meeting_at(person, bond, now),
        previewed=state or "none",
        previewed_at=now,
    )


def next_week(letter: LetterState) -> LetterState:
    """Nothing planned yet; what was sent, and that letters are off, stays known."""
    return LetterState(
        sent_at=letter.sent_at,
        number=letter.number,
        sent_states=letter.sent_states,
        asked_after_silence=letter.asked_after_silence,
        off=letter.off,
    )
