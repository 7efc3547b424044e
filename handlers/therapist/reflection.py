"""`/reflect`: one line a month about the therapist's own part, for nobody else (CONTENT I-21, A-77).

Only for whoever has turned it on. What is written lies in the therapist's own aggregate, is shown to them
alone, and goes with them.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from handlers.events import Due
from handlers.spoken_after import setting
from handlers.state import Person, Therapist, Timed
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.caseload import is_away
from handlers.therapist.whom import therapist_of
from handlers.times import instant, local
from handlers.turn import HOUR, Changes, Turn

LINES = 5
"""How many lines take turns: whose idea, linked to the session, how much, who works harder, one's beliefs."""

AT = "17:00"
LATE = 12 * HOUR
WORKING_DAYS = 5
AHEAD = 45
SHOWN, KEPT, LONGEST = 3, 24, 600
changes = Changes()


def rows(person: Person, now: int) -> Iterator[Timed]:
    """The first working day of a month that had no line yet, when the therapist is not away."""
    therapist = person.therapist
    assert therapist is not None
    if not therapist.reflects:
        return
    first = local(now - LATE, person.zone).date()
    for day in (first + timedelta(days=n) for n in range(AHEAD)):
        due = instant(day, AT, person.zone)
        if month_of(day.isoformat()) <= therapist.reflected_on or due + LATE < now:
            continue
        if day.weekday() < WORKING_DAYS and not is_away(therapist, person.zone, due):
            yield Timed("reflect", "", due, due + LATE, 0)
            return


def month_of(day: str) -> str:
    """The month of an ISO day."""
    return day[:7]


def line_of(day: str) -> int:
    """Which line this month has, from 0."""
    return (int(day[:4]) * 12 + int(day[5:7])) % LINES


def due(turn: Turn, event: Due) -> None:
    """The month's line."""
    _ask(turn, therapist_of(turn.person))


def _ask(turn: Turn, therapist: Therapist) -> None:
    today = local(turn.now, turn.person.zone).date().isoformat()
    therapist.reflected_on = month_of(today)
    begin(turn, "reflect", {"line": line_of(today)})


def command(turn: Turn, rest: str) -> None:
    """`/reflect on`, `/reflect off`, `/reflect TEXT`; without words, how it stands and the latest lines."""
    therapist, word = therapist_of(turn.person), setting(rest, turn.person.language)
    if word == "on" and not therapist.reflects:
        therapist.reflects = True
        turn.audit("reflect_on")
        _ask(turn, therapist)
    elif word == "off":
        therapist.reflects = False
        turn.audit("reflect_off")
        turn.say("reply", "reflect/off")
    elif rest.strip() and word != "on":
        keep_reflection(turn, _today_line(turn), rest)
        turn.say("reply", "reflect/kept")
    else:
        kept = [{"words": words, "at": at} for at, _, words in therapist.reflections[-SHOWN:]]
        turn.say("reply", "reflect/how", on=therapist.reflects, kept=kept)


def _today_line(turn: Turn) -> int:
    return line_of(local(turn.now, turn.person.zone).date().isoformat())


def reflect(ctx: Ctx) -> Script:
    """The line, and only then, for whoever wants, the words; a text typed meanwhile is no answer to it."""
    choice = yield Ask("reflect/line", "choice", "reply", ctx.args, ("write", "not_now", "stop"))
    if choice.value == "stop":
        yield Do("stop_reflecting")
        yield Say("reflect/off", "reply")
    elif choice.value == "write":
        reply = yield Ask("reflect/words", "text", "reply", skip=True, long=True)
        if reply.skipped:
            return
        yield Do("keep_reflection", {"line": ctx.args["line"], "words": reply.words})
        yield Say("reflect/kept", "reply")


@changes.change(undo="bar")
def keep_reflection(turn: Turn, line: int, words: str) -> dict[str, Any]:
    """Keep it, in the therapist's own aggregate; the oldest are let go."""
    therapist = therapist_of(turn.person)
    therapist.reflections = [*therapist.reflections, [turn.now, line, words.strip()[:LONGEST]]][-KEPT:]
    return {}


@changes.change(undo="bar")
def stop_reflecting(turn: Turn) -> dict[str, Any]:
    """No more lines; what was written stays."""
    therapist_of(turn.person).reflects = False
    turn.audit("reflect_off")
    return {}


SCRIPTS = {"reflect": reflect}
DUE = {"reflect": due}
