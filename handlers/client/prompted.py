"""One prompt a day, and none after weeks of silence (DESIGN §4.1)."""

from handlers.state import Client, Person
from handlers.times import local
from handlers.turn import DAY

SILENCE = 21 * DAY
RETURN_AFTER = 7 * DAY
KEPT_RETURNS = 12


def at_rest(client: Client, now: int) -> bool:
    """Whether nothing is asked of them now: a rest, a hold, or the pace that is to be asked for first."""
    return client.held or bool(client.pace_at) or client.paused_until > now


def quiet_from(client: Client, now: int) -> int:
    """Since when a word could have come and none did: days of a rest or a hold are no silence (CONTENT I-14).

    0 for somebody who was never heard of and of whom nothing was asked yet.
    """
    if not client.last_reply_at or at_rest(client, now):
        return client.last_reply_at and now
    return max(client.last_reply_at, client.paused_until, client.rested_until)


def is_silent(client: Client, now: int) -> bool:
    """Whether nothing has come from them for so long that the therapist decides."""
    since = quiet_from(client, now)
    return bool(since) and now - since >= SILENCE


def note_return(client: Client, now: int) -> None:
    """A word after a week or more without one is a return (CONTENT I-13); a rest is no time away."""
    given = [bond.first_assignment_at for bond in client.bonds if bond.first_assignment_at]
    since = max(quiet_from(client, now), min(given, default=now))
    if now - since >= RETURN_AFTER:
        client.returns = [*client.returns, [now, (now - since) // DAY]][-KEPT_RETURNS:]


def counts_anew(client: Client) -> None:
    """A rest is over: should they stay silent from here on, the therapists hear of it again."""
    for bond in client.bonds:
        bond.told_silent = False


def day_is_taken(person: Person, day: str, kinds: tuple[str, ...]) -> bool:
    """Whether a row of one of these kinds is due on that local day (an ISO date)."""
    return any(
        row.kind in kinds and local(row.due_at, person.zone).date().isoformat() == day
        for row in person.agenda
    )
