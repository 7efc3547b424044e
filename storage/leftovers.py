"""What is left to do elsewhere after an erasure, sealed under the practice's own key until it is done."""

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from storage import addresses
from storage.codec import Codec
from storage.connection import Connection
from storage.desk import Desk
from storage.errors import VaultError
from storage.loads import Loader
from storage.turns import id_list
from storage.vault import Vault

RECENT = 48 * 3_600_000
"""How long Telegram lets a bot delete what it said, in milliseconds."""

ADD = "INSERT INTO leftover (id, practice_id, doc, next_at, created_at) VALUES (?, ?, ?, ?, ?)"

DUE = """
SELECT id, practice_id, doc, tries, created_at FROM leftover WHERE next_at <= ? ORDER BY next_at, id LIMIT ?
"""

DONE = "DELETE FROM leftover WHERE id = ?"

LATER = "UPDATE leftover SET tries = tries + 1, next_at = ? WHERE id = ?"

COUNT = "SELECT COUNT(*) FROM leftover"

# What was sent to the person; by SMS also what was sent about them, whose words Twilio keeps.
RECEIPTS = """
SELECT id, about_id, channel, receipt_cipher FROM outbox
WHERE practice_id = ? AND receipt_cipher IS NOT NULL
    AND ((person_id = ? AND (channel <> 'telegram' OR created_at >= ?))
        OR (about_id = ? AND about_id <> person_id AND channel = 'sms'))
ORDER BY number
"""

UNSENT_SAID = """
SELECT COUNT(*) FROM outbox
WHERE practice_id = ? AND person_id = ? AND about_id = person_id AND created_at <= ?
    AND state IN ('queued', 'sending')
"""

WIPE_SAID = """
UPDATE outbox SET doc = NULL, receipt_cipher = NULL
WHERE practice_id = ? AND person_id = ? AND about_id = person_id AND created_at <= ?
    AND state NOT IN ('queued', 'sending')
"""


@dataclass(frozen=True, slots=True)
class Leftover:
    """One thing to be done: messages of an address at its provider, or a therapist's last texts.

    `channel` "" means the texts of the therapist `address`, written up to `created_at`. Of an `unreadable`
    one only the ids, the tries and the time are known.
    """

    id: str
    practice_id: str
    channel: str
    address: str
    receipts: tuple[str, ...] = ()
    tries: int = 0
    created_at: int = 0
    unreadable: bool = False


class Leftovers(Desk):
    """The queue of what is left to do."""

    async def leftovers(self, now: int, limit: int = 20) -> list[Leftover]:
        """What is to be tried now. A row that does not open is marked: nothing can be done with it."""
        return [self._leftover(*row) for row in await self._pump.read(DUE, (now, limit))]

    def _leftover(self, row_id: str, practice: str, sealed: bytes, tries: int, created: int) -> Leftover:
        try:
            doc = self._codec.open("leftover", row_id, self._vault.of_practice(practice), sealed)
        except VaultError:
            return Leftover(row_id, practice, "", "", tries=tries, created_at=created, unreadable=True)
        return Leftover(row_id, practice, doc[0], doc[1], tuple(doc[2]), tries, created)

    async def leftover_done(self, row_id: str) -> None:
        """Nothing of it is kept any more."""
        await self._pump.job(lambda c: c.execute(DONE, (row_id,)))

    async def leftover_later(self, row_id: str, next_at: int) -> None:
        """It did not work; once more at `next_at`."""
        await self._pump.job(lambda c: c.execute(LATER, (next_at, row_id)))

    async def leftover_count(self) -> int:
        """How many wait."""
        row = await self._one(COUNT)
        return int(row[0]) if row else 0

    async def wipe_said(self, one: Leftover) -> bool:
        """Wipe what a therapist was told around an erasure; whether all of it had left by now."""
        params = (one.practice_id, one.address, one.created_at)
        await self._pump.job(lambda c: c.execute(WIPE_SAID, params))
        row = await self._one(UNSENT_SAID, params)
        return not row or row[0] == 0


async def leftover_rows(
    connection: Connection,
    codec: Codec,
    loader: Loader,
    owner: tuple[str, str],
    at: int,
    known_to: Collection[str],
) -> int:
    """Write down, in the erasure's own transaction, what is to be done afterwards; gives how much."""
    receipts = await _receipts(connection, codec.vault, loader, owner, at)
    where = await _addresses(connection, codec, owner)
    jobs = [[channel, address, receipts.pop(channel, [])] for channel, address in where]
    jobs += [[channel, "", listed] for channel, listed in receipts.items()]
    provider = len(jobs)
    jobs += [["", therapist, []] for therapist in known_to]
    sealer = codec.vault.of_practice(owner[0])
    for number, doc in enumerate(jobs):
        row_id = f"{owner[1]}-{number}"
        sealed = codec.seal("leftover", row_id, sealer, doc)
        await connection.execute(ADD, (row_id, owner[0], sealed, at, at))
    return provider


async def _addresses(
    connection: Connection, codec: Codec, owner: tuple[str, str]
) -> Sequence[tuple[str, str]]:
    found = []
    for row in await connection.execute_fetchall(addresses.OF_PEOPLE, (id_list([owner]),)):
        with contextlib.suppress(VaultError):  # what is spoilt can be deleted nowhere, and holds up nothing
            found.append((row[1], codec.open_address(*row[:4])))
    return found


async def _receipts(
    connection: Connection, vault: Vault, loader: Loader, owner: tuple[str, str], at: int
) -> dict[str, list[str]]:
    """The providers' own ids of what was sent to this person, by channel, as far as they can be deleted."""
    rows: list[Any] = list(await connection.execute_fetchall(RECEIPTS, (*owner, at - RECENT, owner[1])))
    await loader.keys(connection, {row[1] for row in rows} | {owner[1]})
    found: dict[str, list[str]] = {}
    for row_id, about, channel, sealed in rows:
        with contextlib.suppress(VaultError):
            receipt = vault.open(about, "outbox", "receipt_cipher", row_id, sealed).decode()
            found.setdefault(channel, []).append(receipt)
    return found
