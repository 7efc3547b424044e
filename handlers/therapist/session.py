"""`/session NAME …`: the regular meeting, one that is off or moved (DESIGN §4.2, §8).

Days and times are the client's. What is to be said to the client is shown first and goes with Send;
what the client need not be told is applied at once.
"""

import re
from dataclasses import asdict
from datetime import date, time
from typing import Any

from handlers import sessions
from handlers.answers_clock import read_clock
from handlers.answers_words import brief
from handlers.dates import read_date
from handlers.day_spans import with_months
from handlers.sessions import Problem, Session, read_session
from handlers.state import Case
from handlers.talking import begin
from handlers.therapist.session_script import apply, wording
from handlers.therapist.whom import client_side, name_of, one, wall_at, zone_of
from handlers.times import hhmm, instant, local, read_time
from handlers.turn import Turn

OFF = frozenset(("off", "anular", "anula", "anulada"))
MOVED = frozenset(("move", "moved", "mover", "mueve"))

_TO = re.compile(r" (?:to|al|a) (?:the |el )?", re.IGNORECASE)
"""Between the day a meeting was on and the one it moves to."""

DAYTIME = ("08:00", "19:59")
"""How "at 4" is read for a meeting: one reading only."""


def command(turn: Turn, rest: str) -> None:
    """`/session NAME tue 15:00 [weekly|fortnightly]`, `none`, `off DATE`, `move DATE TIME`."""
    meant = one(turn, "session", rest)
    if meant is None:
        return
    case, left = meant
    word, _, more = left.partition(" ")
    if not left:
        turn.say("reply", "session/shown", **shown(turn, case))
    elif word.casefold() in OFF:
        _off(turn, case, more)
    elif word.casefold() in MOVED:
        _move(turn, case, more)
    else:
        _regular(turn, case, left)


def shown(turn: Turn, case: Case) -> dict[str, Any]:
    """The regular meeting and the next one, in the client's time."""
    zone, session = zone_of(turn, case), case.session
    following = sessions.next_session(session, zone, turn.now) if session else None
    return {
        "name": name_of(turn, case.client),
        "next_at": wall_at(turn, following, zone) if following else 0,
        "rhythm": session.rhythm if session else "",
        "other_zone": "" if zone == turn.person.zone else zone.rpartition("/")[2].replace("_", " "),
    }


def _regular(turn: Turn, case: Case, words: str) -> None:
    """The regular meeting is agreed in the room: applied at once, and the client may be told as well."""
    found = read_session(words, local(turn.now, zone_of(turn, case)), turn.person.language)
    if isinstance(found, Problem):
        _not_read(turn, case, found.words or words, found.reason)
        return
    before, case.session = case.session, found
    turn.tell(case.client, "session", therapist=turn.person.id, session=kept(found), say=None)
    turn.audit("session", case.client)
    if client_side(turn, case).stage == "joined" and before != found:
        begin(turn, "session_kept", {"client": case.client, **shown(turn, case)}, about=case.client)
    else:
        turn.say("reply", "session/kept", about=case.client, **shown(turn, case))


def kept(session: Session | None) -> dict[str, Any] | None:
    """A session as plain data."""
    return asdict(session) if session else None


def _off(turn: Turn, case: Case, words: str) -> None:
    zone = zone_of(turn, case)
    today = local(turn.now, zone).date()
    day = read_date(words, today, turn.person.language)
    planned = _planned(turn, case, day, words)
    if planned is None or case.session is None:
        return
    if sessions.is_off(case.session, planned):
        turn.say("reply", "session/off_already", day_at=_noon(turn, planned))
        return
    _confirm(turn, case, {"what": "off", "planned": planned.isoformat()})


def _planned(turn: Turn, case: Case, day: date | None, words: str) -> date | None:
    """The planned date of the meeting on this day; None when it was answered why there is none."""
    zone, session = zone_of(turn, case), case.session
    planned = sessions.planned_of(session, day) if session and day else None
    if not words.strip():
        turn.say("reply", "usage/session")
    elif session is None:
        turn.say("reply", "session/none_booked", name=name_of(turn, case.client))
    elif day is None:
        _not_read(turn, case, words, "not_a_date")
    elif day < local(turn.now, zone).date():
        turn.say("reply", "session/past", day_at=_noon(turn, day))
    elif planned is None:
        turn.say("reply", "session/no_meeting_then", day_at=_noon(turn, day), **shown(turn, case))
    elif sessions.takes_place(session, planned, zone) <= turn.now:
        turn.say("reply", "session/past", day_at=_noon(turn, day))
    else:
        return planned
    return None


def _not_read(turn: Turn, case: Case, words: str, reason: str) -> None:
    turn.say("reply", "session/not_read", name=name_of(turn, case.client), words=words, reason=reason)


def _noon(turn: Turn, day: date) -> int:
    """An instant that shows this day to the reader, whatever the zone."""
    return instant(day, "12:00", turn.person.zone)


def _move(turn: Turn, case: Case, words: str) -> None:
    """The next meeting, or that of the day named first, takes place on another day and at another time."""
    zone = zone_of(turn, case)
    if case.session is None:
        turn.say("reply", "session/none_booked", name=name_of(turn, case.client))
        return
    today = local(turn.now, zone).date()
    which, to = _from_to(words, today, turn.person.language)
    found = read_day_and_time(to, today, turn.person.language)
    if found is None:
        _not_read(turn, case, words, "move")
        return
    following = sessions.next_planned(case.session, zone, turn.now)
    planned = _planned(turn, case, which, words) if which else following
    if which and planned is None:
        return
    if planned is None or instant(found[0], found[1], zone) <= turn.now:
        turn.say("reply", "session/past", day_at=_noon(turn, found[0]))
        return
    _confirm(
        turn,
        case,
        {"what": "moved", "planned": planned.isoformat(), "day": found[0].isoformat(), "at": found[1]},
    )


def _from_to(words: str, today: date, language: str) -> tuple[date | None, str]:
    """The day of "18 march to 19 march 17:00", None where only one is named; and the words of where to."""
    for said in (words, with_months(words)):
        for mark in _TO.finditer(said):
            day = read_date(said[: mark.start()], today, language)
            if day and read_day_and_time(said[mark.end() :], today, language):
                return day, said[mark.end() :]
    return None, words


def read_day_and_time(words: str, today: date, language: str) -> tuple[date, str] | None:
    """A day, then a time that is nothing else: "12 march 16:00", "thursday 4pm"."""
    parts = words.replace(",", " ").split()
    for cut in range(1, len(parts)):
        clock = read_clock(brief(" ".join(parts[cut:])), language, whole=True)
        day = read_date(" ".join(parts[:cut]), today, language)
        at = read_time(" ".join(parts[cut:]), language, DAYTIME) if clock else None
        if day and isinstance(at, time):
            return day, hhmm(at)
    return None


def _confirm(turn: Turn, case: Case, change: dict[str, str]) -> None:
    """Show what will be said and wait for Send; a client who has not joined is told nothing."""
    if client_side(turn, case).stage == "joined":
        words = wording(turn, case, change)
        begin(turn, "session_change", {"client": case.client, "change": change, **words}, about=case.client)
    else:
        apply(turn, case, change, None)
        stage = client_side(turn, case).stage
        turn.say("reply", "session/noted", name=name_of(turn, case.client), stage=stage)
