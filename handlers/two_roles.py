"""What somebody with two roles types: in which role it is taken, and what is not taken in the wrong one.

A command of one role does nothing in the other; and a line that begins like work about a client of theirs
is never kept as their own words, where the therapist they work with could read it.
"""

from handlers import roles
from handlers.answers_words import fold
from handlers.client.commands import TABLE as CLIENT
from handlers.events import Text
from handlers.names import split_name
from handlers.therapist.commands import TABLE as THERAPIST
from handlers.therapist.whom import names
from handlers.turn import Turn


def answers(turn: Turn, event: Text) -> bool:
    """Whether the text changed the role, or belongs to the other one, which is then said."""
    if not roles.has_both(turn):
        return False
    said = fold(event.text).split()
    if len(said) == 2 and said[0] == "as" and said[1] in roles.ROLES:
        roles.switch(turn, said[1])
        return True
    word = said[0] if said else ""
    if event.text.lstrip().startswith("/") or _is_joining(turn):
        return _of_other(turn, word)
    return turn.person.role == "client" and _is_work(turn, word, event.text)


def _is_joining(turn: Turn) -> bool:
    """Whether they are being asked to join, where a word of their work would be taken for an answer."""
    client = turn.person.client
    return turn.person.role == "client" and client is not None and client.stage in ("invited", "joining")


def _of_other(turn: Turn, word: str) -> bool:
    """A command only the other role has."""
    mine, others = (CLIENT, THERAPIST) if turn.person.role == "client" else (THERAPIST, CLIENT)
    if word in mine or word not in others:
        return False
    other = "therapist" if turn.person.role == "client" else "client"
    turn.say("reply", "menu/other_role", word=word, other=other)
    return True


def _is_work(turn: Turn, word: str, text: str) -> bool:
    """A therapist's command and the name of a client of theirs, typed as a client: nothing is kept of it."""
    if word not in THERAPIST:
        return False
    found, _ = split_name(text.split()[1:], names(turn))
    if found:
        turn.say("reply", "menu/reads_like_work", word=word)
    return bool(found)
