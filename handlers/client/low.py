"""A low day: what is planned for today becomes its small version, and the therapist sees a marker (G-10)."""

from typing import Any

from handlers.answers_words import brief, fold
from handlers.client.cue import answered_so
from handlers.client.doing import items_of
from handlers.client.people import active, bonds, client_of
from handlers.client.snapshots import running, today_of
from handlers.talk import Ask, Ctx, Script
from handlers.talking import begin, close
from handlers.turn import Turn
from handlers.week_parts import Assignment, Occurrence

KEPT_DAYS = 60
CUED = frozenset(("cue", "followup", "later"))
"""Talks that offer today's pieces in their full size."""


REST = frozenset(("day", "day today", "today", "hoy"))
"""What may follow: "low day", "día bajo hoy"."""


def is_day(turn: Turn, words: str) -> bool:
    """Whether this is the rest of "low day"."""
    return fold(brief(words)) in REST


def low(turn: Turn, rest: str) -> None:
    """Today is a low day: what it holds is small from now on, and is offered once, at once."""
    client, day = client_of(turn.person), today_of(turn)
    if day not in client.own.low_days:
        client.own.low_days = [*client.own.low_days, day][-KEPT_DAYS:]
        turn.keep("low_day", day=day)
    therapist = next((bond.name for bond in bonds(client)), "")
    planned = [] if client.held else _todays(turn, day)  # after a flag nothing is asked
    items = [(a, o) for a, o in planned if not a.avoidance_sensitive][:2]
    if not items:
        turn.say("reply", "low/noted", therapist=therapist, planned=bool(planned))
        return
    client.own.low_small = [*(d for d in client.own.low_small if d != day), day][-KEPT_DAYS:]
    _close_offers(turn, [item.id for item, _ in items])
    begin(turn, "low_day", {"therapist": therapist, "items": [running(turn, a, o.id) for a, o in items]})


def _todays(turn: Turn, day: str) -> list[tuple[Assignment, Occurrence]]:
    found = [(a, o) for a in active(client_of(turn.person)) for o in a.occurrences if o.day == day]
    return [(a, o) for a, o in found if o.state in ("planned", "cued")]


def _close_offers(turn: Turn, items: list[str]) -> None:
    """What offered the full size before has its answer now."""
    client = client_of(turn.person)
    for talk in turn.talks:
        if talk.script in CUED and not talk.answers and set(items_of(talk)) & set(items):
            close(turn, talk)
    if client.cue is not None:
        client.cue.answered = True


def low_talk(ctx: Ctx) -> Script:
    """The small one now, another moment, or nothing today; each is as good as the others."""
    items: list[dict[str, Any]] = ctx.args["items"]
    starts = ("start",) if len(items) == 1 else ("start", "start_other")
    words = {"therapist": ctx.args["therapist"], "items": items}
    choice = yield Ask("low/today", "choice", "reply", words, (*starts, "later", "not_today"))
    return (yield from answered_so(items, choice.value))


SCRIPTS = {"low_day": low_talk}
