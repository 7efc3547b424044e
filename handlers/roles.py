"""A person with two roles has one active at a time (DESIGN §4.3): `as client`, `as therapist`."""

from handlers.answers_words import brief, fold
from handlers.turn import Turn

ROLES = ("client", "therapist")


def is_role(turn: Turn, words: str) -> bool:
    """Whether these words name a role."""
    return fold(brief(words)) in ROLES


def switch(turn: Turn, words: str) -> None:
    """Change to the named role, if the person has it."""
    wanted = fold(brief(words))
    has = {"client": turn.person.client, "therapist": turn.person.therapist}
    if wanted not in ROLES or has[wanted] is None:
        turn.say("reply", "menu/no_such_role")
        return
    turn.person.role = "client" if wanted == "client" else "therapist"
    turn.say("reply", "menu/role", role=wanted, other=next(r for r in ROLES if r != wanted))
