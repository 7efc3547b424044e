"""Making it smaller, what is to be done together, and a rest: `/shrink`, `/pause` (CONTENT I-9, B2)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from handlers.client.told_care import RESTS
from handlers.content import Option
from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.cases import title_of
from handlers.therapist.whom import case_of, client_side, name_of, one, wall_at, zone_of
from handlers.times import instant, local, read_span
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment

LONGEST_PAUSE = timedelta(days=366)
changes = Changes()


def shrink_command(turn: Turn, rest: str) -> None:
    """`/shrink NAME`: the smaller version from now on; the client gets a short notice."""
    on_one(turn, "shrink", rest)


def on_one(turn: Turn, what: str, rest: str, command: str = "") -> None:
    """Do this to the one assignment that runs; of several, ask which. `command`: its name, if another."""
    meant = one(turn, command or what, rest)
    if meant is None:
        return
    case = meant[0]
    items = running(turn, case)
    if len(items) == 1:
        ACTS[what](turn, case, items[0])
    elif items:
        options = [[a.id, title_of(turn, a)] for a in items]
        args = {"client": case.client, "what": what, "options": options}
        begin(turn, "which_assignment", args, about=case.client)
    else:
        turn.say("reply", "adjust/nothing_running", name=name_of(turn, case.client))


def running(turn: Turn, case: Case) -> list[Assignment]:
    """This therapist's assignments that have not ended."""
    items = client_side(turn, case).assignments
    return [a for a in items if a.therapist == turn.person.id and a.state != "ended"]


def which_assignment(ctx: Ctx) -> Script:
    """Several run: which one is meant."""
    args = ctx.args
    options = tuple(Option(id, title) for id, title in args["options"])
    chosen = yield Ask("adjust/which", "choice", "reply", {}, options)
    yield Do("adjust", {"client": args["client"], "what": args["what"], "assignment": chosen.value})


@changes.change(undo="bar")
def adjust(turn: Turn, client: str, what: str, assignment: str) -> dict[str, Any]:
    """Shrink it, or do it together."""
    case = case_of(turn, client)
    item = next((a for a in running(turn, case) if a.id == assignment), None) if case else None
    if case is not None and item is not None:
        ACTS[what](turn, case, item)
    return {}


def shrink(turn: Turn, case: Case, item: Assignment) -> None:
    """Tell the client's side; an item that is small already stays so."""
    activity = turn.house.assigned(item, turn.person)
    words: dict[str, Any] = {"title": title_of(turn, item), "small_words": activity.tiny_words}
    if item.small:
        turn.say("reply", "adjust/small_already", **words)
        return
    turn.tell(case.client, "shrink", assignment=item.id, therapist=turn.person.name)
    turn.audit("shrink", case.client)
    about = {"client": case.client, "assignment": item.id, "name": name_of(turn, case.client)}
    begin(turn, "shrunk", {**about, **words}, about=case.client)


def shrunk(ctx: Ctx) -> Script:
    """It is smaller; Undo makes it what it was."""
    args = ctx.args
    yield Ask("adjust/shrunk", "choice", "reply", args, ("undo",))
    yield Do("unshrink", {"client": args["client"], "assignment": args["assignment"]})
    yield Say("adjust/full_again", "reply", args)


@changes.change(undo="bar")
def unshrink(turn: Turn, client: str, assignment: str) -> dict[str, Any]:
    """The full version again; the client hears of it only where they heard of the smaller one."""
    case = case_of(turn, client)
    if case is not None:
        turn.tell(client, "unshrink", assignment=assignment, therapist=turn.person.name)
        turn.audit("unshrink", client)
    return {}


def insession(turn: Turn, case: Case, item: Assignment) -> None:
    """On the list for the room, looked at from now on; the steps in their written form."""
    activity = turn.house.assigned(item, turn.person)
    if (title := turn.house.title(item.title, turn.person)) not in case.do_together:
        case.do_together.append(title)
    turn.tell(case.client, "insession", assignment=item.id)
    turn.audit("insession", case.client)
    name, steps = name_of(turn, case.client), [step.text for step in activity.steps]
    turn.say("reply", "adjust/together", about=case.client, name=name, title=activity.title, steps=steps)


ACTS: dict[str, Callable[[Turn, Case, Assignment], None]] = {"shrink": shrink, "insession": insession}
"""What can be done to one assignment; `handlers.therapist.insession` adds doing it in the room."""


@changes.change(undo="bar")
def after_guard(turn: Turn, client: str, choice: str, assignment: str) -> dict[str, Any]:
    """What was chosen on the guard card instead of something new."""
    what = "shrink" if choice == "shrink" else "insession"
    return dict(adjust(turn, client, what, assignment))


def pause_command(turn: Turn, rest: str) -> None:
    """`/pause NAME 10d`: nothing unprompted until then; the client is told and may resume earlier."""
    meant = one(turn, "pause", rest)
    if meant is None:
        return
    case, left = meant
    zone = zone_of(turn, case)
    span = read_span(left, local(turn.now, zone).date(), turn.person.language)
    if span is None:
        turn.say("reply", "usage/pause")
        return
    until = turn.now + _ms(span) if isinstance(span, timedelta) else instant(span, "09:00", zone)
    if until - turn.now > _ms(LONGEST_PAUSE):
        turn.say("reply", "adjust/long_pause")
        return
    side, stopped = client_side(turn, case), bool(turn.views[case.client].person.stopped_at)
    if stopped or side.stage not in RESTS:
        turn.say("reply", "adjust/takes_none", name=name_of(turn, case.client))
        return
    turn.tell(case.client, "pause", until=until, therapist=turn.person.name)
    turn.audit("pause", case.client)
    name, joined = name_of(turn, case.client), side.stage == "joined"
    turn.say("reply", "adjust/paused", name=name, joined=joined, until_at=wall_at(turn, until, zone))


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


SCRIPTS = {"which_assignment": which_assignment, "shrunk": shrunk}
