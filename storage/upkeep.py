"""The store's own health: can it commit, a copy, a new master key."""

import os
import sqlite3
from pathlib import Path

import aiosqlite

from storage import meta, people
from storage.desk import Desk
from storage.erasing import truncate
from storage.errors import StoreError
from storage.vault import STORE, WrappedKey


class Upkeep(Desk):
    """What operators and `/health` ask of the store."""

    async def ping(self) -> None:
        """Commit something. Raises StoreUnavailable when the store cannot."""
        await self._pump.job(lambda c: c.execute(meta.PUT, (meta.PING, str(self._clock()))))

    async def backup(self, path: Path) -> None:
        """Write a consistent copy, mode 0600, and check it.

        Raises FileExistsError, StoreError. It holds wrapped keys but not the master key.
        """
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

        async def job(connection: aiosqlite.Connection) -> None:
            target = sqlite3.connect(path, check_same_thread=False)
            try:
                await connection.backup(target)
                found = target.execute("PRAGMA integrity_check").fetchone()[0]
            finally:
                target.close()
            if found != "ok":
                raise StoreError(f"backup {path}: {found}")

        await self._pump.apart(job)

    async def rewrap(self) -> int:
        """Wrap every key by the current master key (the vault still knows the previous one).

        One transaction: a crash leaves all old or all new. Returns how many were wrapped anew.
        """

        async def job(connection: aiosqlite.Connection) -> int:
            rows = list(await connection.execute_fetchall(people.ALL_KEYS, (self._vault.key_id,)))
            fresh = []
            for person_id, key_id, wrapped in rows:
                new = self._vault.rewrap(person_id, WrappedKey(key_id, wrapped))
                fresh.append((new.key_id, new.wrapped, person_id))
            await connection.executemany(people.REWRAP, fresh)
            await self._rewrap_store(connection)
            return len(rows)

        count = await self._pump.job(job)
        await self._pump.apart(truncate)  # what the old key opened is not left in the log
        return count

    async def _rewrap_store(self, connection: aiosqlite.Connection) -> None:
        rows = list(await connection.execute_fetchall(meta.GET, (meta.STORE_KEY,)))
        key = self._vault.rewrap(STORE, meta.parse_key(rows[0][0]))
        await connection.execute(meta.PUT, (meta.STORE_KEY, meta.print_key(key)))
