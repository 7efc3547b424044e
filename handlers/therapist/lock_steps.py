"""The codes typed while a lock is being set or changed, each read as what was asked for last."""

from handlers.events import Media, Tap, Text
from handlers.lock_parts import Lock
from handlers.therapist.lock import IDLE, home, smith
from handlers.therapist.lock_codes import code_in, opens, weakness
from handlers.therapist.lock_setup import expect, start
from handlers.turn import Turn


def takes(turn: Turn, lock: Lock, event: Text | Tap | Media) -> bool:
    """Whether the text was the code that is being set. Anything else leaves the setting."""
    if not lock.step:
        return False
    code = code_in(event.text) if isinstance(event, Text) else ""
    if turn.now - lock.step_at >= IDLE or not (code or _is_number(event)):
        expect(turn, lock, "")
        return False
    _STEPS[lock.step](turn, lock, code)
    return True


def _is_number(event: Text | Tap | Media) -> bool:
    """A number too short or too long for a code was still meant as one; one digit answers something else."""
    digits = event.text.strip() if isinstance(event, Text) else ""
    return digits.isdigit() and len(digits) > 2


def _old(turn: Turn, lock: Lock, code: str) -> None:
    if opens(turn, lock, code):
        start(turn, lock, lock.then)


def _pin(turn: Turn, lock: Lock, code: str) -> None:
    turn.forget = True
    why = weakness(code) if code else "length"
    if why:
        turn.say("reply", "lock/weak", why=why)
        return
    expect(turn, lock, "again")
    lock.fresh_secret = smith(turn).pin_hash(code, next(turn.codes) + next(turn.codes))
    turn.say("reply", "lock/again")


def _again(turn: Turn, lock: Lock, code: str) -> None:
    turn.forget = True
    if smith(turn).pin_fits(code, lock.fresh_secret):
        _set(turn, lock, "pin", lock.fresh_secret)
    else:
        expect(turn, lock, "pin")
        turn.say("reply", "lock/differ")


def _code(turn: Turn, lock: Lock, code: str) -> None:
    turn.forget = True
    step = smith(turn).code_step(lock.fresh_secret, code, turn.now)
    if step:
        lock.used_step = step
        _set(turn, lock, "totp", lock.fresh_secret)
    else:
        turn.say("reply", "lock/not_from_it")


def _set(turn: Turn, lock: Lock, kind: str, secret: str) -> None:
    """From now on this code opens the chat, which stays open for now."""
    lock.kind, lock.secret, lock.again, lock.wrong = kind, secret, False, []
    lock.chat, lock.last_at = home(turn), turn.now
    expect(turn, lock, "")
    turn.audit(f"lock_{kind}", turn.person.id)
    turn.say("reply", "lock/set", kind=kind, sms=turn.person.channel == "sms")


_STEPS = {"old": _old, "pin": _pin, "again": _again, "code": _code}
