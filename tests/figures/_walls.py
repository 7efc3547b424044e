"""Clocks on walls: what is right, worked out from instants to local times only.

No clock change makes that ambiguous; the program goes the other way.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@cache
def _place(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def shown(at_ms: int, zone: str) -> datetime:
    """What the clock on the wall shows at an instant."""
    return datetime.fromtimestamp(at_ms / 1000, _place(zone)).replace(tzinfo=None, fold=0)


def showing(wall: datetime, zone: str) -> list[int]:
    """Every instant at which the clock on the wall shows this: none in a gap, two in a fold."""
    about = wall.replace(tzinfo=UTC)
    offsets = {(about + near).astimezone(_place(zone)).utcoffset() for near in (-DAY, timedelta(0), DAY)}
    found = {to_ms(about - offset) for offset in offsets if offset is not None}
    return sorted(ms for ms in found if shown(ms, zone) == wall)


def right(day: date, clock: time, zone: str) -> int:
    """When a text planned for this date and clock goes: the first such moment; in a gap, that much later."""
    wall = datetime.combine(day, clock)
    if found := showing(wall, zone):
        return found[0]
    before = (wall.replace(tzinfo=UTC) - DAY).astimezone(_place(zone)).utcoffset()
    assert before is not None
    return to_ms(wall.replace(tzinfo=UTC) - before)


def to_ms(moment: datetime) -> int:
    """Epoch milliseconds of an aware moment."""
    return round(moment.timestamp() * 1000)


def changes(zone: str) -> Iterator[tuple[datetime, timedelta]]:
    """Every change of a zone's offset in ten years: the second after it, and by how much."""
    place, step, at = _place(zone), timedelta(hours=6), FIRST
    while at < LAST:
        after = at + step
        if at.astimezone(place).utcoffset() != after.astimezone(place).utcoffset():
            yield _exactly(at, after, place)
        at = after


def _exactly(before: datetime, after: datetime, place: ZoneInfo) -> tuple[datetime, timedelta]:
    old, new = before.astimezone(place).utcoffset(), after.astimezone(place).utcoffset()
    assert old is not None
    assert new is not None
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if middle.astimezone(place).utcoffset() == old else (before, middle)
    return after, new - old
