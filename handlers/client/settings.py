"""What a client may set: time, hours, rest, language, neutral texts, a shared phone's word (DESIGN §8)."""

import datetime
import re
from typing import Any

from handlers.answers_words import brief
from handlers.client import note_to_self, travel, week
from handlers.client.people import active, bonds, client_of
from handlers.client.welcome import place as city
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.times import (
    clamp_to_window,
    hhmm,
    inside,
    instant,
    local,
    read_span,
    read_time,
    read_window,
    read_zone,
)
from handlers.turn import Changes, Turn

LONGEST_REST = 92
"""Days. A longer rest is a matter for the two to talk about."""

AHEAD = 366
"""Days. A rest that begins later than this can be said later."""

_LENGTH = re.compile(
    r"\d{1,6} ?(?:d|days?|dias?|w|weeks?|semanas?|months?|mes|meses|years?|anos?)"  # "año", folded
)
RESTS = {"three_days": 3, "week": 7, "fortnight": 14}
changes = Changes()


def is_time(turn: Turn, words: str) -> bool:
    """Whether this names a time of day."""
    return read_time(words, turn.person.language, tuple_hours(turn)) is not None


def tuple_hours(turn: Turn) -> tuple[str, str]:
    """The client's own window."""
    start, end = client_of(turn.person).hours
    return start, end


def is_window(turn: Turn, words: str) -> bool:
    """Whether this names two times of day."""
    return read_window(words, turn.person.language) is not None


def is_span(turn: Turn, words: str) -> bool:
    """Whether this names a length of time or a day."""
    ahead = travel.read_holiday(turn, words) is not None
    return ahead or _until(turn, words) is not None or is_plain_length(words)


def is_plain_length(words: str) -> bool:
    """Whether this is a number and a unit of days or weeks, whatever its size: "999d", "400 days"."""
    return _LENGTH.fullmatch(brief(words)) is not None


def time(turn: Turn, rest: str) -> None:
    """Another time of day for every cue; the coming days are planned anew."""
    found = read_time(rest, turn.person.language, tuple_hours(turn)) if rest else None
    if isinstance(found, datetime.time):
        moved = set_time(turn, hhmm(found))
        turn.say("reply", "settings/time_set", **moved)
    else:
        begin(turn, "time", {})


def time_talk(ctx: Ctx) -> Script:
    """The time, asked for."""
    asked = yield Ask("settings/time", "time", "reply", {}, skip=True)
    if asked.skipped:
        yield Say("menu/left", "reply")
        return
    moved = yield Do("set_time", {"clock": asked.value})
    yield Say("settings/time_set", "reply", moved)


@changes.change()
def set_time(turn: Turn, clock: str) -> dict[str, Any]:
    """Cues come at this time, or at the nearest inside the client's hours."""
    client = client_of(turn.person)
    wanted = datetime.time.fromisoformat(clock)
    kept = hhmm(clamp_to_window(wanted, tuple_hours(turn)))
    client.cue_time = kept
    for item in active(client):
        item.at = kept
    week.plan_all(turn.person, turn.now)
    return {
        "wanted": clock,
        "kept": kept,
        "moved": not inside(wanted, tuple_hours(turn)),
        "hours": list(client.hours),
    }


def hours(turn: Turn, rest: str) -> None:
    """Other hours for everything that comes unasked."""
    found = read_window(rest, turn.person.language) if rest else None
    if found is None:
        turn.say("reply", "settings/hours_how", hours=list(client_of(turn.person).hours))
        return
    client_of(turn.person).hours = list(found)
    _planned_anew(turn)
    turn.say("reply", "settings/hours_set", hours=list(found))


def is_place(turn: Turn, words: str) -> bool:
    """Whether this names a place whose time is known."""
    return len(words.split()) <= 3 and read_zone(words, turn.house.zones) is not None


