"""A text of ours was lost for good: what it would have asked for counts for nothing."""

from handlers import sending
from handlers.client import still_me, week
from handlers.client.people import active, assignment
from handlers.events import NotDelivered
from handlers.state import Client
from handlers.talking import close
from handlers.turn import DAY, Turn

FOR_NOW = frozenset(("expired", "unavailable"))
"""Failures of a day: the same text may well arrive on the next."""


def take_back(turn: Turn, event: NotDelivered) -> bool:
    """What follows for the week from a text that nobody got; whether it comes by itself after a rest."""
    still_me.unreachable(turn, event)
    client = turn.person.client
    if client is None:
        return False
    if event.kind == "cue":
        _cue(turn, client)
    if event.kind == "assignment" and event.failure in FOR_NOW:
        rests = client.held or client.paused_until > turn.now
        return _assignment(turn, client, event.written_at) and bool(rests)
    return False


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


def _assignment(turn: Turn, client: Client, written_at: int) -> bool:
    """Handed over again when the client's hours next allow, while its two days last (DESIGN §4.1).

    Whether it was one that nobody has said anything of.
    """
    again = False
    for talk in turn.talks:
        item = assignment(client, str(talk.args.get("assignment", "")))
        if talk.script != "assignment" or item is None or item.state != "active" or talk.touched_at:
            continue
        if not item.confirmed_at and turn.now - item.delivered_at < DAY and item.delivered_at == written_at:
            item.state, item.occurrences, again = "kept", [], True
            close(turn, talk)
    return again


def call_off(turn: Turn) -> None:
    """A rest begins: what would come unasked is withdrawn, also what may only be on its way.

    An assignment that has not gone by then, also one that may have, comes after the rest.
    """
    turn.withdrawn.extend(sending.RESTS)
    turn.put_off.append("assignment")
