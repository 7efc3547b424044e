"""The scripts and changes of a therapist's setting-up side, for the tables of the house."""

from handlers.talk import Scripts
from handlers.therapist import (
    adjust,
    assign_script,
    away,
    backup,
    build,
    build_acts,
    build_card,
    build_copy,
    build_new,
    card,
    cases,
    commands,
    ending,
    guard,
    guardian,
    invite,
    joining,
    library,
    lock_command,
    lock_setup,
    lock_shut,
    moving,
    session_script,
    shelves,
)
from handlers.turn import Changes

_WITH_SCRIPTS = (
    adjust,
    assign_script,
    away,
    backup,
    build_card,
    build_copy,
    build_new,
    cases,
    commands,
    ending,
    invite,
    joining,
    library,
    shelves,
    moving,
    session_script,
)
_OF_THE_LOCK = (lock_command, lock_setup, lock_shut)
_PARTS = (*_WITH_SCRIPTS, *_OF_THE_LOCK)

SCRIPTS: Scripts = {name: script for part in _PARTS for name, script in part.SCRIPTS.items()}
CHANGES: list[Changes] = [
    adjust.changes,
    away.changes,
    backup.changes,
    build.changes,
    build_acts.changes,
    build_card.changes,
    build_copy.changes,
    build_new.changes,
    card.changes,
    cases.changes,
    commands.changes,
    ending.changes,
    guard.changes,
    guardian.changes,
    invite.changes,
    library.changes,
    shelves.changes,
    lock_command.changes,
    lock_setup.changes,
    moving.changes,
    session_script.changes,
]