def place(turn: Turn, rest: str) -> None:
    """Another place's time; the numbers to call are those of its country, where they are known."""
    zone = read_zone(rest, turn.house.zones) if rest else None
    if zone is None:
        turn.say("reply", "settings/place_how", place=city(turn.person.zone))
        return
    before, turn.person.zone = turn.person.zone, zone
    note_to_self.keep_clock(turn.person, before, meetings=True)
    travel.settle_here(turn)
    country = turn.house.countries.get(zone, "")
    client_of(turn.person).region = country if country in turn.house.content.regions else "ZZ"
    _planned_anew(turn)
    numbers = turn.house.region(client_of(turn.person).region, turn.person.language)
    turn.say(
        "reply", "settings/place_set", place=city(zone), emergency=numbers.emergency, brief=numbers.brief
    )


def _planned_anew(turn: Turn) -> None:
    """The coming days follow the new hours, and the therapists hear of them."""
    person, client = turn.person, client_of(turn.person)
    week.plan_all(person, turn.now)
    for bond in bonds(client):
        turn.tell(bond.therapist, "hours", client=person.id, hours=list(client.hours), zone=person.zone)


def pause(turn: Turn, rest: str) -> None:
    """A rest from everything that comes unasked, now or from a day to another; it ends by itself."""
    if holiday := travel.read_holiday(turn, rest):
        _plan_rest(turn, *holiday)
        return
    until = _until(turn, rest) if rest else None
    if until is None and is_plain_length(rest):
        turn.say("reply", "settings/pause_lengths")
    elif until is None:
        begin(turn, "pause", {})
    else:
        travel.rest_until(turn, until)
        turn.say("reply", "settings/paused", until_at=until)


def pause_talk(ctx: Ctx) -> Script:
    """How long, asked for."""
    picked = yield Ask("settings/pause", "choice", "reply", {}, (*RESTS, "no"))
    if picked.value == "no":
        yield Say("menu/left", "reply")
        return
    until = yield Do("rest_for", {"days": RESTS[picked.value]})
    yield Say("settings/paused", "reply", {"until_at": until})


@changes.change()
def rest_for(turn: Turn, days: int) -> int:
    """Rest for this many days; gives when it ends."""
    until = _plus(turn, datetime.timedelta(days=days))
    travel.rest_until(turn, until)
    return until


def _until(turn: Turn, words: str) -> int | None:
    """When a rest of this length ends; None when it cannot be read, or is too long."""
    today = local(turn.now, turn.person.zone).date()
    bare = brief(words).removeprefix("de ")  # "pausa de una semana"
    span = read_span(bare, today, turn.person.language)
    if span is None:
        return None
    if isinstance(span, datetime.date):
        until = instant(span, client_of(turn.person).hours[0], turn.person.zone)
    else:
        until = _plus(turn, span)
    return until if turn.now < until <= _plus(turn, datetime.timedelta(days=LONGEST_REST)) else None


def _plan_rest(turn: Turn, first: datetime.date, last: datetime.date) -> None:
    if (last - first).days > LONGEST_REST or (first - local(turn.now, turn.person.zone).date()).days > AHEAD:
        turn.say("reply", "settings/pause_lengths")
        return
    days: dict[str, Any] = dict(travel.plan_rest(turn, first, last))
    turn.say("reply", "travel/holiday", **days)


def _plus(turn: Turn, span: datetime.timedelta) -> int:
    return turn.now + round(span.total_seconds() * 1000)


def resume(turn: Turn, rest: str) -> None:
    """Back from a rest; also undoes a request to be erased."""
    client = client_of(turn.person)
    if client.erase_asked_at:
        client.erase_asked_at = 0
        turn.audit("erasure_undone", turn.person.id)
        turn.say("reply", "leaving_data/undone")
    elif client.held:
        turn.say("reply", "settings/held", therapist=next((b.name for b in bonds(client)), ""))
    elif client.paused_until > turn.now:
        client.paused_until, client.pace_at, client.rested_until = 0, 0, turn.now
        week.plan_all(turn.person, turn.now)
        for bond in bonds(client):
            turn.tell(bond.therapist, "resumed", client=turn.person.id)
        turn.say("reply", "settings/resumed")
    elif client.own.rest_from:
        travel.drop_rest(turn)
        turn.say("reply", "travel/holiday_off")
    else:
        turn.say("reply", "settings/not_paused")


SCRIPTS = {"time": time_talk, "pause": pause_talk}
