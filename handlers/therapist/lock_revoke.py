"""A phone is lost: every chat of a therapist ceases to be theirs at once, until they join anew.

Flags about their clients go to the backup meanwhile, as when a therapist takes no texts.
"""

from typing import Any

from handlers.lock_parts import Lock
from handlers.safety import flags, flags_pass
from handlers.safety.leaving_therapist import tell_clients
from handlers.talking import close
from handlers.therapist.lock import lock_of
from handlers.therapist.lock_setup import remove
from handlers.therapist.whom import therapist_of
from handlers.turn import Bind, Turn


def words(turn: Turn) -> dict[str, Any]:
    """What is said before it is done: who hears of flags then."""
    return {"backup": flags.backup_words(turn) if flags.has_backup(turn) else ""}


def revoke(turn: Turn) -> None:
    """No address, nothing queued, no open talk, no button, no code is left; a new one is set at joining."""
    person, therapist = turn.person, therapist_of(turn.person)
    turn.withdrawn.append("*")
    turn.uninvited = True
    for talk in turn.talks:
        if talk is not turn.talk:
            close(turn, talk)
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "gone"))
    before, therapist.joined_at, person.stopped_at = therapist.lock, 0, turn.now
    again = bool(before.kind) or before.again
    therapist.lock = Lock(again=again, excused=before.excused, revoked_at=turn.now)
    flags_pass.pass_all(turn)
    tell_clients(turn, "backup" if flags.has_backup(turn) else "nobody")
    turn.audit("revoked", person.id)


def joins_again(turn: Turn) -> None:
    """The new link was used: flags come here again."""
    lock = therapist_of(turn.person).lock
    if lock.revoked_at:
        lock.revoked_at = 0
        tell_clients(turn, "")
        flags.say_waiting(turn)


def told_revoke(turn: Turn, data: dict[str, Any]) -> None:
    """The practice cuts every chat off."""
    revoke(turn)


def told_code_off(turn: Turn, data: dict[str, Any]) -> None:
    """The practice takes the code off, for a therapist who has lost it; they have made sure who asks."""
    lock = lock_of(turn)
    if lock is not None and lock.kind:
        remove(turn, lock)
        lock.tried_at, lock.held = 0, []
        turn.say("notice", "lock/taken_off")


TOLD = {"revoke": told_revoke, "code_off": told_code_off}
