"""A row that is taken long after it was due: never at night, and never several at once (DESIGN §3.3, §4.1).

After an outage a person gets one text, then none before the next day; what is news comes an hour
apart. Nothing here knows of outages: a row is late for whatever reason.
"""

from collections.abc import Sequence
from dataclasses import replace

from handlers.client import agreed
from handlers.client import due as client_due
from handlers.events import Due, Event, Media, Text
from handlers.state import Client, Timed
from handlers.talking import suspend_open
from handlers.times import next_at, next_inside
from handlers.turn import HOUR, MINUTE, Message, Turn

LATE = 15 * MINUTE
"""A row taken this long after it was due is being caught up with."""

ONE_IN = 12 * HOUR
ANSWERED = 3 * HOUR
"""How long the answer to what was read late may still go out."""

AT_ONCE = frozenset(("safety", "optout", "consent", "welcome", "invite", "alert"))
"""Kinds that answer distress, STOP and a yes at any time."""

ANSWERS = ("reply", "menu", "help", "journal", "step", "plan", "completion", "measure")
"""Kinds of texts that nothing but a person's own words bring."""

SPEAKS = frozenset(
    (
        *("deliver", "pathway", "decision", "pace", "cue", "followup", "later", "evening", "still_me"),
        *("measure", "jar", "own_words", "self_note"),
    )
)
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


def answer_late(turn: Turn, event: Event) -> None:
    """What was read long after it was sent is applied; what it is answered is one text, inside the hours.

    The newest answer takes the place of those before it, which wait for it a minute.
    """
    client = turn.person.client
    if client is None or turn.person.role != "client" or not _read_late(turn, client, event):
        return
    at = next_inside(turn.person.zone, turn.now + MINUTE, client.hours)
    later = [m for m in turn.said if m.kind not in AT_ONCE and not m.urgent]
    if not later:
        return
    turn.withdrawn.extend(ANSWERS)
    client.caught_up_at = turn.now
    at_once = [m for m in turn.said if m not in later]
    if client.discreet or not agreed.full(turn.person):  # who holds the phone by then is not known
        suspend_open(turn)
        later = [_neutral(later)]
    else:
        later[0] = replace(later[0], late=True)
    turn.said = [*at_once, *(replace(m, not_before=at, not_after=at + ANSWERED) for m in later)]


def _neutral(later: Sequence[Message]) -> Message:
    """That it has arrived; or that the agreed word comes first, for then it was not kept."""
    asked = next((m for m in later if m.prompt == "discreet/word"), None)
    if asked is not None:
        return replace(asked, late=True)
    return Message("reply", "discreet/late", {}, 0, neutral=True)


def _read_late(turn: Turn, client: Client, event: Event) -> bool:
    if isinstance(event, Text | Media):
        late = turn.now - event.sent_at >= LATE
        client.read_late_at = turn.now if late else 0
        return late
    gathers = isinstance(event, Due) and event.kind == "gather"  # what was read late is now complete
    return gathers and turn.now - client.read_late_at < 2 * MINUTE


def note(turn: Turn, event: Due) -> None:
    """Remember that a late row has brought the person a text."""
    client = turn.person.client
    if client is not None and turn.said and turn.now - event.due_at >= LATE:
        client.caught_up_at = turn.now
