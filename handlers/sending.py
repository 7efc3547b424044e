"""The last gate before the outbox: no unprompted text without consent, out of hours, or during a hold."""

from handlers.state import Client
from handlers.times import inside, local
from handlers.turn import Message, Turn

ALWAYS = frozenset(("safety", "optout", "invite", "consent", "welcome", "help"))
"""Kinds with rules of their own: they answer, or ask for the consent the others need."""


def may_go(turn: Turn, message: Message) -> bool:
    """Whether this message may be queued at all."""
    client = turn.person.client
    if turn.person.stopped_at and message.kind not in ("safety", "optout"):
        return not message.unprompted and turn.person.stopped_at != turn.now
    if message.kind in ALWAYS or not message.unprompted or turn.person.role == "therapist":
        return True
    if client is None or client.stage != "joined":
        return False
    if client.held:
        return False
    if message.kind == "notice":
        return True
    return _may_be_prompted(turn, client)


def _may_be_prompted(turn: Turn, client: Client) -> bool:
    if client.paused_until > turn.now:
        return False
    return inside(local(turn.now, turn.person.zone).time(), client.hours)
