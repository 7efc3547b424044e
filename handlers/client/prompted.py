"""One prompt a day, and none after weeks of silence (DESIGN §4.1)."""

from handlers.state import Client, Person
from handlers.times import local
from handlers.turn import DAY

SILENCE = 21 * DAY


def is_silent(client: Client, now: int) -> bool:
    """Whether nothing has come from them for so long that the therapist decides."""
    return bool(client.last_reply_at) and now - client.last_reply_at >= SILENCE


def day_is_taken(person: Person, day: str, kinds: tuple[str, ...]) -> bool:
    """Whether a row of one of these kinds is due on that local day (an ISO date)."""
    return any(
        row.kind in kinds and local(row.due_at, person.zone).date().isoformat() == day
        for row in person.agenda
    )
