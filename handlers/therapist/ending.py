"""`/discharge NAME`: the work here ends with a kind closing text, and nothing unprompted comes after it."""

from typing import Any

from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.whom import case_of, client_side, name_of, one, reads
from handlers.turn import Changes, Relate, Turn

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """Asks first. A client who has not joined is only taken off; an open flag is settled before."""
    meant = one(turn, "discharge", rest)
    if meant is None:
        return
    case = meant[0]
    side, name = client_side(turn, case), name_of(turn, case.client)
    if side.held or any(not flag.released_at for flag in side.flags):
        turn.say("reply", "ending/flag_open", name=name)
        return
    args = {
        "client": case.client,
        "name": name,
        "therapist": turn.person.name,
        "joined": side.stage == "joined",
        "reads": reads(turn, case.client),
    }
    begin(turn, "discharge", args, about=case.client)


def discharge(ctx: Ctx) -> Script:
    """What the client will read, then Send or not."""
    args, own = ctx.args, ""
    while True:
        options = ("send", "words", "cancel") if args["joined"] else ("send", "cancel")
        choice = yield Ask("ending/confirm", "choice", "reply", {**args, "own": own}, options)
        if choice.value == "cancel":
            yield Say("ending/left", "reply")
            return
        if choice.value == "send":
            yield Do("end_case", {"client": args["client"], "own": own})
            yield Say("ending/done", "reply", {"name": args["name"], "joined": args["joined"]})
            return
        reply = yield Ask("ending/words", "text", "reply", {"name": args["name"]}, skip=True)
        own = "" if reply.skipped else reply.words


@changes.change(undo="bar")
def end_case(turn: Turn, client: str, own: str) -> dict[str, Any]:
    """Close the relation on both sides."""
    case = case_of(turn, client)
    if case is None:
        return {}
    joined = client_side(turn, case).stage == "joined"
    case.ended_at = turn.now
    turn.relates.append(Relate(turn.person.id, client, "ended"))
    if joined:
        turn.tell(client, "discharged", therapist=turn.person.id, own=own)
    else:
        turn.tell(client, "uninvited", therapist=turn.person.id)
    turn.audit("discharge", client)
    return {}


SCRIPTS = {"discharge": discharge}
