"""What somebody with two roles types: in which role it is taken, and what is not taken in the wrong one.

A command of one role does nothing in the other; and a line that begins like work about a client of theirs
is never kept as their own words, where the therapist they work with could read it.
"""

from handlers import roles, spoken
from handlers.answers_words import fold
from handlers.client import pair
from handlers.client.commands import TABLE as CLIENT
from handlers.events import Text
from handlers.names import whom_named
from handlers.therapist.commands import TABLE as THERAPIST
from handlers.therapist.whom import names
from handlers.turn import Turn


def answers(turn: Turn, event: Text) -> bool:
    """Whether the text changed the role, or belongs to the other one, which is then said."""
    if not roles.has_both(turn):
        return False
    word, rest = _parted(turn, event.text, turn.person.role)
    if word == "as" and fold(rest) in roles.ROLES:
        roles.switch(turn, fold(rest))
        return True
    if turn.person.role == "therapist" and _leaves_a_couple(turn, event.text):
        return True
    if event.text.lstrip().startswith("/") or _is_joining(turn):
        return _of_other(turn, event.text)
    return turn.person.role == "client" and _is_work(turn, event.text)


def _leaves_a_couple(turn: Turn, text: str) -> bool:
    """UNLINK alone is one's own way out, which takes one word in either role; nothing of the work changes.

    Where there is nothing to leave it is a word like any other.
    """
    linked = turn.person.client is not None and turn.person.client.near.pair is not None
    leaves = linked and spoken.means(text, "unlink", turn.person.language)
    if leaves:
        pair.unlink(turn, "")
    return leaves


def _parted(turn: Turn, text: str, role: roles.Role) -> tuple[str, str]:
    """The English word of the command these words may be in a role, and what follows as typed."""
    if said := spoken.understood(text, role, turn.person.language):
        return said
    return _first(text), " ".join(text.split()[1:])


def _first(text: str) -> str:
    """The first word as typed, folded, without a slash or a bot's name."""
    return next(iter(fold(text).split()), "")


def _is_joining(turn: Turn) -> bool:
    """Whether they are being asked to join, where a word of their work would be taken for an answer."""
    client = turn.person.client
    return turn.person.role == "client" and client is not None and client.stage in ("invited", "joining")


def _of_other(turn: Turn, text: str) -> bool:
    """A command only the other role has."""
    role = turn.person.role
    other: roles.Role = "therapist" if role == "client" else "client"
    mine, others = (CLIENT, THERAPIST) if role == "client" else (THERAPIST, CLIENT)
    if _parted(turn, text, role)[0] in mine or _parted(turn, text, other)[0] not in others:
        return False
    turn.say("reply", "menu/other_role", word=_first(text), other=other)
    return True


def _is_work(turn: Turn, text: str) -> bool:
    """A therapist's command and the name of a client of theirs, typed as a client: nothing is kept of it."""
    word, rest = _parted(turn, text, "therapist")
    if word not in THERAPIST:
        return False
    found, _ = whom_named(rest.split(), names(turn), turn.person.language)
    if found:
        turn.say("reply", "menu/reads_like_work", word=_first(text))
    return bool(found)
