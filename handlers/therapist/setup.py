"""The scripts and changes of a therapist's setting-up side, for the tables of the house."""

from handlers.talk import Scripts
from handlers.therapist import (
    adjust,
    assign_script,
    away,
    card,
    commands,
    ending,
    guard,
    invite,
    joining,
    library,
    session_script,
)
from handlers.turn import Changes

_WITH_SCRIPTS = (adjust, assign_script, away, commands, ending, invite, joining, library, session_script)

SCRIPTS: Scripts = {name: script for part in _WITH_SCRIPTS for name, script in part.SCRIPTS.items()}
CHANGES: list[Changes] = [
    adjust.changes,
    away.changes,
    card.changes,
    commands.changes,
    ending.changes,
    guard.changes,
    invite.changes,
    joining.changes,
    library.changes,
    session_script.changes,
]
