"""Each text the provider took, held against the outbox: one by one, so that no sum hides two faults."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from storage.sqlite import SqliteStore

ROWS = "SELECT id, person_id, about_id, state, failure, receipt, doc FROM outbox"
SENT = ("sent", "delivered")
DOUBTFUL = ("ambiguous", "moved_on")

Came = Sequence[tuple[float, str, str]]
"""When, to which chat, which words; the number of each, from 1 on, is its receipt."""

Said = tuple[str, str]
"""To which chat, and the words."""


class Texts(NamedTuple):
    """How many single texts are wrong, and how many were open whether they had arrived."""

    missing: int
    """Count as sent, and are not what the provider has under their receipt."""
    unexplained: int
    """Were taken by the provider, and are neither the text of that receipt nor one in doubt."""
    unsent: int
    """Were given up or ran out, and had certainly not gone."""
    in_doubt: int


async def held_against(
    came: Came,
    store: SqliteStore,  # type: ignore[type-arg]  # of whoever
    practice: str,
    past_the_store: Collection[str] = (),
) -> Texts:
    """Compare; chats that may get texts past the store are left out."""
    loaded = await store.load(practice, await store.people(practice))
    chats = {id: one.addresses[0][1] for id, one in loaded.items() if one.addresses}
    by_receipt = {
        store._vault.blind("receipt", practice, str(number)): (chat, text)
        for number, (_, chat, text) in enumerate(came, 1)
    }
    rows = [row for row in await store._pump.read(ROWS) if chats.get(row[1]) not in past_the_store]
    open_yet, missing, own = Counter[Said](), 0, set[str]()
    for id, person, about, state, failure, receipt, doc in rows:
        said = chats[person], _words(store, id, about, doc)
        if state in SENT and by_receipt.get(receipt) == said and receipt not in own:
            own.add(receipt)
        elif state in SENT:
            missing += 1
        if failure in DOUBTFUL or state == "sending":
            open_yet[said] += 1 if state in SENT else 2  # once more after the hold, and never again
    others = Counter(said for receipt, said in by_receipt.items() if receipt not in own)
    strange = sum(n for said, n in (others - open_yet).items() if said[0] not in past_the_store)
    unsent = sum(row[3] in ("failed", "expired") and row[4] not in DOUBTFUL for row in rows)
    return Texts(missing, strange, unsent, sum(row[4] in DOUBTFUL or row[3] == "sending" for row in rows))


def _words(store: Any, id: str, about: str, doc: bytes | None) -> str:
    return "" if doc is None else str(store._codec.open("outbox", id, about, doc)["text"])
