"""`/lock`: set a code, close the chat now, change the code, switch it off, or cut every chat off."""

from collections.abc import Callable
from typing import Any

from handlers import spoken
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist import lock_revoke
from handlers.therapist.lock import close_now, lock_of
from handlers.therapist.lock_setup import CHOOSE, lock_with, may_remove
from handlers.turn import Changes, Turn

MENU, REVOKE = "lock_menu", "lock_revoke"
WORDS = {"pin": "pin", "app": "totp", "totp": "totp", "off": "off", "now": "now", "revoke": "revoke"}

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """`/lock [now|pin|app|off|revoke]`; alone it shows what there is to choose."""
    lock = lock_of(turn)
    assert lock is not None
    what = WORDS.get(spoken.setting(rest, turn.person.language), "")
    if what in ("pin", "totp"):
        lock_with(turn, what)
    elif what == "revoke":
        begin(turn, REVOKE, lock_revoke.words(turn))
    elif not lock.kind:
        begin(turn, CHOOSE, {"sms": turn.person.channel == "sms", "wanted": False})
    elif what in ("now", "off"):
        lock_do(turn, what)
    else:
        begin(turn, MENU, {"kind": lock.kind, "removable": may_remove(turn)})


def menu(ctx: Ctx) -> Script:
    """What can be done with a code that is set."""
    options = ("now", "change", "off", "leave") if ctx.args["removable"] else ("now", "change", "leave")
    picked = yield Ask("lock/menu", "choice", "reply", ctx.args, options)
    if picked.value == "leave":
        yield Say("lock/left", "reply")
    else:
        yield Do("lock_do", {"what": picked.value})


@changes.change(undo="bar")
def lock_do(turn: Turn, what: str) -> dict[str, Any]:
    """Close now; or begin to change or take off the code, which asks for the one that is set."""
    lock = lock_of(turn)
    assert lock is not None
    if what == "now":
        close_now(turn, lock)
    elif what == "change":
        begin(turn, CHOOSE, {"sms": turn.person.channel == "sms", "wanted": False})
    elif may_remove(turn):
        lock_with(turn, "off")
    else:
        turn.say("reply", "lock/stays")
    return {}


def revoke(ctx: Ctx) -> Script:
    """Everything it means is said before: afterwards nothing can be said here any more."""
    picked = yield Ask("lock/revoke", "choice", "reply", ctx.args, ("revoke", "leave"))
    if picked.value == "revoke":
        yield Do("lock_cut_off")
    else:
        yield Say("lock/left", "reply")


@changes.change(undo="bar")
def lock_cut_off(turn: Turn) -> dict[str, Any]:
    """Every chat of this therapist ceases to be theirs."""
    lock_revoke.revoke(turn)
    return {}


SCRIPTS = {MENU: menu, REVOKE: revoke}
COMMANDS: dict[str, Callable[[Turn, str], None]] = {"lock": command}
