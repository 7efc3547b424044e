"""Setting a code: a PIN typed twice, or an authenticator app whose first code is typed back.

What is typed here is no answer of a talk: a PIN is hashed as it is read and stands nowhere else.
"""

from typing import Any

from handlers.lock_parts import Lock
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import ask_again, begin, close, suspend_open
from handlers.therapist.lock import is_removable, lock_of, smith, wanted
from handlers.turn import Changes, Turn

CHOOSE, KEY = "lock_choose", "lock_key"
OWN = frozenset((CHOOSE, KEY))
"""Talks of setting a code: their buttons work while the chat waits for just that."""

_KEY_LETTERS = str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_KEY_LENGTH = 32

changes = Changes()


def ask_for_one(turn: Turn, lock: Lock) -> None:
    """The practice wants a code, or one was revoked: it is set before anything else."""
    open_talk = turn.open_talk()
    if open_talk is not None and open_talk.script not in OWN:
        lock.before = open_talk.id
    pending = next((t for t in turn.talks if t.script in OWN and t.asked is not None), None)
    if pending is not None:
        suspend_open(turn)
        ask_again(turn, pending)
    elif wanted(turn, lock) == "totp":
        start(turn, lock, "totp")
    else:
        begin(turn, CHOOSE, {"sms": turn.person.channel == "sms", "wanted": True})


def choose(ctx: Ctx) -> Script:
    """PIN or app. By SMS the app comes first: a PIN stays readable in the phone's thread."""
    options: tuple[str, ...] = ("totp", "pin") if ctx.args["sms"] else ("pin", "totp")
    if not ctx.args["wanted"]:
        options = (*options, "leave")
    picked = yield Ask("lock/choose", "choice", "reply", ctx.args, options)
    if picked.value == "leave":
        yield Say("lock/left", "reply")
    else:
        yield Do("lock_with", {"kind": picked.value})


@changes.change(undo="bar")
def lock_with(turn: Turn, kind: str) -> dict[str, Any]:
    """Begin setting a PIN or an app; where there is a code already, that one is asked for first."""
    lock = _lock(turn)
    if lock.kind:
        expect(turn, lock, "old", kind)
        turn.say("reply", "lock/old", kind=lock.kind)
    else:
        start(turn, lock, kind)
    return {}


def start(turn: Turn, lock: Lock, kind: str) -> None:
    """The first question of either way; `off` takes the code away."""
    if kind == "off":
        remove(turn, lock)
        turn.say("reply", "lock/off")
    elif kind == "pin":
        expect(turn, lock, "pin")
        turn.say("reply", "lock/pin", sms=turn.person.channel == "sms")
    else:
        _show_key(turn, lock)


def remove(turn: Turn, lock: Lock) -> None:
    """No code any more; what waited stays until the therapist writes next."""
    for name, value in (("kind", ""), ("secret", ""), ("used_step", 0), ("wrong", []), ("refused_until", 0)):
        setattr(lock, name, value)
    expect(turn, lock, "")
    turn.audit("lock_off", turn.person.id)


def _show_key(turn: Turn, lock: Lock) -> None:
    """The app's key, shown this once; it is drawn like the codes of invitations, 160 bits of it."""
    drawn = "".join(next(turn.codes) for _ in range(4))
    key = drawn.translate(_KEY_LETTERS)[:_KEY_LENGTH]
    expect(turn, lock, "")
    lock.fresh_secret = key
    for talk in turn.talks:
        if talk.script == KEY:
            close(turn, talk)
    address = smith(turn).app_address(key, turn.person.name, turn.house.practice.name)
    begin(turn, KEY, {"key": key, "address": address, "wanted": bool(wanted(turn, lock))})


def key_shown(ctx: Ctx) -> Script:
    """Its button is pressed when the key is in the app; the message with the key then goes."""
    options: tuple[str, ...] = ("added",) if ctx.args["wanted"] else ("added", "leave")
    picked = yield Ask("lock/key", "choice", "reply", ctx.args, options)
    yield Do("lock_key_read", {"added": picked.value == "added"})


@changes.change(undo="bar")
def lock_key_read(turn: Turn, added: bool) -> dict[str, Any]:
    """The first code of the app is asked for, or the key is thrown away."""
    lock, turn.forget = _lock(turn), True
    if added and lock.fresh_secret:
        key = lock.fresh_secret
        expect(turn, lock, "code")
        lock.fresh_secret = key
        turn.say("reply", "lock/first_code", sms=turn.person.channel == "sms")
    else:
        expect(turn, lock, "")
        turn.say("reply", "lock/left")
    return {}


def expect(turn: Turn, lock: Lock, step: str, then: str = "") -> None:
    """What the next text is read as; "" for nothing of the lock's."""
    lock.step, lock.step_at, lock.then, lock.fresh_secret = step, turn.now, then, ""


def _lock(turn: Turn) -> Lock:
    lock = lock_of(turn)
    assert lock is not None
    return lock


def may_remove(turn: Turn) -> bool:
    """Whether there is a code, and the practice leaves it to the therapist."""
    return bool(_lock(turn).kind) and is_removable(turn, _lock(turn))


SCRIPTS = {CHOOSE: choose, KEY: key_shown}
