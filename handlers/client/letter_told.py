"""What the therapist decided about the letter, taken in the client's own turn.

`letter_decision`: `therapist, what, for_at, words`. `what`: `send` approves it for that time, `skip`,
`edit` (then `words`), `always`, `each_time`.
"""

from typing import Any

from handlers.client import letter_plan as plan
from handlers.client.letter_state import letter_state
from handlers.client.people import bonds, client_of
from handlers.state import Bond
from handlers.turn import Turn


def letter_decision(turn: Turn, data: dict[str, Any]) -> None:
    """A decision holds for the letter it was made about; one about another time changes nothing."""
    bond = next((b for b in bonds(client_of(turn.person)) if b.therapist == data["therapist"]), None)
    if bond is None:
        return
    if data["what"] in ("always", "each_time"):
        bond.letter_auto = data["what"] == "always"
    if _is_meant(turn, bond, data["for_at"]):
        _apply(bond, data["what"], data["words"])


def _is_meant(turn: Turn, bond: Bond, for_at: int) -> bool:
    """Whether this is the letter that is pending; one decided on before its preview begins here."""
    if plan.planned(turn.person, bond, turn.now) != for_at or not for_at:
        return False
    if not plan.is_current(turn.person, bond, turn.now):
        plan.adopt(turn.person, bond, letter_state(turn.person, bond, for_at), turn.now)
    return not bond.letter.lapsed and bond.letter.sent_at < bond.letter.previewed_at


def _apply(bond: Bond, what: str, words: str) -> None:
    letter = bond.letter
    if what in ("send", "always"):
        letter.approved, letter.skipped = True, False
    elif what == "skip":
        letter.skipped, letter.approved = True, False
    elif what == "edit":
        letter.words, letter.approved, letter.skipped = words, False, False
        letter.previewed = "own" if letter.previewed == "none" else letter.previewed


TABLE = {"letter_decision": letter_decision}
