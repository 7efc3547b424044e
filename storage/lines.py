"""Which texts may go now: of each person the next in their line, of each channel the best first."""

import itertools
from typing import Any, NamedTuple

from storage import outbox
from storage.connection import Connection

URGENT = 2
URGENT_RETRY = 150_000
"""No urgent text waits longer for its next try (ms), with whatever jitter."""

Lane = tuple[str | None, str | None]
"""A practice and a channel; None for all."""


class Picked(NamedTuple):
    """Order to send in, the row, and whether somebody left it `sending`."""

    order: tuple[int, int, int]
    id: str
    ambiguous: bool


async def pick(
    connection: Connection, now: int, limit: int, lane: Lane, held_since: int | None, *, urgent_only: bool
) -> list[Picked]:
    """Up to `limit` texts; while sends are held, only what is urgent and was written since."""
    lanes: list[Any] = [lane]
    if None in lane:
        lanes = [row for row in await connection.execute_fetchall(outbox.LANES) if _matches(row, lane)]
    since = -1 if held_since is None else held_since
    lowest = URGENT if urgent_only or since >= 0 else 0
    found = [await _of_lane(connection, now, limit, one, since, lowest) for one in lanes]
    return sorted(itertools.chain(*found))[:limit]


async def _of_lane(
    connection: Connection, now: int, limit: int, lane: tuple[str, str], since: int, lowest: int
) -> list[Picked]:
    """Rank by rank, so that nobody walks past a backlog; and what was left by a lease that ran out."""
    ready: list[Picked] = []
    for rank in range(URGENT, lowest - 1, -1):
        params = (*lane, rank, now, since, now, now, limit)
        ready += [_picked(row) for row in await connection.execute_fetchall(outbox.READY, params)]
        if len(ready) >= limit:
            break
    far = now + 2 * URGENT_RETRY
    mistimed = await connection.execute_fetchall(outbox.MISTIMED, (*lane, URGENT, far, since, far, limit))
    ready += [_picked(row) for row in mistimed]
    stale = await connection.execute_fetchall(outbox.STALE, (*lane, now, since, lowest, now, limit))
    return ready + [_picked(row, ambiguous=True) for row in stale]


def _picked(row: Any, *, ambiguous: bool = False) -> Picked:
    row_id, number, rank, next_at = row
    return Picked((-rank, next_at, number), row_id, ambiguous)


def _matches(lane: Lane, wanted: Lane) -> bool:
    return all(want is None or have == want for have, want in zip(lane, wanted, strict=True))
