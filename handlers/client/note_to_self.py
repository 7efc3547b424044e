"""A note to oneself, sent back word for word at a moment the client chose (CONTENT A-53).

It was asked for, so it counts towards no limit; like everything it comes inside the client's hours.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.answers_clock import read_clock
from handlers.answers_words import brief
from handlers.client import week
from handlers.client.chosen import cut
from handlers.client.people import client_of
from handlers.dates import WEEKDAYS, read_date
from handlers.events import Due
from handlers.own_parts import SelfNote
from handlers.state import Person, Timed
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.times import clamp_to_window, hhmm, instant, local, read_time, to_time
from handlers.turn import DAY, HOUR, MINUTE, Changes, Turn

MOST, LONGEST = 10, 240
LATE = 7 * DAY
EVENING = "18:00"

_DAY = (
    r"(?:(?:on|this|next|el|este) )?(?:tomorrow|ma[nñ]ana|today|hoy|s[aá]bado|mi[eé]rcoles"
    rf"|{'|'.join(WEEKDAYS)})"
)
_CLOCK = r"(?:at|a las?) \S.{0,24}?"
_ENDS_IN = re.compile(
    rf"(?P<words>\S.*?),? (?:(?P<day>{_DAY}),? (?P<clock>{_CLOCK})"
    rf"|(?P<clock_first>{_CLOCK}),? (?P<day_after>{_DAY}))\.?",
    re.IGNORECASE,
)
"""Words that end in a day and an hour, in either order."""

changes = Changes()


def rows(person: Person) -> Iterator[Timed]:
    """The next note's moment; late is better than never."""
    for at in sorted(note.at for note in client_of(person).own.notes)[:1]:
        yield Timed("self_note", "", at, at + LATE, 0)


def due(turn: Turn, due: Due) -> None:
    """Their words, as they wrote them."""
    client = client_of(turn.person)
    if client.stage != "joined":
        return
    for note in [one for one in client.own.notes if one.at <= turn.now]:
        turn.say("notice", "self/note", name=turn.person.name, words=note.words)
    client.own.notes = [one for one in client.own.notes if one.at > turn.now]


def remind(turn: Turn, rest: str) -> None:
    """Words for oneself; when they come back is asked."""
    first, _, after = rest.partition(" ")
    words = after.strip() if first.casefold().rstrip(":,") in ("me", "myself") else rest
    begin(turn, "remind", _with_moment(turn, words) or {"words": words})


def _with_moment(turn: Turn, words: str) -> dict[str, str] | None:
    """The words and the moment they end in, "tomorrow at 10"; None where that is not plain, or over."""
    found, language = _ENDS_IN.fullmatch(words), turn.person.language
    if found is None:
        return None
    today = local(turn.now, turn.person.zone).date()
    day = read_date(found["day"] or found["day_after"], today, language)
    clock = brief(found["clock"] or found["clock_first"])
    start, end = client_of(turn.person).hours
    at = read_time(clock, language, (start, end)) if read_clock(clock, language, whole=True) else None
    if day is None or not isinstance(at, time) or instant(day, at, turn.person.zone) <= turn.now:
        return None
    return {"words": found["words"].strip(" ,:"), "moment": f"{day} {hhmm(at)}"}


def remind_talk(ctx: Ctx) -> Script:
    """The words, if there are none yet, and the moment."""
    words = ctx.args["words"]
    if not words:
        typed = yield Ask("self/what", "text", "reply", {}, skip=True)
        if typed.skipped:
            yield Say("menu/left", "reply")
            return
        words = typed.words
    moment = ctx.args.get("moment") or (yield from _asked_when())
    if moment is None:
        yield Say("menu/left", "reply")
        return
    kept = yield Do("write_note", {"words": words, "moment": moment})
    yield Say("self/kept" if kept["at"] else "self/full", "reply", kept)


def _asked_when() -> Script:
    """One of the moments ahead, or a day and a time."""
    choices = yield Do("note_moments")
    picked = yield Ask("self/when", "choice", "reply", {}, (*choices, "day"), skip=True)
    return (yield from _day_and_time()) if picked.value == "day" else picked.value


def _day_and_time() -> Script:
    """A day and a time of it; None when either is passed over."""
    day = yield Ask("self/day", "date", "reply", {}, skip=True)
    if day.skipped:
        return None
    clock = yield Ask("self/clock", "time", "reply", {}, skip=True)
    return None if clock.skipped else f"{day.value} {clock.value}"


@changes.change()
def note_moments(turn: Turn) -> list[str]:
    """Which moments lie ahead: this evening, tomorrow morning, before the next meeting."""
    evening = _at(turn, local(turn.now, turn.person.zone).date(), EVENING)
    found = ["evening"] if evening > turn.now + HOUR else []
    return [*found, "tomorrow", *(["meeting"] if _before_meeting(turn) else [])]


@changes.change(undo="unwrite_note")
def write_note(turn: Turn, words: str, moment: str) -> dict[str, Any]:
    """Keep it for that moment, or the nearest inside the client's hours; 0 where too many wait already."""
    own, at = client_of(turn.person).own, _moment(turn, moment)
    if len(own.notes) >= MOST:
        return {"at": 0, "words": "", "most": MOST}
    note = SelfNote(cut(words, LONGEST), at, met=moment == "meeting")
    own.notes.append(note)
    return {"at": at, "words": note.words, "most": MOST}


@changes.change()
def unwrite_note(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: nothing comes."""
    own = client_of(turn.person).own
    own.notes = [one for one in own.notes if (one.words, one.at) != (result["words"], result["at"])]


def _moment(turn: Turn, moment: str) -> int:
    """The instant of a moment by name, of "HH:MM", "tomorrow HH:MM" or "DATE HH:MM"; always ahead."""
    now = local(turn.now, turn.person.zone)
    if moment == "meeting":
        return _before_meeting(turn) or turn.now + DAY
    if moment == "evening":
        return _at(turn, now.date(), EVENING)
    if moment == "tomorrow":
        return _at(turn, now.date() + timedelta(days=1), client_of(turn.person).hours[0])
    at = _at(turn, _day(moment, now), moment.rpartition(" ")[2])
    return at if at > turn.now else _at(turn, now.date() + timedelta(days=1), moment.rpartition(" ")[2])


def _day(moment: str, now: datetime) -> date:
    day = moment.rpartition(" ")[0]
    if day == "tomorrow":
        return now.date() + timedelta(days=1)
    return date.fromisoformat(day) if day else now.date()


def _at(turn: Turn, day: date, clock: str) -> int:
    return instant(day, clamp_to_window(to_time(clock), client_of(turn.person).hours), turn.person.zone)


def keep_clock(person: Person, before: str, *, meetings: bool = False) -> None:
    """After a change of zone from `before` the notes come when the clock here shows what was asked for.

    Those for before a meeting only where the `meetings` follow that clock as well.
    """
    for note in client_of(person).own.notes:
        if note.met and not meetings:
            continue
        then = local(note.at, before)
        note.at = instant(then.date(), hhmm(then.time()), person.zone)


def _before_meeting(turn: Turn) -> int:
    """Two hours before the next meeting, or when the client's hours begin; 0 where that is over."""
    meeting = week.next_meeting(turn.person, turn.now)
    if meeting is None:
        return 0
    at = week.before_meeting(turn.person, meeting[1])
    return at if at > turn.now + MINUTE else 0


SCRIPTS = {"remind": remind_talk}
