"""The scripts and changes of a therapist's working week, for the tables of the house."""

from handlers.talk import Scripts
from handlers.therapist import (
    cards,
    client_card,
    digest,
    groups,
    measure_preview,
    measure_script,
    notices,
    proposals,
    recap,
    reflection,
    summary_script,
)
from handlers.turn import Changes

_PARTS = (summary_script, recap, cards, notices, proposals, measure_script, measure_preview, reflection)

SCRIPTS: Scripts = {name: script for part in _PARTS for name, script in part.SCRIPTS.items()}
CHANGES: list[Changes] = [part.changes for part in _PARTS]

ASIDES = {**summary_script.ASIDES, **cards.ASIDES, **client_card.ASIDES, **digest.ASIDES, **groups.ASIDES}
