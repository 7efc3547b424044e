"""`/help`, and commands whose work is done elsewhere: said honestly, with where it is done."""

from handlers.therapist.whom import name_of, one
from handlers.turn import Turn


def help_command(turn: Turn, rest: str) -> None:
    """What a therapist can say here, by what it is for."""
    turn.say("help", "desk/help", two_roles=turn.person.client is not None)


def export_command(turn: Turn, rest: str) -> None:
    """`/export NAME`: an operator's command, because a file of somebody's words is no chat message."""
    meant = one(turn, "export", rest)
    if meant is not None:
        turn.audit("export_asked", meant[0].client)
        turn.say("reply", "desk/export", name=name_of(turn, meant[0].client), id=meant[0].client)
