"""While a flag is open nothing is asked: what is written is kept, the numbers stay near (SAFETY S3)."""

from typing import Any

from handlers import spoken
from handlers.answers import read
from handlers.ask import Asked, Read
from handlers.client.asking import private_part
from handlers.client.people import client_of
from handlers.safety.card import told_to
from handlers.times import local, read_window, read_zone
from handlers.turn import Turn

STEPS = frozenset(("back", "skip"))


def is_open(turn: Turn) -> bool:
    """Whether a flag of this client waits for a human; a release that owes its question has ended that."""
    client = turn.person.client
    return client is not None and client.held and not client.pace_at


def keeps(turn: Turn, words: str) -> bool:
    """Whether free words were kept at once, for the writer only, without a question."""
    if not is_open(turn):
        return False
    turn.keep("journal", words=private_part(words)[0], private=True)
    turn.say("reply", "safety/kept", **told_to(turn, client_of(turn.person)))
    return True


def waits(turn: Turn, asked: Asked | None, words: str) -> bool:
    """Whether the welcome waits: words that answer none of its questions are kept, nothing is asked."""
    if not is_open(turn) or (asked is not None and _answers(turn, asked, words)):
        return False
    if words:
        turn.keep("journal", words=private_part(words)[0], private=True)
    turn.say("reply", "safety/questions_wait", kept=bool(words))
    return True


def _answers(turn: Turn, asked: Asked, words: str) -> bool:
    """A choice, a step, or hours and places: any other words at a text question are no answer to it now."""
    if any(spoken.means(words, step, turn.person.language) for step in STEPS):
        return True
    if asked.kind == "text":
        found: Any = read_window(words, turn.person.language) or read_zone(words, turn.house.zones)
        return bool(found)
    today = local(turn.now, turn.person.zone).date()
    return isinstance(read(asked, words, language=turn.person.language, today=today), Read)
