"""The way in: while a therapist's chat is shut only a code goes through; what was asked for comes after."""

from collections.abc import Sequence

from handlers import roles
from handlers.answering import press
from handlers.answers import read
from handlers.ask import Read
from handlers.events import Tap, Text
from handlers.lock_parts import Lock
from handlers.talk import Talk
from handlers.talking import reply_to
from handlers.therapist import lock_setup, lock_steps
from handlers.therapist.elsewhere import help_command
from handlers.therapist.lock import HELD_FOR, close_now, home, lock_of, needs_code, wanted
from handlers.therapist.lock_codes import code_in, opens
from handlers.therapist.lock_open import Event, carry_on, hold, plain
from handlers.times import local
from handlers.turn import Turn

PHONE = 10
STOPPING = frozenset(("therapist_stop",))
"""Talks whose buttons work in every state."""


def lets_in(turn: Turn, event: Event) -> Sequence[Event]:
    """What is to be done now: this event, nothing, or after the right code what had been asked for."""
    lock = lock_of(turn)
    if lock is not None and lock.kind and _is_close_now(turn, lock, event):
        close_now(turn, lock)
        return ()
    if lock is None or not _is_about_work(turn, lock, event):
        return (event,)
    chat = event.chat or home(turn)
    shut = needs_code(turn, lock, chat)
    if (shut or wanted(turn, lock)) and _needs_none(turn, event):
        return ()
    if shut:
        return _at_the_door(turn, lock, event, chat)
    if _answers_own(turn, event, lock_setup.OWN) or lock_steps.takes(turn, lock, event):
        return _if_set(turn, lock)
    if wanted(turn, lock):
        hold(turn, lock, event)
        lock_setup.ask_for_one(turn, lock)
        return ()
    if lock.kind:
        lock.chat, lock.last_at = chat, turn.now
        if _is_stray(event):
            turn.forget = True
            turn.say("reply", "lock/already")
            return ()
    if lock.waiting:  # the practice took the code off
        return carry_on(turn, lock, (event,))
    return (event,)


def _needs_none(turn: Turn, event: Event) -> bool:
    """HELP, and the answer to whether everything is to stop, need no code."""
    if _plain(turn, event) == "help":
        help_command(turn, "")
        return True
    return _answers_own(turn, event, STOPPING)


def _is_close_now(turn: Turn, lock: Lock, event: Event) -> bool:
    """`/lock now` closes from any role and state; without its slash it may be part of an answer."""
    slash = isinstance(event, Text) and event.text.lstrip().startswith("/")
    return _plain(turn, event) == "lock now" and (slash or needs_code(turn, lock, home(turn)))


def _is_about_work(turn: Turn, lock: Lock, event: Event) -> bool:
    """Whether this is for the therapist: somebody who is a client too is not locked out as one."""
    if turn.person.client is None:
        return True
    if isinstance(event, Tap):
        return any(t.id == event.talk and t.script in turn.house.desk for t in turn.talks)
    if turn.person.role == "therapist":
        return True
    open_talk = turn.open_talk()
    if open_talk is not None and open_talk.script in turn.house.desk:
        open_talk.state = "suspended"  # what a client types answers nothing of the therapist's
    asked = any(turn.now - at < HELD_FOR for *_, at in lock.held) or bool(lock.step)
    is_code = isinstance(event, Text) and bool(code_in(event.text))
    return _plain(turn, event) == "as therapist" or (asked and is_code)


def _plain(turn: Turn, event: Event) -> str:
    return plain(event.text, turn.person.language) if isinstance(event, Text) else ""


def _at_the_door(turn: Turn, lock: Lock, event: Event, chat: str) -> Sequence[Event]:
    code = code_in(event.text) if isinstance(event, Text) else ""
    if not code:
        _ask(turn, lock, event)
        return ()
    if not opens(turn, lock, code):
        return ()
    lock.chat, lock.last_at = chat, turn.now
    turn.audit("unlocked", turn.person.id)
    return carry_on(turn, lock, ())


def _ask(turn: Turn, lock: Lock, event: Event) -> None:
    """The code first; what was asked for is kept a short while."""
    if _plain(turn, event) == "as client" and turn.person.client is not None:
        roles.switch(turn, "client")
        return
    hold(turn, lock, event)
    if lock.refused_until > turn.now:
        turn.say("reply", "lock/refused", until_at=lock.refused_until)
    else:
        turn.say("reply", "lock/code", kind=lock.kind)


def _is_stray(event: Event) -> bool:
    """A code where none was asked for: it must not become an answer that a client reads. No phone number."""
    code = code_in(event.text) if isinstance(event, Text) else ""
    return bool(code) and not (code[0] == "0" and len(code) >= PHONE)


def _if_set(turn: Turn, lock: Lock) -> Sequence[Event]:
    """A code has been set in this turn, or there is more to do for it."""
    if lock.step or wanted(turn, lock) or not (lock.held or lock.waiting):
        return ()
    return carry_on(turn, lock, ())


def _answers_own(turn: Turn, event: Event, scripts: frozenset[str]) -> bool:
    """Whether this answers one of these talks, which the lock does not stand before."""
    own = [t for t in turn.talks if t.script in scripts and t.asked is not None]
    if isinstance(event, Tap):
        found = any(t.id == event.talk for t in own)
        if found:
            press(turn, event)
        return found
    talk = next((t for t in own if t.state == "open"), None)
    return talk is not None and isinstance(event, Text) and _reads(turn, talk, event)


def _reads(turn: Turn, talk: Talk, event: Text) -> bool:
    assert talk.asked is not None
    today = local(turn.now, turn.person.zone).date()
    found = read(talk.asked, event.text, language=turn.person.language, today=today)
    if isinstance(found, Read):
        reply_to(turn, talk, found.value, event.text)
    return isinstance(found, Read)
