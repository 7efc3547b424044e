"""The week between two meetings: which days an assignment falls on, when the letter and the evening come.

DESIGN §4. Everything is computed from the person's aggregate; a changed session, zone, window or plan
simply plans the coming days anew.
"""

from datetime import date, timedelta

from handlers.client.halfway import letter_between
from handlers.client.people import active, bond_with, bonds, client_of, zone_on
from handlers.sessions import (
    coming_meeting,
    next_planned,
    next_session,
    previous_session,
    spread,
)
from handlers.state import Bond, Person
from handlers.times import clamp_to_window, hhmm, instant, local, next_inside, to_time
from handlers.turn import DAY, HOUR, MINUTE
from handlers.week_parts import Assignment, Occurrence

CUE_TIME = "19:00"
EVENING_TIME = "18:00"
NOTICE = 30 * MINUTE
"""A cue this soon after its planning would be no reminder."""

CUE_LATE = 45 * MINUTE
"""So long after its moment a cue may still come."""

BEFORE_MEETING = 2 * HOUR
"""So long before a meeting comes what the client wants for it."""

SOON = 48 * HOUR
"""A meeting this close may leave no evening for a cue."""

SHORT = 72 * HOUR
"""A week that is shorter than this is written down and counts for no comparison."""


def meeting(bond: Bond, zone: str, now: int) -> tuple[int, bool] | None:
    """The next planned meeting and whether it takes place (not called off, nobody away)."""
    return coming_meeting(bond.session, zone, now) if bond.session is not None else None


def week_end(bond: Bond, item: Assignment | None, zone: str, now: int) -> int:
    """When the week being counted closes: at the next planned meeting, else 7 days after it began."""
    upcoming = meeting(bond, zone, now)
    if upcoming is not None and item is not None and passing(bond, item, zone, now):
        upcoming = meeting(bond, zone, upcoming[0]) or upcoming
    if upcoming is not None:
        return upcoming[0]
    began = (item.week_from if item else 0) or bond.week_from or bond.first_assignment_at or now
    return began + 7 * DAY


def passing(bond: Bond, item: Assignment, zone: str, now: int) -> bool:
    """Whether the coming meeting is the one that came too soon after this assignment to count."""
    if not item.passes or bond.session is None:
        return False
    planned = next_planned(bond.session, zone, now, skip_off=False)
    return planned is not None and planned.isoformat() == item.passes


def too_soon(person: Person, item: Assignment, now: int) -> str:
    """The planned date of a coming meeting before which no cue can come; "" where one can."""
    bond = bond_with(client_of(person), item.therapist)
    upcoming = meeting(bond, person.zone, now)
    if bond.session is None or upcoming is None or not upcoming[1] or upcoming[0] - now >= SOON:
        return ""
    taken = {*taken_days(person, now), evening_day(person, upcoming[0])}
    if any(day not in taken for day in _open_days(person, item, now, set())):
        return ""
    planned = next_planned(bond.session, person.zone, now, skip_off=False)
    return planned.isoformat() if planned else ""


def letter_at(person: Person, bond: Bond, now: int) -> int:
    """When the coming letter is due: halfway to the meeting at the client's hour; 0 for none.

    Halfway between the two meetings; where that leaves less than a day after the first assignment
    arrived, halfway from then. Without a meeting on day 4 (CONTENT D1). None for a meeting that is off.
    """
    began = bond.week_from or bond.first_assignment_at
    if not bond.first_assignment_at:
        return 0
    if bond.session is None:
        return _at_letter_hour(person, local(began, person.zone).date() + timedelta(days=4))
    upcoming = meeting(bond, person.zone, now)
    if upcoming is None or not upcoming[1]:
        return 0
    start = max(previous_session(bond.session, person.zone, now + 1) or 0, bond.week_from)
    hour = clamp_to_window(to_time(client_of(person).letter_time), client_of(person).hours)
    return letter_between(start, upcoming[0], bond.first_assignment_at, hour, person.zone)


def is_short(bond: Bond, ends: int) -> bool:
    """Whether so little lies between two meetings, one of them moved, that nothing of it can be compared."""
    return bool(bond.weeks and bond.week_from) and ends - bond.week_from < SHORT


