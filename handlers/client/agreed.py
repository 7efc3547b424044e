"""What a client has agreed to: who, when, by which wording, on which channel (SAFETY §2, TCPA row).

A yes is for the channel it was given on; a row is there only as long as the yes holds.
"""

from typing import Any

from handlers.state import Client, Person
from handlers.turn import Turn
from handlers.week_parts import Consent

TEXTS, FULL, NEUTRAL, GUARDIAN = "texts", "full_texts", "neutral_texts", "guardian"


def texts(person: Person) -> bool:
    """Whether texts that come unasked were agreed to on the channel they go to (TCPA, prior express consent).

    Under 18 a guardian's agreement has to be on record as well (DESIGN §8).
    """
    client = person.client
    if client is None:
        return False
    return _given(client, TEXTS, person.channel) and (client.adult or guardian(client))


def full(person: Person) -> bool:
    """Whether full texts were chosen on this channel, after its risk warning (Omnibus Rule p. 5634)."""
    return person.client is not None and _given(person.client, FULL, person.channel)


def guardian(client: Client) -> bool:
    """Whether a parent's or guardian's agreement is on record."""
    return any(one.what == GUARDIAN for one in client.consents)


def _given(client: Client, what: str, channel: str) -> bool:
    return any((one.what, one.channel) == (what, channel) for one in client.consents)


def note(turn: Turn, what: str, at: int, wording: str) -> None:
    """Add a consent row of this person's for the channel they are on, and keep the record of it."""
    keep(turn, add(turn, what, at, wording))


def add(turn: Turn, what: str, at: int, wording: str) -> Consent:
    """The row alone, while a no may still follow; a choice takes the place of its opposite."""
    client, person = turn.person.client, turn.person
    assert client is not None
    consent = Consent(what, at, wording, person.channel, person.id)
    over = (FULL, NEUTRAL) if what in (FULL, NEUTRAL) else (what,)
    client.consents = [c for c in client.consents if c.what not in over or c.channel != person.channel]
    client.consents.append(consent)
    return consent


def keep(turn: Turn, consent: Consent, **more: Any) -> None:
    """The record that stays when the row is gone: what was agreed, when, by which words, on which channel."""
    turn.keep(
        "consent",
        what=consent.what,
        given_at=consent.at,
        wording=consent.wording,
        channel=consent.channel,
        by=consent.by,
        **more,
    )
    turn.audit("consent", consent.what)


def withdraw(turn: Turn) -> None:
    """The yes is taken back: no row is left that a text could go out by; the records tell what there was."""
    client = turn.person.client
    if client is None or not client.consents:
        return
    turn.keep("consent_withdrawn", what=[one.what for one in client.consents], channel=turn.person.channel)
    client.consents = [one for one in client.consents if one.what == GUARDIAN]
    turn.audit("consent_withdrawn", turn.person.id)
