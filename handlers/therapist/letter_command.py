"""`/letter NAME`: read the coming letter, change it, approve it or skip it, at any time before it goes."""

from collections.abc import Callable

from handlers.client import letter_plan
from handlers.client.people import client_of
from handlers.state import Bond, Person
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.letter import client_and_bond, show
from handlers.therapist.whom import one, wall_at
from handlers.turn import Turn


def letter(turn: Turn, rest: str) -> None:
    """Show the pending letter, or say why there is none."""
    named = one(turn, "letter", rest)
    found = client_and_bond(turn, named[0].client) if named else None
    if found is None:
        return
    person, bond = found
    if reason := _reason(turn, person, bond):
        at = wall_at(turn, bond.letter.sent_at, person.zone) if bond.letter.sent_at else 0
        turn.say("reply", f"letter_desk/none_{reason}", about=person.id, name=person.name, sent_at=at)
        if bond.letter_auto:
            begin(turn, "letter_auto", {"client": person.id, "name": person.name}, about=person.id)
    else:
        show(turn, person.id, says="reply")


def letter_auto(ctx: Ctx) -> Script:
    """Letters that go by themselves may ask again, also in a week without one."""
    choice = yield Ask("letter_desk/auto", "choice", "reply", ctx.args, ("each_time", "leave_auto"))
    if choice.value == "each_time":
        about = {"client": ctx.args["client"], "for_at": 0, "state": "", "words": ""}
        yield Do("letter_decide", {**about, "what": "each_time"})
    yield Say(f"letter_desk/{choice.value}", "reply", ctx.args)


def _reason(turn: Turn, person: Person, bond: Bond) -> str:
    client, letter = client_of(person), bond.letter
    if client.stage != "joined" or person.stopped_at:
        return "unreachable"
    if letter.off:
        return "off"
    if client.held:
        return "held"
    if client.paused_until > turn.now:
        return "paused"
    if letter.sent_at and letter.sent_at >= max(bond.week_from, letter.previewed_at):
        return "sent"
    due = letter_plan.planned(person, bond, turn.now)
    return "planned" if not due or (letter.lapsed and letter_plan.is_current(person, bond, turn.now)) else ""


SCRIPTS = {"letter_auto": letter_auto}
COMMANDS: dict[str, Callable[[Turn, str], None]] = {"letter": letter}
