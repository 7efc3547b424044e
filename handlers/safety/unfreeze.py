"""`/release NAME` after WRONG: once somebody knows whose phone it is, messages pick up (SAFETY §2)."""

from collections.abc import Mapping
from typing import Any

from handlers.client import notices, week
from handlers.client.people import client_of
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.turn import Changes, Turn

changes = Changes()


def ask(turn: Turn, client: str, name: str, *, held: bool) -> None:
    """Whether it is the right person is for a human to say."""
    begin(turn, "unfreeze", {"client": client, "name": name, "held": held}, about=client)


def unfreeze(ctx: Ctx) -> Script:
    """Only a yes sends anything there again."""
    args = {"name": ctx.args["name"], "held": ctx.args["held"]}
    answer = yield Ask("safety/unfreeze", "choice", "reply", args, ("yes", "not_yet"))
    if answer.value == "yes":
        yield Do("unfreeze_now", {"client": ctx.args["client"]})
        yield Say("safety/unfrozen", "reply", args)
    else:
        yield Say("safety/still_frozen", "reply", args)


@changes.change(undo="bar")
def unfreeze_now(turn: Turn, client: str) -> dict[str, Any]:
    """The client's side begins again."""
    turn.tell(client, "unfrozen", therapist=turn.person.id)
    turn.audit("unfrozen", client)
    return {}


def told(turn: Turn, data: Mapping[str, Any]) -> None:
    """Joined as before; an open flag stays open. One neutral text says so, inside the client's hours."""
    client = client_of(turn.person)
    if client.stage != "frozen":
        return
    client.stage, client.rested_until = "joined", turn.now
    week.plan_all(turn.person, turn.now)
    notices.put(turn, "safety/again")


SCRIPTS = {"unfreeze": unfreeze}
TOLD = {"unfrozen": told}
