"""After the right code: what waited is said, and what was asked for while the chat was shut is done."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from handlers import spoken
from handlers.events import Media, Tap, Text
from handlers.lock_parts import Lock
from handlers.safety import flags
from handlers.talk import Talk
from handlers.talking import ask_again, suspend_open
from handlers.therapist.lock import HELD_FOR, home
from handlers.therapist.lock_shut import show_waiting
from handlers.turn import Turn

Event = Text | Tap | Media
KINDS: dict[str, type[Text] | type[Tap] | type[Media]] = {"Text": Text, "Tap": Tap, "Media": Media}

HELD = 10
"""So many things asked for are kept; the newest."""


def hold(turn: Turn, lock: Lock, event: Event) -> None:
    """Keep what was asked for a short while; older ones have been forgotten by then."""
    if isinstance(event, Media) and event.content:
        event = replace(event, content="", trouble="shut")  # it can be sent again
    lock.held = [*lock.held, [type(event).__name__, asdict(event), turn.now]][-HELD:]


def plain(text: str, language: str) -> str:
    """A text as it reads without its slash, a command of this language in English."""
    said = spoken.in_english(text, "therapist", language)
    return said or " ".join(text.strip().lstrip("/").casefold().split())


def carry_on(turn: Turn, lock: Lock, also: Sequence[Event]) -> Sequence[Event]:
    """Open: what waited is said, then what was asked for is done, in what was open then."""
    held = [KINDS[kind](**doc) for kind, doc, at in lock.held if turn.now - at < HELD_FOR]
    late, tried = len(lock.held) - len(held), lock.tried_at
    lock.held, lock.tried_at = [], 0
    before, said = _seen_open(turn, lock), len(turn.said)
    if turn.person.role == "client":
        turn.person.role = "therapist"
        turn.say("reply", "menu/role", role="therapist", other="client")
        held = [
            one
            for one in held
            if not (isinstance(one, Text) and plain(one.text, turn.person.language) == "as therapist")
        ]
    shown = show_waiting(turn)
    elsewhere = bool(lock.kind) and lock.chat != home(turn)
    if late or tried or elsewhere or not (shown or held or said):
        turn.say("reply", "lock/open", late=late, tried_at=tried, elsewhere=elsewhere)
        turn.said.insert(said, turn.said.pop())
    if shown or before is not None:
        _open_again(turn, before, answered=bool(held or also))
    return (*held, *also)


def _seen_open(turn: Turn, lock: Lock) -> Talk | None:
    """The question that was open on the screen, so that what was typed may be its answer."""
    talk = turn.open_talk() or next((t for t in turn.talks if t.id == lock.before), None)
    lock.before = ""
    hidden = {id for id, _ in lock.waiting}
    return None if talk is None or turn.person.role == "client" or talk.id in hidden else talk


def _open_again(turn: Turn, before: Talk | None, *, answered: bool) -> None:
    """What was typed before answers nothing that is shown only now; a flag nobody has taken comes last."""
    is_flag = before is not None and before.script == flags.TALK
    if answered or is_flag:
        suspend_open(turn)
        if before is not None and before.state == "suspended":
            before.state = "open"
    if before is not None and is_flag and not answered:
        ask_again(turn, before)
