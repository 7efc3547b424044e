"""Whether a therapist's chat is shut: 15 minutes without a word close it, and a code opens it.

Source: automatic logoff and unique user identification, 45 CFR 164.312(a)(2)(i) and (iii). One chat is
open at a time: where a person has two, opening one leaves the other shut.
"""

from handlers.lock_parts import Lock
from handlers.locksmith import Locksmith
from handlers.turn import MINUTE, Turn

IDLE = 15 * MINUTE
"""Without a word from the therapist for this long, the chat is shut."""


CLOCKS_DIFFER = MINUTE
"""A clock set back further than this opens nothing for longer."""

HELD_FOR = 5 * MINUTE
"""What was asked for while shut is done after the code if that comes within this time.

Longer, and somebody else may have typed it.
"""


def lock_of(turn: Turn) -> Lock | None:
    """The lock of somebody who works here as a therapist; None for everybody else."""
    therapist = turn.person.therapist
    return therapist.lock if therapist is not None and therapist.joined_at else None


def home(turn: Turn) -> str:
    """The chat this person's texts go to: the newest address of their channel."""
    here = turn.person.channel
    mine = [address for channel, address, _ in turn.addresses if channel == here]
    return f"{here}:{mine[-1]}" if mine else here


def wanted(turn: Turn, lock: Lock) -> str:
    """What a code is to be set with before anything is shown; "" when there is one, or need be none."""
    rule = "" if lock.excused else turn.house.practice.therapist_lock
    if rule == "totp":
        return "" if lock.kind == "totp" else "totp"
    return (rule or "pin") if not lock.kind and (rule or lock.again) else ""


def needs_code(turn: Turn, lock: Lock, chat: str) -> bool:
    """Whether a code that is set has to be given before anything else."""
    idle = turn.now - lock.last_at
    return bool(lock.kind) and not (lock.chat == chat and -CLOCKS_DIFFER <= idle < IDLE)


def is_shut(turn: Turn) -> bool:
    """Whether nothing of a client's may be shown where this person's texts go."""
    lock = lock_of(turn)
    return lock is not None and (needs_code(turn, lock, home(turn)) or bool(wanted(turn, lock)))


def close_now(turn: Turn, lock: Lock) -> None:
    """Shut it, whenever the last word was."""
    lock.chat, lock.last_at = "", 0
    turn.audit("locked", turn.person.id)
    turn.say("reply", "lock/closed", kind=lock.kind)


def forget_old(turn: Turn) -> None:
    """The words of what is not to be done any more go; that there was something is still said."""
    lock = lock_of(turn)
    if lock is not None and lock.held:
        lock.held = [one if turn.now - one[2] < HELD_FOR else ["", {}, one[2]] for one in lock.held]


def is_removable(turn: Turn, lock: Lock) -> bool:
    """Whether the therapist may switch it off: not where the practice wants one."""
    return lock.excused or not turn.house.practice.therapist_lock


def smith(turn: Turn) -> Locksmith:
    """What codes are checked with; a house without one has no locks."""
    assert turn.house.locksmith is not None
    return turn.house.locksmith
