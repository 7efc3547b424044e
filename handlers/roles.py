"""A person with two roles has one active at a time (DESIGN §4.3): `as client`, `as therapist`.

What comes by itself switches to the role it speaks to and says so.
"""

from collections.abc import Callable
from typing import Literal

from handlers import spoken
from handlers.talk import Talk
from handlers.talking import ask_again, is_fresh
from handlers.therapist import lock_shut
from handlers.turn import Turn

Role = Literal["client", "therapist"]
ROLES = ("client", "therapist")
OF_BOTH = frozenset(("safety", "stopping", "answer_or_stop", "therapist_stop", "backup_ask", "flag_backup"))
"""Talks with a person in whatever role they are."""


def is_role(turn: Turn, words: str) -> bool:
    """Whether these words name a role."""
    return spoken.setting(words, turn.person.language) in ROLES


def has_both(turn: Turn) -> bool:
    """Whether this person is a therapist here and somebody's client."""
    return turn.person.client is not None and turn.person.therapist is not None


def of_talk(turn: Turn, talk: Talk) -> Role | None:
    """Whose talk this is; None for one that belongs to either."""
    if talk.script in OF_BOTH:
        return None
    return "therapist" if talk.script in turn.house.desk else "client"


def follow(turn: Turn, talk_id: str) -> None:
    """A button is pressed in the role it was shown to: with another one active, that is said."""
    talk = next((t for t in turn.talks if t.id == talk_id and t.asked is not None), None)
    role = of_talk(turn, talk) if talk is not None and has_both(turn) else None
    if role is not None and role != turn.person.role:
        _change(turn, role)
        _say(turn, role)


def _change(turn: Turn, role: Role) -> None:
    """From now on what is typed belongs to this role: no question of the other one takes it."""
    turn.person.role = turn.menu = role
    for talk in turn.talks:
        if talk.state == "open" and of_talk(turn, talk) not in (None, role):
            talk.state = "suspended"


def _say(turn: Turn, role: Role) -> None:
    turn.say("notice", "menu/role", role=role, other=_other(role))


def _other(role: Role) -> Role:
    return "client" if role == "therapist" else "therapist"


def speaking_to(turn: Turn, role: Role, work: Callable[[], None]) -> None:
    """Do what may text this role; when it does and the other one was active, that is said first."""
    before, said = turn.person.role, len(turn.said)
    if before == role or turn.person.client is None or turn.person.therapist is None:
        work()
        return
    turn.person.role = role
    work()
    if role == "therapist":
        speaks = lock_shut.shut(turn, said, as_client=True)
    else:
        speaks = len(turn.said) > said
    if not speaks:
        turn.person.role = before
        return
    _change(turn, role)
    _say(turn, role)
    turn.said.insert(said, turn.said.pop())


def switch(turn: Turn, words: str) -> None:
    """Change to the named role, if the person has it; what was being asked there is asked again."""
    wanted = spoken.setting(words, turn.person.language)
    has = {"client": turn.person.client, "therapist": turn.person.therapist}
    if wanted not in ROLES or has[wanted] is None:
        turn.say("reply", "menu/no_such_role")
        return
    role: Role = "client" if wanted == "client" else "therapist"
    changes = turn.person.role != role
    _change(turn, role)
    turn.say("reply", "menu/role", role=role, other=_other(role))
    if changes:
        _asks_on(turn, role)


def _asks_on(turn: Turn, role: Role) -> None:
    """The question that was open in this role, if it is not long ago."""
    theirs = [t for t in turn.talks if t.state == "suspended" and t.asked and of_talk(turn, t) == role]
    talk = max(theirs, key=lambda t: t.touched_at, default=None)
    if talk is None or turn.open_talk() is not None:
        return
    talk.state = "open"
    if is_fresh(talk, turn.now):
        ask_again(turn, talk)
    else:
        talk.state = "suspended"
