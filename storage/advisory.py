"""The advisory locks this program takes on PostgreSQL: all of their keys, so that no two meet.

A key is two halves, `pg_advisory_lock(room, key)`. The first is the same word of ours for all of them, so
that other programs on the same database are elsewhere; the second says which lock it is. All are held by a
connection and end with it.

- OPENING: whoever brings the schema up to date; other processes that start wait for it.
- QUEUE: whoever makes the queue's tables; the same.
- PRESENCE: shared by every connection of every store that is open; or held by one that has it alone
  (rotating keys, after a restore, moving in).
- named("poll …"), named("upkeep"), named("catching up"): the one process that does this now
  (`storage.alone`).
"""

import zlib

ROOM = zlib.crc32(b"interlude") & 0x7FFF_FFFF

OPENING, PRESENCE, QUEUE = 1, 2, 3
"""Named locks are never so low: their keys are below zero."""

LOCK = "SELECT pg_advisory_lock($1, $2)"
UNLOCK = "SELECT pg_advisory_unlock($1, $2)"
TRY = "SELECT pg_try_advisory_lock($1, $2)"
TRY_SHARED = "SELECT pg_try_advisory_lock_shared($1, $2)"


def named(name: str) -> int:
    """The second half of the key of what only one process does at a time."""
    return -1 - (zlib.crc32(name.encode()) & 0x7FFF_FFFF)
