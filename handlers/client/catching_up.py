"""A row that is taken long after it was due: never at night, and never several at once (DESIGN §3.3, §4.1).

After an outage a person gets one text, then none before the next day; what is news comes an hour
apart. Nothing here knows of outages: a row is late for whatever reason.
"""

from handlers.client import due as client_due
from handlers.events import Due
from handlers.state import Client, Timed
from handlers.times import next_at, next_inside
from handlers.turn import HOUR, MINUTE, Turn

LATE = 15 * MINUTE
"""A row taken this long after it was due is being caught up with."""

ONE_IN = 12 * HOUR
SPEAKS = frozenset(("deliver", "decision", "pace", "cue", "followup", "later", "evening", "still_me"))
"""Kinds that text the client: outside their hours the row waits for the morning, or is too late by then."""

NEWS = frozenset(("decision",))
"""What a person may need to know today: a meeting that is off."""


def waits(turn: Turn, row: Timed) -> bool:
    """Whether this row waits: for the client's hours, or since one text of this catching up has gone."""
    client = turn.person.client
    if client is None or row.kind not in client_due.TABLE:
        return False
    opening = next_inside(turn.person.zone, turn.now, client.hours)
    if row.kind in SPEAKS and opening > turn.now:
        turn.person.postponed[f"{row.kind}:{row.scope}"] = opening
        return True
    if turn.now - row.due_at < LATE:
        return False
    if turn.now - client.caught_up_at >= (HOUR if row.kind in NEWS else ONE_IN):
        return False
    turn.person.postponed[f"{row.kind}:{row.scope}"] = _until(turn, row, client)
    return True


def _until(turn: Turn, row: Timed, client: Client) -> int:
    if row.kind not in NEWS:
        return next_at(turn.person.zone, turn.now, client.hours[0])
    others = [at for key, at in turn.person.postponed.items() if key.partition(":")[0] in NEWS]
    return max([client.caught_up_at, *others]) + HOUR


def note(turn: Turn, event: Due) -> None:
    """Remember that a late row has brought the person a text."""
    client = turn.person.client
    if client is not None and turn.said and turn.now - event.due_at >= LATE:
        client.caught_up_at = turn.now
