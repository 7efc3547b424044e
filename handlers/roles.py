"""A person with two roles has one active at a time (DESIGN §4.3): `as client`, `as therapist`.

What comes by itself switches to the role it speaks to and says so.
"""

from collections.abc import Callable
from typing import Literal

from handlers import spoken
from handlers.therapist import lock_shut
from handlers.turn import Turn

ROLES = ("client", "therapist")


def is_role(turn: Turn, words: str) -> bool:
    """Whether these words name a role."""
    return spoken.setting(words, turn.person.language) in ROLES


def speaking_to(turn: Turn, role: Literal["client", "therapist"], work: Callable[[], None]) -> None:
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
    turn.menu = role
    turn.say("notice", "menu/role", role=role, other=before)
    turn.said.insert(said, turn.said.pop())


def switch(turn: Turn, words: str) -> None:
    """Change to the named role, if the person has it."""
    wanted = spoken.setting(words, turn.person.language)
    has = {"client": turn.person.client, "therapist": turn.person.therapist}
    if wanted not in ROLES or has[wanted] is None:
        turn.say("reply", "menu/no_such_role")
        return
    turn.person.role = turn.menu = "client" if wanted == "client" else "therapist"
    turn.say("reply", "menu/role", role=wanted, other=next(r for r in ROLES if r != wanted))
