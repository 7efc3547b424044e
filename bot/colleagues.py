"""The names of a practice's therapists, looked up only while one of them names another."""

import asyncio
from collections.abc import Mapping

from handlers.state import Person
from storage.store import Store

AT_ONCE = 200
"""People opened before others get a turn: a store from before this was written down has many."""


async def colleagues(store: Store[Person], practice: str, of: str) -> Mapping[str, str]:
    """Ids and names of everybody who has joined this practice as a therapist, without the one who asks."""
    ids, found = await store.therapists(practice), dict[str, str]()
    for start in range(0, len(ids), AT_ONCE):
        loaded = await store.load(practice, ids[start : start + AT_ONCE])
        people = (one.doc for one in loaded.values())
        found |= {p.id: p.name for p in people if p.therapist is not None and p.therapist.joined_at}
        await asyncio.sleep(0)
    found.pop(of, None)
    return found
