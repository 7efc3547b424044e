"""The scripts and changes of a therapist's working week, for the tables of the house."""

from handlers.talk import Scripts
from handlers.therapist import cards, client_card, digest, notices, recap, reflection, summary_script
from handlers.turn import Changes

SCRIPTS: Scripts = {
    **summary_script.SCRIPTS,
    **recap.SCRIPTS,
    **cards.SCRIPTS,
    **notices.SCRIPTS,
    **reflection.SCRIPTS,
}
CHANGES: list[Changes] = [
    summary_script.changes,
    recap.changes,
    cards.changes,
    notices.changes,
    reflection.changes,
]

ASIDES = {**summary_script.ASIDES, **cards.ASIDES, **client_card.ASIDES, **digest.ASIDES}
