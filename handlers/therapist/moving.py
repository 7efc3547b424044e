"""A client with a new number, or who changes to Telegram: the same person, a new yes (SAFETY §2, §5 row 6).

Also the way back for a number that is somebody else's now. A therapist says who it is; only the word of the
room, answered from the new address, opens it.
"""

from typing import Any

from handlers.answers_words import fold
from handlers.link_code import link_code
from handlers.room_word import their_word
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.addressing import CODE_LASTS, address, link_of
from handlers.therapist.whom import client_side, name_of, open_cases
from handlers.turn import Changes, Turn

STAGES = frozenset(("joined", "unsure", "frozen", "left"))
"""Who has been here before. After a STOP only they themselves begin again, wherever it was said."""

changes = Changes()


def asks(turn: Turn, name: str, phone: str) -> bool:
    """Whether `/invite NAME` names a client who is here already: then it is asked whether it is them."""
    case = next((c for c in open_cases(turn) if fold(name_of(turn, c.client)) == fold(name)), None)
    if case is None or client_side(turn, case).stage not in STAGES:
        return False
    there = name_of(turn, case.client)
    if turn.views[case.client].person.stopped_at:
        turn.say("reply", "moving/stopped", name=there)
        return True
    begin(turn, "moving", {"client": case.client, "name": there, "phone": phone}, about=case.client)
    return True


def moving(ctx: Ctx) -> Script:
    """The same person: the address they had is let go, and the new one is asked for a yes of its own."""
    args = {"name": ctx.args["name"], "phone": bool(ctx.args["phone"])}
    answer = yield Ask("moving/same", "choice", "reply", args, ("same", "other"))
    if answer.value == "other":
        yield Say("invite/same_name", "reply", args)
        return
    if not (yield Do("is_free", {"phone": ctx.args["phone"]})):
        yield Say("invite/refused", "reply", args)
        return
    done = yield Do("move_now", {"client": ctx.args["client"], "phone": ctx.args["phone"]})
    yield Say("moving/link" if done["link"] else "moving/word", "reply", {**args, **done})


@changes.change(undo="bar")
def move_now(turn: Turn, client: str, phone: str) -> dict[str, Any]:
    """Gives the word to tell, or the link to hand over."""
    code = next(turn.codes) if phone else link_code(turn)
    word = their_word(turn, client, code) if phone else ""
    until = 0 if phone else turn.now + CODE_LASTS
    turn.tell(client, "moved", **address(turn, phone, word), code="" if phone else code, until=until)
    turn.audit("moved", client)
    return {"word": word, "link": "" if phone else link_of(turn, code)}


SCRIPTS = {"moving": moving}
