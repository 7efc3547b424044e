"""MINE: something to do that comes from the client, which the therapist answers to (CONTENT A-62, F-58).

It is the client's own, so it runs at once; the therapist reads it and says that it is good, or that they
would like to talk about it when they meet. Nothing of it waits for that.
"""

from dataclasses import replace
from typing import Any

from handlers.client import agreement, notices, plan_kept, week
from handlers.client.asking import private_part
from handlers.client.changes import item_of
from handlers.client.chosen import cut
from handlers.client.people import assignment, bonds, client_of
from handlers.client.plan import when
from handlers.client.plan_words import named_day, named_time
from handlers.content_shape import shape_of
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment, Rhythm

changes = Changes()
LIKE = "ha-own"
"""The activity whose last question is asked of it: what it showed."""

SHOWED = "showed"
USUAL_MINUTES = 15
LONGEST_TITLE = 48


def mine(turn: Turn, rest: str) -> None:
    """MINE, and what it is; the rest is asked."""
    client = client_of(turn.person)
    bond = next(iter(bonds(client)), None)
    if bond is None:
        turn.say("reply", "saying/nobody")
        return
    known = {"hours": list(client.hours), "language": turn.person.language, "zone": turn.person.zone}
    at = client.cue_time or week.CUE_TIME
    begin(turn, "mine", {"words": rest, "therapist": bond.name, "to": bond.therapist, "at": at, **known})


def mine_talk(ctx: Ctx) -> Script:
    """What, how often, how long; it is there then, and when and where comes last."""
    args = ctx.args
    said = args["words"]
    if not said:
        asked = yield Ask("mine/what", "text", "reply", args, skip=True)
        said = "" if asked.skipped else asked.words
    words, own = private_part(said)
    if own or not words:
        yield from _not_shared(words)
        return
    often = yield Ask("mine/often", "choice", "reply", args, agreement.RHYTHMS, skip=True)
    long = yield Ask("mine/long", "number", "reply", args, low=1, high=240, skip=True)
    how = {"rhythm": often.value or "once", "minutes": int(long.value or USUAL_MINUTES)}
    item = yield Do("add_own", {"to": args["to"], "words": words, **how})
    yield from when(_plan(args, item, words, ctx.opened_at) | {"several": how["rhythm"] != "once"})
    kept = yield Do("own_stands", {"assignment": item})
    yield Say("mine/kept", "plan", {**args, **kept})
    if card := (yield Do("made", {"assignment": item})):
        yield Say("agreement/made", "card", card)


def _not_shared(words: str) -> Script:
    """Words after PRIVATE are nothing to propose; they are kept for the client."""
    if words:
        yield Do("keep_journal", {"words": words, "private": True})
    yield Say("mine/kept_back" if words else "menu/left", "reply")


def _plan(args: Any, item: str, words: str, at: int) -> dict[str, Any]:
    """What the question of when needs; where a day or a time stands in the words it is not asked."""
    day = named_day(words, at, args["zone"], args["language"])
    known = day or named_time(words, args["language"], args["hours"], day)
    return {**args, "assignment": item, "ask": "mine/when", "said": words if known else "", "said_at": at}


@changes.change(undo="bar")
def add_own(turn: Turn, to: str, words: str, rhythm: Rhythm, minutes: int) -> str:
    """It runs from now on, and the therapist is told; gives its id."""
    client = client_of(turn.person)
    like, title = turn.house.activity(LIKE, turn.person), cut(words, LONGEST_TITLE)
    steps = tuple(replace(step, after="") for step in like.steps if step.key == SHOWED)
    named = {"id": "mine", "title": title, "client_title": title, "what": words, "how": words}
    sized = {"minutes": minutes, "tiny_minutes": minutes, "steps": steps, "tiny": (SHOWED,)}
    own = shape_of(replace(like, **named, **sized))  # type: ignore[arg-type]  # the fields by their names
    item = Assignment(next(turn.ids), to, "mine", title, rhythm, "", turn.now)
    item.minutes = item.small_minutes = minutes
    item.own, item.mine, item.state = own, True, "active"
    item.delivered_at = item.confirmed_at = item.week_from = turn.now
    bond = next(one for one in client.bonds if one.therapist == to)
    bond.first_assignment_at = bond.first_assignment_at or turn.now
    client.assignments.append(item)
    item.passes = week.too_soon(turn.person, item, turn.now)
    week.plan(turn.person, item, turn.now)
    turn.keep("mine", assignment=item.id, title=title, words=words)
    turn.tell(to, "mine", client=turn.person.id, assignment=item.id)
    return item.id


@changes.change()
def own_stands(turn: Turn, assignment: str) -> dict[str, Any]:
    """Its first moment, and where its own day falls."""
    item = item_of(turn, assignment)
    first_at = week.first_cue_at(turn.person, item, turn.now)
    return {"first_at": first_at, **plan_kept.falls(turn.person, item, first_at, turn.now)}


def answered(turn: Turn, data: dict[str, Any]) -> None:
    """The therapist has read it: good, or something to talk about, which goes on the list."""
    item = assignment(client_of(turn.person), data["assignment"])
    if item is None or item.seen_at:
        return
    item.seen_at = turn.now
    bond = next(one for one in client_of(turn.person).bonds if one.therapist == item.therapist)
    if data["meet"] and item.title not in bond.agenda:
        bond.agenda.append(item.title)
    if item.state == "active":
        notices.put(turn, "care/own_seen", therapist=bond.name, title=item.title, meet=data["meet"])


SCRIPTS = {"mine": mine_talk}
TOLD = {"own_answered": answered}
