"""The scripts and changes of the safety floor, for the tables of the house."""

from handlers.safety import (
    card,
    flags_asked,
    flags_backup,
    flags_talk,
    leaving,
    leaving_therapist,
    release,
    unfreeze,
)
from handlers.talk import Scripts
from handlers.turn import Changes

SCRIPTS: Scripts = {
    **card.SCRIPTS,
    **flags_asked.SCRIPTS,
    **flags_backup.SCRIPTS,
    **flags_talk.SCRIPTS,
    **leaving.SCRIPTS,
    **leaving_therapist.SCRIPTS,
    **release.SCRIPTS,
}
CHANGES: list[Changes] = [
    card.changes,
    flags_asked.changes,
    flags_backup.changes,
    flags_talk.changes,
    leaving.changes,
    leaving_therapist.changes,
    release.changes,
    unfreeze.changes,
]
