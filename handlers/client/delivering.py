"""An assignment is handed over: planned from now on, and said as something new."""

from handlers.client import snapshots, week
from handlers.client.opened import closed
from handlers.client.people import assignment, client_of
from handlers.events import Due
from handlers.talking import begin
from handlers.turn import Turn


def deliver(turn: Turn, due: Due) -> None:
    """Hand over an assignment; a delivered assignment is no prompt of the day."""
    client = client_of(turn.person)
    item = assignment(client, due.scope)
    if item is None or item.state != "kept":
        return
    item.state, item.delivered_at = "active", turn.now
    bond = next(b for b in client.bonds if b.therapist == item.therapist)
    if not bond.first_assignment_at:
        bond.first_assignment_at = turn.now
    item.week_from = turn.now
    item.passes = week.too_soon(turn.person, item, turn.now)
    week.plan(turn.person, item, turn.now)
    client.last_reply_at = client.last_reply_at or turn.now
    prompt(turn, "assignment", snapshots.delivery(turn, item))


def too_late_to_deliver(turn: Turn, due: Due) -> None:
    """Two days late is too late: it is not handed over any more, and the therapist hears."""
    item = assignment(client_of(turn.person), due.scope)
    if item is not None and item.state == "kept":
        item.state, item.ended_at = "ended", turn.now
        channel = turn.person.channel
        turn.tell(item.therapist, "undelivered", client=turn.person.id, channel=channel, kind="assignment")


def prompt(turn: Turn, script: str, args: dict[str, object]) -> None:
    """Open a talk by ourselves: neutrally, when the person wants neutral texts and is not reading now."""
    begin(turn, script, args, wait=closed(turn))
