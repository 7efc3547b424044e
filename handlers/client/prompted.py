"""One prompt a day: whether something that comes first takes this one (DESIGN §4.1)."""

from handlers.state import Person
from handlers.times import local


def day_is_taken(person: Person, day: str, kinds: tuple[str, ...]) -> bool:
    """Whether a row of one of these kinds is due on that local day (an ISO date)."""
    return any(
        row.kind in kinds and local(row.due_at, person.zone).date().isoformat() == day
        for row in person.agenda
    )
