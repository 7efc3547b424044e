"""`/clients` and `/client NAME`: how things stand, in lines a therapist reads in passing."""

from typing import Any

from handlers import sessions
from handlers.client.people import counts
from handlers.reading import library
from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.whom import client_side, covered_names, name_of, one, open_cases, wall_at, zone_of
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment

changes = Changes()


def clients(turn: Turn, rest: str) -> None:
    """One line each; who needs something comes first."""
    lines = [line(turn, case) for case in open_cases(turn)]
    turn.audit("read_clients")
    lines.sort(key=lambda one: not (one["flags"] or one["questions"]))
    turn.say("reply", "cases/clients", lines=lines, covering=bool(covered_names(turn)))


def client(turn: Turn, rest: str) -> None:
    """`/client NAME`: meeting, assignments with their standing, hours, rest, flags, last reply."""
    meant = one(turn, "client", rest)
    if meant is None:
        return
    case = meant[0]
    person, side = turn.views[case.client].person, client_side(turn, case)
    mine = [a for a in side.assignments if a.therapist == turn.person.id and a.state != "ended"]
    zone = zone_of(turn, case)
    wrote = side.last_reply_at > side.joined_at
    turn.say(
        "reply",
        "cases/client",
        about=case.client,
        **line(turn, case),
        rhythm=case.session.rhythm if case.session else "",
        items=[_item(turn, a) for a in mine],
        hours=list(side.hours),
        other_zone="" if zone == turn.person.zone else zone.rpartition("/")[2].replace("_", " "),
        channel=person.channel,
        discreet=side.discreet,
        last_at=wall_at(turn, side.last_reply_at, turn.person.zone) if wrote else 0,
        invited_at=case.invited_at,
        word=side.check.word if side.check and side.check.asked_at else "",
    )
    if side.lock_word:
        begin(turn, "locked", {"client": case.client, "name": name_of(turn, case.client)}, about=case.client)


def locked(ctx: Ctx) -> Script:
    """A word for a shared phone that nobody remembers is taken away by somebody who knows the person."""
    words = {"name": ctx.args["name"]}
    choice = yield Ask("cases/locked", "choice", "reply", words, ("forget_word", "leave"))
    if choice.value == "forget_word":
        yield Do("forget_word", {"client": ctx.args["client"]})
    yield Say("cases/word_forgotten" if choice.value == "forget_word" else "cases/word_left", "reply", words)


@changes.change(undo="bar")
def forget_word(turn: Turn, client: str) -> dict[str, Any]:
    """The client's side forgets it and says so, without content."""
    turn.tell(client, "forget_word", therapist=turn.person.id)
    turn.audit("word_forgotten", client)
    return {}


def line(turn: Turn, case: Case) -> dict[str, Any]:
    """What one line about a client says."""
    side, zone = client_side(turn, case), zone_of(turn, case)
    following = sessions.next_session(case.session, zone, turn.now) if case.session else None
    mine = [a for a in side.assignments if a.therapist == turn.person.id and a.state == "active"]
    return {
        "name": name_of(turn, case.client),
        "stage": side.stage,
        "stopped": bool(turn.views[case.client].person.stopped_at),
        "next_at": wall_at(turn, following, zone) if following else 0,
        "standing": [_standing(turn, a) for a in mine],
        "flags": sum(not f.released_at for f in side.flags),
        "held": side.held,
        "questions": sum(not q.answered_at for q in side.questions),
        "paused_until_at": wall_at(turn, side.paused_until, zone) if side.paused_until > turn.now else 0,
    }


def title_of(turn: Turn, item: Assignment) -> str:
    """The activity's title as a therapist knows it."""
    activity = library(turn.house.content, turn.person).get(item.activity)
    return activity.title if activity else item.title


def _standing(turn: Turn, item: Assignment) -> dict[str, Any]:
    week = counts(item)
    of = max({"once": 1, "3x": 3, "daily": week.planned}[item.rhythm], week.done)
    return {"title": title_of(turn, item), "done": week.done, "part": week.part, "of": of}


def _item(turn: Turn, item: Assignment) -> dict[str, Any]:
    return {
        **_standing(turn, item),
        "kept": item.state == "kept",
        "rhythm": item.rhythm,
        "clock": item.at,
        "optional": item.optional,
        "small": item.small,
    }


SCRIPTS = {"locked": locked}
