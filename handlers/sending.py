"""The last gate before the outbox: no unprompted text without consent, out of hours, or during a hold."""

from handlers.client import agreed
from handlers.state import Client
from handlers.times import inside, instant, local
from handlers.turn import MINUTE, Message, Turn

ALWAYS = frozenset(("safety", "optout", "invite", "consent", "welcome", "help", "alert"))
"""Kinds with rules of their own: they answer, ask for the consent the others need, or are a flag."""


RESTS = ("cue", "followup")
"""Kinds that a rest calls off where they still wait: always unasked, and soon out of date."""


def may_go(turn: Turn, message: Message) -> bool:
    """Whether this message may be queued at all."""
    client = turn.person.client
    if turn.person.stopped_at and message.kind not in ("safety", "optout"):
        return not message.unprompted and turn.person.stopped_at != turn.now
    if message.kind in ALWAYS or not message.unprompted or turn.person.role == "therapist":
        return True
    if client is None:
        return any(one.agreed for one in turn.person.supports) or bool(turn.person.erase_at)
    if client.stage != "joined" or not agreed.texts(turn.person):
        return False
    rests = client.held or (message.kind != "notice" and client.paused_until > turn.now)
    return not rests and _in_hours(turn, client)


def last_moment(turn: Turn, message: Message) -> int:
    """After which it is not sent any more: what nobody asked for ends with the day's window at the latest.

    Without this a text the channel would not take at seven could arrive in the night.
    """
    client = turn.person.client
    if message.kind in ALWAYS or not message.unprompted or client is None or turn.person.role != "client":
        return message.not_after
    end = instant(local(turn.now, turn.person.zone).date(), client.hours[1], turn.person.zone)
    return min(message.not_after, end + MINUTE - 1)


def _in_hours(turn: Turn, client: Client) -> bool:
    return inside(local(turn.now, turn.person.zone).time(), client.hours)
