"""Words written in the room on the therapist's phone are the client's: nothing that comes between loses them.

Left half-way, going on is offered once what came between is over; what is not gone on with is kept in part.
"""

from collections.abc import Iterator
from typing import Any

from handlers.names import whom_named
from handlers.talk import Ask, Ctx, Do, Say, Script, Talk
from handlers.talking import begin, close, go_on, reply_to, suspend_open
from handlers.therapist import insession
from handlers.therapist.whom import case_of, names
from handlers.turn import HOUR, Changes, Turn

IN_ROOM, OFFER = "insession", "room_rests"
LEFT_FOR = 2 * HOUR
"""So long after its last line the two do not sit there any more."""

WORDY = ("text", "list")
changes = Changes()


def offer(turn: Turn, at_leisure: frozenset[str]) -> None:
    """Going on with what was left half-way, unless something is open that wants an answer first."""
    open_now = turn.open_talk()
    if turn.unprompted or (open_now is not None and open_now.script not in at_leisure):
        return
    left = [talk for talk in _half_way(turn) if not talk.announced]
    if left:
        left[-1].announced = True
        begin(turn, OFFER, _about(left[-1]), about=left[-1].about)


def _half_way(turn: Turn) -> Iterator[Talk]:
    """What was begun in the room on this phone, with a line written, and then left."""
    for talk in turn.talks:
        left = talk.script == IN_ROOM and talk.state == "suspended"
        if left and insession.written(talk, talk.args["together"]):
            yield talk


def _about(talk: Talk) -> dict[str, Any]:
    return {"talk": talk.id, **{part: talk.args[part] for part in ("client", "name", "title")}}


def room_rests(ctx: Ctx) -> Script:
    """Go on, or keep what there is."""
    choice = yield Ask("insession/rests", "choice", "reply", ctx.args, ("continue", "leave"))
    if choice.value == "continue":
        yield Do("go_on_in_room", {"talk": ctx.args["talk"]})
        return
    kept = yield Do("keep_part_of_room", {"talk": ctx.args["talk"]})
    yield Say("insession/kept_part", "reply", {**ctx.args, **kept})


@changes.change()
def go_on_in_room(turn: Turn, talk: str) -> dict[str, Any]:
    """The open question once more."""
    for found in [one for one in _half_way(turn) if one.id == talk]:
        suspend_open(turn)
        found.state, found.announced = "open", False
        go_on(turn, found)
    return {}


@changes.change(undo="bar")
def keep_part_of_room(turn: Turn, talk: str) -> dict[str, Any]:
    """What was written so far becomes the client's, as begun."""
    return {"answers": sum(_keep(turn, one) for one in _half_way(turn) if one.id == talk)}


def keep_left(turn: Turn) -> None:
    """What nobody went on with in the room is kept in part by itself."""
    for talk in list(_half_way(turn)):
        if turn.now - talk.touched_at >= LEFT_FOR and case_of(turn, str(talk.args["client"])) is not None:
            about, answers = _about(talk), _keep(turn, talk)
            for offered in turn.talks:
                if offered.script == OFFER and offered.args["talk"] == talk.id:
                    close(turn, offered)
            if not turn.unprompted:
                turn.say("reply", "insession/kept_part", **about, answers=answers)


def _keep(turn: Turn, talk: Talk) -> int:
    args = talk.args
    about = {"client": args["client"], "assignment": args["assignment"]}
    answers = insession.keep(turn, talk, **about, form=args["together"], part=True)
    close(turn, talk)
    return answers


def asks_which(turn: Turn, talk: Talk, text: str, word: str, rest: str) -> bool:
    """Whether these words in the room may be a command, which is asked: theirs alone are the client's."""
    if talk.script != IN_ROOM or talk.asked is None or talk.asked.kind not in WORDY:
        return False
    if rest and not whom_named(rest.split(), names(turn), turn.person.language)[0]:
        return False
    said = {"text": text, "command": word, "rest": rest}
    begin(turn, "room_which", {**_about(talk), **said}, about=talk.about)
    return True


def room_which(ctx: Ctx) -> Script:
    """The client's answer, or the therapist's command."""
    args = ctx.args
    meant = yield Ask("insession/which_meant", "choice", "reply", args, ("answer", "command"))
    if meant.value == "answer":
        yield Do("take_in_room", {"talk": args["talk"], "text": args["text"]})
    else:
        yield Do("run_chosen", {"command": args["command"], "rest": args["rest"]})


@changes.change(undo="bar")
def take_in_room(turn: Turn, talk: str, text: str) -> dict[str, Any]:
    """The words are the answer to the question before."""
    for found in turn.talks:
        if found.id == talk and found.asked is not None:
            suspend_open(turn)
            found.state = "open"
            reply_to(turn, found, [text] if found.asked.kind == "list" else text, text)
    return {}


SCRIPTS = {OFFER: room_rests, "room_which": room_which}
