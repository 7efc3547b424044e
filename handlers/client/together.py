"""Dots counted together with others (CONTENT G-35): asked once, a yes of one's own, and the way out.

A client learns one number a week, and neither who else is in it nor how many.
"""

from typing import Any

from handlers import spoken
from handlers.client import notices
from handlers.client.agreed import keep
from handlers.client.people import bonds, client_of
from handlers.client.welcome import wording
from handlers.state import Bond
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.turn import DAY, Changes, Turn
from handlers.week_parts import Consent

SHOWN_FOR = 8 * DAY
"""So long after its week has ended a number is shown: until the next one."""

changes = Changes()


def _bond(turn: Turn, therapist: str) -> Bond | None:
    return next((b for b in bonds(client_of(turn.person)) if b.therapist == therapist), None)


def told_ask(turn: Turn, data: dict[str, Any]) -> None:
    """The therapist would like to count together: asked inside the client's hours, once."""
    bond = _bond(turn, data["therapist"])
    if bond is not None and not bond.together.said:
        bond.together.said, bond.together.said_at = "asked", turn.now
        notices.ask(turn, "together", {"therapist": bond.name, "of": bond.therapist})


def told_number(turn: Turn, data: dict[str, Any]) -> None:
    """The week's number, for those who are counted in it; no text goes out for it."""
    bond = _bond(turn, data["therapist"])
    if bond is not None and bond.together.said == "yes":
        bond.together.n, bond.together.until = data["n"], data["until"]


def shown(turn: Turn) -> int:
    """The number of the week that ended last; 0 for none, or without a yes."""
    found = (b.together for b in bonds(client_of(turn.person)) if b.together.said == "yes")
    return max((one.n for one in found if turn.now - one.until < SHOWN_FOR), default=0)


def together(ctx: Ctx) -> Script:
    """What is counted, who sees what, and whether that is all right."""
    args = ctx.args
    answer = yield Ask("together/ask", "choice", "notice", args, ("count_me", "not_me"))
    counted = answer.value == "count_me"
    yield Do("say_together", {"of": args["of"], "yes": counted})
    yield Say("together/in" if counted else "together/out", "reply", args)


@changes.change(undo="bar")
def say_together(turn: Turn, of: str, yes: bool) -> dict[str, Any]:
    """The answer holds until it is changed; a yes is kept with the wording it answered."""
    bond = _bond(turn, of)
    if bond is not None:
        _say(turn, bond, yes=yes)
    return {}


def _say(turn: Turn, bond: Bond, *, yes: bool) -> None:
    now, asked = turn.now, turn.talk.asked if turn.talk else None
    bond.together.said, bond.together.said_at = "yes" if yes else "no", now
    if not yes:
        bond.together.n = 0
    shown = wording(asked.message if asked else "together on" if yes else "together off")
    what = "together" if yes else "not_together"
    keep(turn, Consent(what, now, shown, turn.person.channel, turn.person.id))


def command(turn: Turn, rest: str) -> None:
    """`together off` at any time, `together on` again; only where it was asked before."""
    client, wanted = client_of(turn.person), spoken.setting(rest, turn.person.language)
    asked = [bond for bond in bonds(client) if bond.together.said]
    for bond in asked if wanted in ("on", "off") else ():
        _say(turn, bond, yes=wanted == "on")
    if not asked:
        turn.say("reply", "together/not_asked")
    else:
        on = any(bond.together.said == "yes" for bond in asked)
        turn.say("reply", "together/in" if on else "together/out", therapist=asked[0].name)


SCRIPTS = {"together": together}
TOLD = {"together_ask": told_ask, "together": told_number}
