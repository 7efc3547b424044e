"""A missed piece done in the room, in the same written form, on the client's phone or the therapist's (I-9).

Notes of what happens are taken looking back; something between people begins with a situation there was.
"""

from typing import Any

from handlers.client import changes as client_changes
from handlers.client import people, snapshots
from handlers.client.activity import run_activity
from handlers.client.asking import private_part, which
from handlers.client.opened import closed
from handlers.client.people import client_of, open_occurrence
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.turn import MINUTE, Changes, Turn

WHILE_THEY_MEET = 30 * MINUTE
"""Later than this it would come when they no longer sit together."""

changes = Changes()
FORMS = ("as_is", "looking_back", "situation")


def opens(turn: Turn, data: dict[str, Any]) -> None:
    """The therapist opened it in the room: it begins at once, or not at all."""
    item = people.assignment(client_of(turn.person), data["assignment"])
    if item is None or item.state != "active":
        return
    turn.not_after = turn.now + WHILE_THEY_MEET
    args = snapshots.running(turn, item) | {"together": data["form"], "post": False}
    begin(turn, "in_session", args, wait=closed(turn))


def in_session(ctx: Ctx) -> Script:
    """Say that it is done together, take the moment it is about, and go through the steps."""
    args, form = ctx.args, ctx.args["together"]
    words = {"therapist": args["therapist"], "title": args["activity"]["client_title"]}
    if form == "as_is":
        yield Say("in_session/as_is", "step", words)
    else:
        taken = yield Ask(f"in_session/{form}", "text", "step", words, skip=True)
        if not taken.skipped:
            said, own = private_part(taken.words)
            about = {"step": f"insession/{form}", "kind": "text", "asked": form, "value": said, "words": said}
            private = own or args["visibility"] == "private"
            yield Do("respond", {**which(args), **about, "private": private})
            yield Do("answered_in_room", {"assignment": args["assignment"]})
    return (yield from _noticing(args["assignment"], run_activity(args, small=args["small"])))


def _noticing(item: str, steps: Script) -> Script:
    """The same steps; with the first answer, or the doing itself, it is looked at."""
    back: Any = None
    while True:
        try:
            step = steps.send(back)
        except StopIteration as end:
            return end.value
        back = yield step
        if isinstance(step, Do) and step.name in ("respond", "complete"):
            yield Do("answered_in_room", {"assignment": item})


@changes.change()
def answered_in_room(turn: Turn, assignment: str) -> dict[str, Any]:
    """Something was answered while they met: looked at from now on, which the therapist's side hears once."""
    item = people.assignment(client_of(turn.person), assignment)
    assert turn.talk is not None
    if item is not None and item.explored_at < turn.talk.opened_at:
        item.explored_at = turn.now
        turn.tell(item.therapist, "answered_in_session", client=turn.person.id, assignment=assignment)
    return {}


def done_there(turn: Turn, data: dict[str, Any]) -> None:
    """It was done on the therapist's phone: the answers are the client's, kept and credited as their own."""
    item = people.assignment(client_of(turn.person), data["assignment"])
    if item is None or item.state != "active":
        return
    if not data["answers"]:
        return
    item.explored_at = turn.now
    one = open_occurrence(item, turn.now)
    here = {"assignment": item.id, "occurrence": one.id if one else ""}
    for answer in data["answers"]:
        client_changes.respond(turn, **here, in_the_room=True, **answer)
    if not data.get("part"):
        client_changes.complete(turn, **here, small=item.small)


SCRIPTS = {"in_session": in_session}
TOLD = {"in_session": opens, "done_in_session": done_there}
