"""A therapist's STOP would silence flags: what it means is said first, and it takes one more tap."""

from dataclasses import replace
from typing import Any

from handlers.answers_words import brief, fold
from handlers.events import Blocked, NotDelivered
from handlers.safety import flags, flags_pass
from handlers.safety.leaving_now import leave, leave_as_client
from handlers.safety.reached import numbers
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.whom import therapist_of
from handlers.turn import Bind, Changes, Turn

ORDINARY = frozenset(("cancel", "end", "quit", "revoke"))
"""Carrier words that are ordinary words to a therapist at work, where no carrier acts on them."""

DEAD = "dead"
"""The state of an address the provider says is blocked: unlike after STOP, any word ends it."""

changes = Changes()


def is_therapist(turn: Turn) -> bool:
    """Whether stopping would also stop this person's flags."""
    return turn.person.therapist is not None


def answers(turn: Turn, words: str) -> bool:
    """Whether the words ask to end, or to begin again after that."""
    word = turn.hear(words).carrier
    if turn.person.stopped_at:
        return word == "start" and _again(turn)
    if not _asks(turn, words, word == "stop"):
        return False
    backup = flags.backup_words(turn) if flags.has_backup(turn) else ""
    stopped = leave_as_client(turn)
    if stopped:
        client = turn.person.client
        lines = numbers(turn, client.region if client else "")
        turn.say("optout", "optout/as_client", therapist=stopped, **lines)
    begin(turn, "therapist_stop", {"backup": backup, "client_of": stopped})
    return True


def _again(turn: Turn) -> bool:
    turn.person.stopped_at = 0
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "active"))
    turn.audit("started", turn.person.id)
    tell_clients(turn, "")
    client = turn.person.client
    turn.say("optout", "optout/therapist_again", was_client=client is not None and client.stage == "left")
    flags.say_waiting(turn)
    return True


def tell_clients(turn: Turn, unheard: str) -> None:
    """Their card may only name somebody who is told."""
    side = therapist_of(turn.person)
    for case in side.cases:
        if not case.ended_at or case.client in turn.former:  # a former client's card names them too
            own = unheard == "backup" and case.client == side.backup_id
            turn.tell(case.client, "unheard", therapist=turn.person.id, unheard="nobody" if own else unheard)


def _asks(turn: Turn, words: str, alone: bool) -> bool:
    if alone:
        return turn.person.channel == "sms" or fold(brief(words)).lstrip("/") not in ORDINARY
    talk = turn.open_talk()
    return talk is None and not words.startswith("/") and turn.hear(words).wants_out


def therapist_stop(ctx: Ctx) -> Script:
    """Stop everything, or keep it."""
    choice = yield Ask("optout/therapist", "choice", "optout", ctx.args, ("stop_all", "keep"))
    if choice.value == "stop_all":
        yield Do("stop_therapist")
        yield Say("optout/therapist_done", "optout", ctx.args)
    else:
        yield Say("optout/therapist_kept", "optout", ctx.args)


@changes.change(undo="bar")
def stop_therapist(turn: Turn) -> dict[str, Any]:
    """From now on nothing is sent to this therapist; flags go straight to the backup, if there is one."""
    leave(turn)
    flags_pass.pass_all(turn)
    tell_clients(turn, "backup" if flags.has_backup(turn) else "nobody")
    return {}


def blocked(turn: Turn, event: NotDelivered | Blocked) -> None:
    """A block at the provider is the same without asking; its end brings flags back."""
    if event.channel != turn.person.channel:
        return
    if isinstance(event, Blocked) and event.resumed:
        turn.person.stopped_at = 0
        tell_clients(turn, "")
        flags.say_waiting(turn)
    elif not turn.person.stopped_at:
        stop_therapist(turn)
        turn.binds = [replace(b, state=DEAD) if b.channel == event.channel else b for b in turn.binds]


def heard(turn: Turn, words: str) -> None:
    """Words from a chat a text could not reach: it is tried again, and what waits is said."""
    mine = [(c, a) for c, a, state in turn.addresses if c == turn.person.channel and state == DEAD]
    if not (mine and is_therapist(turn) and 0 < turn.person.stopped_at < turn.now):
        return
    if turn.hear(words).carrier in ("start", "stop"):
        return
    turn.person.stopped_at = 0
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "active"))
    therapist_of(turn.person).alert_again_at = 0  # it is said now
    turn.audit("started", turn.person.id)
    tell_clients(turn, "")
    flags.say_waiting(turn)


SCRIPTS = {"therapist_stop": therapist_stop}
