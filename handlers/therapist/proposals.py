"""What clients set themselves (MINE): read, and answered with one tap (CONTENT A-62)."""

from typing import Any

from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist import notices
from handlers.therapist.cases import title_of
from handlers.therapist.whom import case_of, client_side, name_of, one, open_cases
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment

changes = Changes()


def told(turn: Turn, data: dict[str, Any]) -> None:
    """A client has set themself something: said with its buttons, or as a line on the Morning card."""
    case = case_of(turn, data["client"])
    if case is None or notices.waits(turn):
        notices.put(turn, "mine", data["client"])
        return
    item = next((a for a in _unread(turn, case) if a.id == data["assignment"]), None)
    if item is not None:
        _show(turn, case, item)


def command(turn: Turn, rest: str) -> None:
    """`/mine [NAME]`: what a client set themself and nobody has answered yet, the oldest first."""
    meant = one(turn, "mine", rest) if rest.strip() else None
    if rest.strip() and meant is None:
        return
    cases = [meant[0]] if meant else open_cases(turn)
    found = next(((case, item) for case in cases for item in _unread(turn, case)), None)
    if found is None:
        turn.say("reply", "proposal/none")
    else:
        _show(turn, *found)


def _unread(turn: Turn, case: Case) -> list[Assignment]:
    mine = [a for a in client_side(turn, case).assignments if a.mine and a.state == "active"]
    return [a for a in mine if not a.seen_at and a.therapist == turn.person.id]


def _show(turn: Turn, case: Case, item: Assignment) -> None:
    words = str((item.own or {}).get("what", title_of(turn, item)))
    about = {"client": case.client, "assignment": item.id, "name": name_of(turn, case.client)}
    begin(
        turn,
        "proposal",
        {**about, "words": words, "rhythm": item.rhythm, "minutes": item.minutes},
        about=case.client,
    )


def proposal(ctx: Ctx) -> Script:
    """Good as it is, or something for the room; either way it runs."""
    choice = yield Ask("proposal/card", "choice", "card", ctx.args, ("agree", "meet"))
    meet = choice.value == "meet"
    known = {name: ctx.args[name] for name in ("client", "assignment")}
    yield Do("answer_own", {**known, "meet": meet})
    yield Say("proposal/answered", "reply", {"name": ctx.args["name"], "meet": meet})


@changes.change(undo="bar")
def answer_own(turn: Turn, client: str, assignment: str, meet: bool) -> dict[str, Any]:
    """The client hears of it inside their hours."""
    if case_of(turn, client) is not None:
        turn.tell(client, "own_answered", assignment=assignment, meet=meet)
        turn.audit("own_answered", client)
    return {}


SCRIPTS = {"proposal": proposal}
TOLD = {"mine": told}
