"""`/release NAME` after WRONG: once somebody knows whose phone it is, there is a way back (SAFETY §2)."""

from typing import Any

from handlers.room_word import their_word
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.turn import Changes, Turn

changes = Changes()


def ask(turn: Turn, client: str) -> None:
    """Whether it is the right person is for a human to say."""
    person = turn.views[client].person
    assert person.client is not None
    phone, held = person.channel == "sms", person.client.held
    args = {"client": client, "name": person.name, "phone": phone, "held": held}
    begin(turn, "unfreeze", args, about=client)


def unfreeze(ctx: Ctx) -> Script:
    """Only a yes opens it; a number is then asked for a new word, told in the room, before anything else."""
    args = {"name": ctx.args["name"], "held": ctx.args["held"]}
    answer = yield Ask("safety/unfreeze", "choice", "reply", args, ("yes", "not_yet"))
    if answer.value == "yes":
        done = yield Do("unfreeze_now", {"client": ctx.args["client"], "phone": ctx.args["phone"]})
        yield Say("safety/unfrozen", "reply", {**args, **done})
    else:
        yield Say("safety/still_frozen", "reply", args)


@changes.change(undo="bar")
def unfreeze_now(turn: Turn, client: str, phone: bool) -> dict[str, Any]:
    """The client's side begins again; gives the word that a number is asked for, "" for an account."""
    word = their_word(turn, client, next(turn.codes)) if phone else ""
    turn.tell(client, "unfrozen", therapist=turn.person.id, word=word)
    turn.audit("unfrozen", client)
    return {"word": word}


SCRIPTS = {"unfreeze": unfreeze}
