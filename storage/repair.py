"""What gap repair asks of the store: events it knows, texts whose fate is open, how far was asked."""

from collections.abc import Collection

from storage import meta, tells
from storage.connection import Connection
from storage.desk import Desk
from storage.rows import Delivery
from storage.turns import id_list

NEWEST_SEEN = "SELECT MAX(at) FROM seen WHERE practice_id = ?"

# A text that may have gone out waits as `queued`: a report is news of it as well. What became of an earlier
# part is news also while the rest waits, as on its way, and when the last part has arrived.
UNSETTLED = """
SELECT id, practice_id, person_id, about_id, channel, kind, created_at,
    CASE WHEN state = 'queued' AND COALESCE(failure, '') <> 'ambiguous' THEN 'sending' ELSE state END
FROM outbox
WHERE (id = ? OR receipt = ?) AND practice_id = ?
    AND (state IN ('sending', 'sent') OR (state = 'queued' AND failure = 'ambiguous')
        OR (? AND (state = 'delivered' OR (state = 'queued' AND parts > 0))))
"""

PART_WENT = """
UPDATE outbox SET parts = ? WHERE id = ? AND practice_id = ? AND parts < ? AND state IN ('queued', 'sending')
"""

RECEIPTS = """
SELECT receipt FROM outbox WHERE receipt IS NOT NULL AND practice_id = ?
    AND receipt IN (SELECT value FROM json_each(?))
"""

WENT = "SELECT 1 FROM outbox WHERE id = ? AND practice_id = ? AND receipt IS NOT NULL"

# Of one that is still being sent only the receipt is new: or its provider's list would give it to another
# text with the same words.
ARRIVED = """
UPDATE outbox SET state = CASE WHEN state = 'queued' THEN 'sent' ELSE state END,
    receipt = ?, receipt_cipher = ?
WHERE id = ? AND practice_id = ? AND state IN ('queued', 'sending')
    AND (state = 'sending' OR failure = 'ambiguous')
"""


class Repair(Desk):
    """What is known of events and texts after something went wrong in between."""

    async def known(self, practice: str, keys: Collection[str]) -> set[str]:
        """Those of these event keys that were applied or kept before, also of people erased since."""
        blinds = {self._vault.blind("seen", practice, key): key for key in keys}
        return {blinds[row[0]] for row in await self._pump.read(tells.SEEN, (id_list(blinds),))}

    async def see(self, practice: str, key: str) -> bool:
        """Remember an event that belongs to nobody here; False when it was known."""
        params = (self._vault.blind("seen", practice, key), practice, self._clock())

        async def job(connection: Connection) -> bool:
            return (await connection.execute(tells.SEE_ONCE, params)).rowcount == 1

        return await self._pump.job(job)

    async def asked_until(self, practice: str, channel: str, *, failed: bool = False) -> int | None:
        """Up to when (epoch ms) the provider was asked what had come; else the newest event known, if any.

        `failed`: what had not arrived; where that was never asked, as what had come.
        """
        row = await self._one(meta.GET, (_asked(practice, channel, failed),))
        row = row or await self._one(meta.GET, (_asked(practice, channel),))
        row = row or await self._one(NEWEST_SEEN, (practice,))
        return int(row[0]) if row and row[0] is not None else None

    async def ask_from(self, practice: str, channel: str, at: int, *, failed: bool = False) -> None:
        """Everything that came before this moment is here; `failed`: and what had not arrived is known."""
        key = _asked(practice, channel, failed)
        await self._pump.job(lambda c: c.execute(meta.PUT, (key, str(at))))

    async def numbers(self, practice: str, channel: str, also: Collection[str]) -> set[str]:
        """Every number of the practice's own that this was ever told of, these included."""
        key = f"numbers:{channel}:{practice}"
        row = await self._one(meta.GET, (key,))
        known = set(str(row[0]).split() if row else ())
        if found := known.union(also) - known:
            await self._pump.job(lambda c: c.execute(meta.PUT, (key, " ".join(sorted(known | found)))))
        return known | found

    async def unsettled(self, practice: str, ref: str, *, part: bool = False) -> Delivery | None:
        """The text with this receipt or id of which a report is news; `queued`: it may have gone out.

        `part`: the report is of an earlier part than its last.
        """
        blind = self._vault.blind("receipt", practice, ref)
        row = await self._one(UNSETTLED, (ref, blind, practice, part))
        return Delivery(*row) if row else None

    async def part_went(self, text: Delivery, part: int) -> None:
        """Its provider has this part and those before: they do not go again."""
        params = (part, text.id, text.practice_id, part)
        await self._pump.job(lambda c: c.execute(PART_WENT, params))

    async def receipts_known(self, practice: str, receipts: Collection[str]) -> set[str]:
        """Those of these receipts that belong to a text here."""
        blinds = {self._vault.blind("receipt", practice, one): one for one in receipts}
        return {blinds[row[0]] for row in await self._pump.read(RECEIPTS, (practice, id_list(blinds)))}

    async def went(self, practice: str, outbox_id: str) -> bool:
        """Whether its provider has told that it has this text."""
        return await self._one(WENT, (outbox_id, practice)) is not None

    async def arrived(self, text: Delivery, receipt: str) -> bool:
        """A text that may have gone out did: the provider has it, under this receipt. It goes no more.

        Of one that is being sent the receipt is kept.
        """
        await self._keys([text.about_id])
        if not self._vault.holds(text.about_id):
            return False
        blind = self._vault.blind("receipt", text.practice_id, receipt)
        cipher = self._vault.seal(text.about_id, "outbox", "receipt_cipher", text.id, receipt.encode())
        params = (blind, cipher, text.id, text.practice_id)

        async def job(connection: Connection) -> bool:
            return (await connection.execute(ARRIVED, params)).rowcount == 1

        return await self._pump.job(job)


def _asked(practice: str, channel: str, failed: bool = False) -> str:
    return f"asked{'_failed' if failed else ''}:{channel}:{practice}"
