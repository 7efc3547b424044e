"""When the letter comes: halfway between two meetings (DESIGN §4)."""

from datetime import time, timedelta
from functools import lru_cache

from handlers.sessions import halfway_date
from handlers.times import instant, local
from handlers.turn import HOUR


@lru_cache(maxsize=4096)  # of a week's few instants, asked for with every turn in it
def letter_between(start: int, end: int, first: int, hour: time, zone: str) -> int:
    """The instant halfway between two meetings at this hour; 0 where that is too soon or too late."""
    planned = _halfway(start, end, first, hour, zone)
    fits = first + 2 * HOUR <= planned and local(planned, zone).date() < local(end, zone).date() - timedelta(
        days=1
    )
    return planned if fits else 0


def _halfway(start: int, end: int, first: int, hour: time, zone: str) -> int:
    between = instant(halfway_date(start, end, zone), hour, zone) if start else 0
    if between >= first + 24 * HOUR:
        return between
    return instant(halfway_date(max(first, start), end, zone), hour, zone)