def meeting_took_place(person: Person, bond: Bond, at: int) -> bool:
    """Whether the meeting planned for this instant was on."""
    upcoming = meeting(bond, person.zone, at - 1)
    return upcoming is None or upcoming[1]


def _at_letter_hour(person: Person, day: date) -> int:
    client = client_of(person)
    return instant(day, clamp_to_window(to_time(client.letter_time), client.hours), person.zone)


def evening_day(person: Person, session_at: int) -> date:
    """The day before a meeting, by the clock where they will be when it takes place."""
    return _day_before(session_at, zone_on(person, session_at))


def _day_before(at: int, zone: str) -> date:
    return local(at, zone).date() - timedelta(days=1)


def evening_at(person: Person, session_at: int) -> int:
    """The evening before a meeting: 18:00, or the nearest moment inside the client's hours."""
    at = clamp_to_window(to_time(EVENING_TIME), client_of(person).hours)
    return instant(evening_day(person, session_at), at, person.zone)


def window_end(person: Person, at: int) -> int:
    """The end of that day's window: the latest moment for a letter, barrier talk or wrap-up."""
    return instant(local(at, person.zone).date(), client_of(person).hours[1], person.zone)


def cue_clock(person: Person, item: Assignment) -> str:
    """The local time of this assignment's cues, inside the client's hours."""
    client = client_of(person)
    return hhmm(clamp_to_window(to_time(item.at or client.cue_time or CUE_TIME), client.hours))


def plan_all(person: Person, now: int) -> None:
    """Plan the coming days of every running assignment anew; what has happened stays."""
    for item in active(client_of(person)):
        plan(person, item, now)


def plan(person: Person, item: Assignment, now: int) -> None:
    """Plan this assignment's remaining days of the week; what has happened stays."""
    happened = [o for o in item.occurrences if o.state != "planned" or o.planned_at + CUE_LATE < now]
    days = _days(person, item, now, happened)
    clock = cue_clock(person, item)
    item.occurrences = happened
    moments = [instant(day, clock, person.zone) for day in days]
    for at in _with_meeting(person, item, now, happened) if item.with_meeting else moments:
        item.cues += 1
        day = local(at, person.zone).date().isoformat()
        item.occurrences.append(Occurrence(f"{item.id}.{item.cues}", day, at))


def _with_meeting(person: Person, item: Assignment, now: int, happened: list[Occurrence]) -> list[int]:
    """Once before the coming meeting, where it takes place; without meetings as its rhythm has it."""
    bond = bond_with(client_of(person), item.therapist)
    upcoming = meeting(bond, person.zone, now)
    if upcoming is None:
        clock = cue_clock(person, item)
        return [instant(day, clock, person.zone) for day in _days(person, item, now, happened)]
    at = before_meeting(person, upcoming[0])
    return (
        [at] if upcoming[1] and at >= now + NOTICE and not any(o.planned_at == at for o in happened) else []
    )


def before_meeting(person: Person, session_at: int) -> int:
    """Two hours before a meeting, or when the client's hours begin; 0 where that is after its start."""
    at = next_inside(person.zone, session_at - BEFORE_MEETING, client_of(person).hours)
    return at if at < session_at else 0


def _days(person: Person, item: Assignment, now: int, happened: list[Occurrence]) -> list[date]:
    if item.passed_at or item.rests:
        return []
    begun = [o for o in happened if o.planned_at >= item.week_from]
    open_days = _from_named(item, _open_days(person, item, now, {o.day for o in begun}))
    if item.rhythm == "once":  # a gate nobody has passed is asked about once in each week of counting
        counts = begun if item.gate else happened
        ever = [o for o in counts if o.state in ("done", "part", "cued", "not_today")]
        return [] if ever else _undisturbed(person, open_days, now)[:1]
    if item.rhythm == "daily":
        return open_days
    return _three_a_week(person, item, open_days, now, len(begun))


def _from_named(item: Assignment, days: list[date]) -> list[date]:
    """From the day the client's own plan names; all of them where none is left from there on."""
    return [day for day in days if day.isoformat() >= item.plan.day] or days


