"""Each text the provider took, held against the outbox: one by one, so that no sum hides two faults."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from storage.sqlite import SqliteStore

ROWS = """
SELECT id, person_id, about_id, doc, rank, state, failure, receipt FROM outbox ORDER BY person_id, number
"""
SENT = ("sent", "delivered")
DOUBTFUL = ("ambiguous", "moved_on")
REPLY = 1
"""The rank of an answer."""

Came = Sequence[tuple[float, str, str]]
"""When, to which chat, which words; the number of each, from 1 on, is its receipt."""

Said = tuple[str, str]
"""To which chat, and the words."""


class Text(NamedTuple):
    """A row of the outbox."""

    said: Said
    rank: int
    state: str
    failure: str | None
    receipt: str | None


class Texts(NamedTuple):
    """How many single texts are wrong, and how many were open whether they had arrived."""

    missing: int
    """Count as sent, and are not what the provider has under their receipt."""
    unexplained: int
    """Were taken by the provider, and are neither the text of that receipt nor one in doubt."""
    unsent: int
    """Were given up or ran out, and had certainly not gone; or were passed over with no later answer."""
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
        if chat not in past_the_store
    }
    rows = [row for row in await store._pump.read(ROWS) if chats.get(row[1]) not in past_the_store]
    return judged(
        [
            Text((chats[person], _words(store, id, about, doc)), *more)
            for id, person, about, doc, *more in rows
        ],
        by_receipt,
    )


def judged(texts: Sequence[Text], by_receipt: Mapping[str, Said]) -> Texts:
    """`texts` in the order of each person's line, `by_receipt` what the provider has."""
    open_yet, missing, own = Counter[Said](), 0, set[str]()
    for text in texts:
        if text.state in SENT and by_receipt.get(text.receipt or "") == text.said and text.receipt not in own:
            own.add(text.receipt or "")
        elif text.state in SENT:
            missing += 1
        if _in_doubt(text):
            open_yet[text.said] += 1 if text.state in SENT else 2  # once more after the hold, and never again
    others = Counter(said for receipt, said in by_receipt.items() if receipt not in own)
    unsent = sum(one.state in ("failed", "expired") and one.failure not in DOUBTFUL for one in texts)
    return Texts(
        missing, (others - open_yet).total(), unsent + _passed_over(texts), sum(map(_in_doubt, texts))
    )


def _in_doubt(text: Text) -> bool:
    return text.failure in DOUBTFUL or text.state == "sending"


def _passed_over(texts: Sequence[Text]) -> int:
    """Answers that were not said again though their person has no later one."""
    found, answered = 0, set[str]()
    for text in reversed(texts):
        found += text.failure == "moved_on" and text.said[0] not in answered
        if text.rank >= REPLY and (text.state in SENT or _in_doubt(text)):
            answered.add(text.said[0])
    return found


def _words(store: Any, id: str, about: str, doc: bytes | None) -> str:
    return "" if doc is None else str(store._codec.open("outbox", id, about, doc)["text"])
