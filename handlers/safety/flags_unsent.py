"""The card that came with a flag did not arrive: every therapist hears, and no alert says it did (S3)."""

from typing import Any

from handlers.client import covered
from handlers.client.people import told
from handlers.events import Blocked, NotDelivered
from handlers.safety import flags, flags_pass
from handlers.turn import Turn


def undelivered(turn: Turn, event: NotDelivered | Blocked) -> bool:
    """Whether this was a card of a flag nobody has taken: whoever was told of the flag hears at once."""
    client = turn.person.client
    if client is None or isinstance(event, Blocked) or event.kind != "safety":
        return False
    if not any(f.tier == 1 and not f.released_at and not f.acknowledged_at for f in client.flags):
        return False
    covers = [cover.therapist for _, cover in covered.now(client, turn.now)]
    for therapist in [*(bond.therapist for bond in told(client)), *covers]:
        turn.tell(therapist, "card_lost", client=turn.person.id)
    turn.audit("card_undelivered", turn.person.id)
    return True


def told_lost(turn: Turn, data: dict[str, Any]) -> None:
    """The alert once more, saying so; the backup hears as of any other."""
    mine = flags_pass.waiting(turn, data["client"])
    if not mine or mine[-1].get("unsent"):
        return
    newest = mine[-1]
    for alert in mine:
        alert["unsent"] = "may"
    away = flags_pass.looks_away(turn) and not newest.get("backup")
    passed = flags_pass.pass_on(turn, newest) if away else bool(newest.get("backup"))
    flags.say_alert(turn, {**newest, "unsent": "now"}, passed=passed)


TOLD = {"card_lost": told_lost}