def _three_a_week(
    person: Person, item: Assignment, open_days: list[date], now: int, begun: int
) -> list[date]:
    """3x is per seven days, spread evenly, off the days of the letter and of the meeting.

    What the whole week (or fortnight) asks for, less what has been, and never more than three in seven days.
    """
    bond = bond_with(client_of(person), item.therapist)
    end = week_end(bond, item, person.zone, now)
    last = local(end, person.zone).date() - timedelta(days=2 if bond.session else 1)
    met = previous_session(bond.session, person.zone, now + 1) if bond.session else None
    off = {*taken_days(person, now), local(met, person.zone).date() if met else None}
    free = [d for d in open_days if d <= last and d not in off]
    days = free or _undisturbed(person, open_days, now)[:1]
    whole = (last - local(item.week_from or now, person.zone).date()).days + 1
    left = (last - local(now, person.zone).date()).days + 1
    wanted = min(max(3, round(3 * whole / 7)) - begun, max(3, round(3 * left / 7)))
    return spread(days, wanted) if wanted > 0 else []


def _undisturbed(person: Person, open_days: list[date], now: int) -> list[date]:
    """Days on which neither a letter nor the evening talk takes the cue's place; any, if there is none."""
    taken = taken_days(person, now)
    return [day for day in open_days if day not in taken] or open_days


def first_cue_at(person: Person, item: Assignment, now: int) -> int:
    """The first planned moment at which a cue will really come; 0 for none in sight."""
    taken = {day.isoformat() for day in taken_days(person, now)}
    ahead = [o.planned_at for o in item.occurrences if o.state == "planned" and o.day not in taken]
    return min(ahead, default=0)


def taken_days(person: Person, now: int) -> set[date]:
    """The coming days on which a letter or an evening talk, of any relation, takes the cue's place."""
    found: set[date | None] = set()
    for bond in bonds(client_of(person)):
        found.add(_letter_day(person, bond, now))
        upcoming = meeting(bond, person.zone, now)
        if upcoming and upcoming[1] and talked_about(person, bond, now):
            found.add(evening_day(person, upcoming[0]))
    return {day for day in found if day is not None}


def talked_about(person: Person, bond: Bond, now: int) -> list[Assignment]:
    """The running assignments of this relation that the evening before the coming meeting is about."""
    mine = [a for a in active(client_of(person)) if a.therapist == bond.therapist]
    return [a for a in mine if not passing(bond, a, person.zone, now)]


def _letter_day(person: Person, bond: Bond, now: int) -> date | None:
    letter = letter_at(person, bond, now)
    return local(letter, person.zone).date() if letter else None


def _open_days(person: Person, item: Assignment, now: int, taken: set[str]) -> list[date]:
    """The days from now to the close of the week on which this item's time lies ahead."""
    bond = bond_with(client_of(person), item.therapist)
    end = week_end(bond, item, person.zone, now)
    clock, found = cue_clock(person, item), []
    upcoming = meeting(bond, person.zone, now)
    meetings = {local(at, person.zone).date() for at in (end, *(upcoming or ())[:1])}
    day = local(now, person.zone).date()
    while (at := instant(day, clock, person.zone)) < end:
        is_meeting_day = bond.session is not None and day in meetings
        if at >= now + NOTICE and day.isoformat() not in taken and not is_meeting_day:
            found.append(day)
        day += timedelta(days=1)
    return found


def close_week(person: Person, bond: Bond, now: int, *, counted: bool) -> None:
    """Close one week of counting for every assignment of this relation and plan the next."""
    from handlers.client.counting import close
    from handlers.client.letter_plan import next_week

    mine = [a for a in active(client_of(person)) if a.therapist == bond.therapist]
    closing = talked_about(person, bond, now - 1)
    for item in closing:
        close(item, now, counted=counted)
    bond.week_from = now
    bond.weeks += bool(closing or not mine)
    bond.letter = next_week(bond.letter)
    plan_all(person, now)


def next_meeting(person: Person, now: int) -> tuple[Bond, int] | None:
    """The nearest meeting of all open relations, with its relation."""
    found = [
        (at, b)
        for b in bonds(client_of(person))
        if b.session and (at := next_session(b.session, person.zone, now))
    ]
    return min(((b, at) for at, b in found), key=lambda pair: pair[1]) if found else None
