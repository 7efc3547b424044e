"""Codes: how they are read, checked and counted. Five wrong ones in an hour, and none is taken for an hour.

Every answer to a code is the same whether it was near, right too late, or used before.
"""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

from handlers.lock_parts import Lock
from handlers.safety import flags_pass
from handlers.therapist.lock import smith
from handlers.therapist.whom import therapist_of
from handlers.turn import HOUR, Turn

TRIES = 5
"""Wrong codes within an hour before none is taken."""

_CODE = re.compile(r"[0-9]{6,12}|[0-9]{3} [0-9]{3}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BY_ONE = frozenset((1, 9))


def code_in(words: str) -> str:
    """The digits of a text that is nothing but a PIN (6 to 12) or an app's code, "" for any other text."""
    plain = words.strip()
    return plain.replace(" ", "") if _CODE.fullmatch(plain) else ""


def weakness(pin: str) -> str:
    """Why a PIN is among the first that are guessed: `row`, `repeats`, `year`; "" when it is not."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 and steps & _BY_ONE:
        return "row"
    if len(set(pin)) < 3 or any(pin == pin[:n] * (len(pin) // n) for n in range(1, len(pin) // 2 + 1)):
        return "repeats"
    return "year" if _YEAR.search(pin) else ""


def opens(turn: Turn, lock: Lock, code: str) -> bool:
    """Check a code against the lock and count it; when it is not taken, that has been said."""
    turn.forget = True
    lock.wrong = [at for at in lock.wrong if turn.now - at < HOUR]
    if lock.refused_until > turn.now:
        turn.say("reply", "lock/refused", until_at=lock.refused_until)
        return False
    if _fits(turn, lock, code):
        return True
    lock.wrong.append(turn.now)
    turn.audit("code_wrong", turn.person.id)
    if len(lock.wrong) >= TRIES:
        _refuse(turn, lock)
    else:
        turn.say("reply", "lock/wrong", kind=lock.kind)
    return False


def _fits(turn: Turn, lock: Lock, code: str) -> bool:
    """Whether it is the PIN, or a code of the app that was not used before (RFC 6238, section 5.2)."""
    if lock.kind == "pin":
        return smith(turn).pin_fits(code, lock.secret)
    step = smith(turn).code_step(lock.secret, code, turn.now)
    if step <= lock.used_step:
        return False
    lock.used_step = step
    return True


def _refuse(turn: Turn, lock: Lock) -> None:
    """No code is taken for an hour, and whoever else can be told hears of it."""
    lock.refused_until, lock.tried_at = turn.now + HOUR, turn.now
    turn.audit("codes_refused", turn.person.id)
    turn.say("reply", "lock/refused", until_at=lock.refused_until)
    flags_pass.pass_all(turn)  # a flag cannot be taken here for an hour
    backup = therapist_of(turn.person).backup_id
    if backup:
        turn.tell(backup, "codes_tried", name=turn.person.name, at=turn.now)
    others = {channel for channel, _, state in turn.addresses if state == "active"} - {turn.person.channel}
    for channel in sorted(others):
        turn.say("alert", "lock/tried", at=turn.now, name="")
        turn.said[-1] = replace(turn.said[-1], channel=channel)


def told_tried(turn: Turn, data: dict[str, Any]) -> None:
    """Somebody tried codes on the chat of a colleague, whose backup this person is."""
    turn.say("alert", "lock/tried", at=data["at"], name=data["name"])


TOLD = {"codes_tried": told_tried}
