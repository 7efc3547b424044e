"""The good hour: when most gets done; offered as the hour of the cues, never moved unasked (CONTENT G-6)."""

from collections import Counter
from typing import Any

from handlers.client.people import active, client_of
from handlers.client.week import cue_clock
from handlers.state import Person
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.times import inside, local, to_time
from handlers.turn import DAY, Turn

LOOKS_BACK = 56 * DAY
ENOUGH, DAYS = 6, 5
"""Doings, and days they fell on; fewer say nothing about an hour."""

SHARE = 0.6
AWAY = 120
"""Minutes between the hour things get done and that of the cues, from which on it is worth a question."""

AGAIN = 60 * DAY


def found(person: Person, now: int) -> str:
    """The hour around which most doings fell, as "HH:00"; "" where it is not clear, or the cues'."""
    client = client_of(person)
    done = [
        o.done_at
        for item in active(client)
        for o in item.occurrences
        if o.state == "done" and o.done_at > now - LOOKS_BACK and not (o.logged_late or o.in_barrier_talk)
    ]
    if len(done) < ENOUGH or len({local(at, person.zone).date() for at in done}) < DAYS:
        return ""
    hours = Counter(local(at, person.zone).hour for at in done)
    best = max(range(24), key=lambda hour: (hours[hour], -hour))
    near = sum(hours[hour % 24] for hour in (best - 1, best, best + 1))
    clock = f"{best:02}:00"
    fits = near >= SHARE * len(done) and inside(to_time(clock), client.hours)
    cues = {cue_clock(person, item) for item in active(client)}
    return clock if fits and all(_minutes(clock, cue) >= AWAY for cue in cues) else ""


def _minutes(one: str, other: str) -> int:
    a, b = to_time(one), to_time(other)
    return abs(a.hour * 60 + a.minute - b.hour * 60 - b.minute)


def offer(turn: Turn) -> bool:
    """Ask once about an hour that has shown itself; whether it was asked."""
    own, clock = client_of(turn.person).own, found(turn.person, turn.now)
    if not clock or clock == own.hour_asked or (own.hour_asked_at and turn.now - own.hour_asked_at < AGAIN):
        return False
    own.hour_asked, own.hour_asked_at = clock, turn.now
    at = cue_clock(turn.person, active(client_of(turn.person))[0])
    begin(turn, "good_hour", {"hour": clock, "at": at})
    return True


def good_hour(ctx: Ctx) -> Script:
    """Move the cues there, or leave them."""
    words: dict[str, Any] = dict(ctx.args)
    choice = yield Ask("self/hour", "choice", "reply", words, ("move", "stay"), skip=True)
    if choice.value == "move":
        yield Say("settings/time_set", "reply", (yield Do("set_time", {"clock": words["hour"]})))
    else:
        yield Say("self/hour_stays", "reply", words)


SCRIPTS = {"good_hour": good_hour}
