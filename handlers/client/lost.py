"""A text of ours was lost for good: what it would have asked for counts for nothing."""

from handlers import sending
from handlers.client import still_me, week
from handlers.client.people import active, assignment, client_of
from handlers.events import NotDelivered
from handlers.state import Client
from handlers.talking import close
from handlers.turn import DAY, MINUTE, Turn

FOR_NOW = frozenset(("expired", "unavailable"))
"""Failures of a day: the same text may well arrive on the next."""

UNDER_WAY = 20 * MINUTE
"""So long a text may be on its way, and held in doubt before it goes once more (SAFETY D3)."""


def take_back(turn: Turn, event: NotDelivered) -> None:
    """What follows for the week from a text that nobody got."""
    still_me.unreachable(turn, event)
    if turn.person.client is not None and event.kind == "cue":
        _cue(turn, client_of(turn.person))
    if turn.person.client is not None and event.kind == "assignment" and event.failure in FOR_NOW:
        _assignment(turn, client_of(turn.person))


def _cue(turn: Turn, client: Client) -> None:
    """A cue nobody got is not missed, is no silent day, and has no follow-up (DESIGN §4.2)."""
    cue = client.cue
    if cue is None or cue.answered or cue.followed:
        return
    for item in active(client):
        unread = [one for one in item.occurrences if one.id in cue.occurrences and one.state == "cued"]
        for one in unread:
            one.state, one.cued_at = "uncued", 0
        if unread and item.rhythm == "once":
            week.plan(turn.person, item, turn.now)
    client.cue, client.silent_cue_days = None, max(0, client.silent_cue_days - 1)


def _assignment(turn: Turn, client: Client) -> None:
    """Handed over again when the client's hours next allow, while its two days last (DESIGN §4.1)."""
    _hand_over_again(turn, client, DAY)


def call_off(turn: Turn) -> None:
    """A rest begins: what would come unasked is withdrawn, also what may only be on its way.

    An assignment that was just handed over, and of which nobody has said anything, comes after the rest: its
    text may not have left yet, or be in doubt and sent once more.
    """
    turn.withdrawn.extend(sending.RESTS)
    if _hand_over_again(turn, client_of(turn.person), UNDER_WAY):
        turn.withdrawn.append("assignment")


def _hand_over_again(turn: Turn, client: Client, within: int) -> bool:
    """What was handed over within so many milliseconds and not taken up; whether that was any."""
    again = False
    for talk in turn.talks:
        item = assignment(client, str(talk.args.get("assignment", "")))
        if talk.script != "assignment" or item is None or item.state != "active" or talk.touched_at:
            continue
        if not item.confirmed_at and turn.now - item.delivered_at < within:
            item.state, item.occurrences, again = "kept", [], True
            close(turn, talk)
    return again
