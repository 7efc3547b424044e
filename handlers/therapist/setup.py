"""The scripts and changes of a therapist's setting-up side, for the tables of the house."""

from handlers.talk import Scripts
from handlers.therapist import (
    adjust,
    assign_script,
    away,
    backup,
    card,
    client_card,
    commands,
    digest,
    ending,
    guard,
    guardian,
    insession,
    invite,
    joining,
    library,
    lock_command,
    lock_setup,
    lock_shut,
    moving,
    pathway,
    pathway_changes,
    pathway_script,
    session_script,
    shelves,
)
from handlers.turn import Changes

_WITH_SCRIPTS = (
    adjust,
    assign_script,
    away,
    backup,
    client_card,
    commands,
    digest,
    ending,
    insession,
    invite,
    joining,
    library,
    shelves,
    moving,
    pathway,
    pathway_script,
    session_script,
)
_OF_THE_LOCK = (lock_command, lock_setup, lock_shut)
_PARTS = (*_WITH_SCRIPTS, *_OF_THE_LOCK)

SCRIPTS: Scripts = {name: script for part in _PARTS for name, script in part.SCRIPTS.items()}
CHANGES: list[Changes] = [
    adjust.changes,
    away.changes,
    backup.changes,
    card.changes,
    client_card.changes,
    commands.changes,
    ending.changes,
    guard.changes,
    guardian.changes,
    insession.changes,
    invite.changes,
    library.changes,
    shelves.changes,
    lock_command.changes,
    lock_setup.changes,
    moving.changes,
    pathway.changes,
    pathway_changes.changes,
    session_script.changes,
]
