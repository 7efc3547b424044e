"""The store's own health: can it commit, a new master key."""

import asyncio

from storage import meta, people
from storage.connection import Connection
from storage.desk import Desk
from storage.vault import STORE, WrappedKey

PAGE = 500
"""Keys wrapped anew at once, some ten milliseconds' work; between pages everything else has its turn."""


class Upkeep(Desk):
    """What operators and `/health` ask of the store."""

    async def ping(self) -> None:
        """Commit something. Raises StoreUnavailable when the store cannot."""
        await self._pump.single(lambda c: c.execute(meta.PUT, (meta.PING, str(self._clock()))))

    async def rewrap(self) -> int:
        """Wrap every key by the current master key (the vault still knows the previous one).

        One transaction: a crash leaves all old or all new. Returns how many were wrapped anew.
        """
        mine = self._vault.key_id

        async def job(connection: Connection) -> int:
            count, last = 0, ""
            while rows := list(await connection.execute_fetchall(people.OTHER_KEYS, (mine, last, PAGE))):
                await connection.executemany(people.REWRAP, [self._rewrapped(*row) for row in rows])
                count, last = count + len(rows), rows[-1][0]
                await asyncio.sleep(0)
            self._recent.forget_all()
            await self._rewrap_store(connection)
            return count

        count = await self._pump.slow(job)
        await self._empty_log()  # what the old key opened is not left in the log
        return count

    def _rewrapped(self, person_id: str, key_id: str, wrapped: bytes) -> tuple[str, bytes, str]:
        new = self._vault.rewrap(person_id, WrappedKey(key_id, wrapped))
        return new.key_id, new.wrapped, person_id

    async def _rewrap_store(self, connection: Connection) -> None:
        rows = list(await connection.execute_fetchall(meta.GET, (meta.STORE_KEY,)))
        key = self._vault.rewrap(STORE, meta.parse_key(rows[0][0]))
        await connection.execute(meta.PUT, (meta.STORE_KEY, meta.print_key(key)))
