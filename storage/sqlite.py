"""The store on SQLite: one file, one process, one connection that does everything."""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Unpack

import aiosqlite

from storage.codec import Codec
from storage.copying import copy_store
from storage.loads import Loader
from storage.lock import StoreLock
from storage.moved import refuse_moved
from storage.opening import EMPTY_LOG, connect, path_of
from storage.options import Options, codec_of
from storage.pump import Pump
from storage.reading import Reads
from storage.recent import MOST, Recent
from storage.rows import P
from storage.safe import named
from storage.standing import Standing, standing, take_over
from storage.store import Store
from storage.turns import TurnWriter
from storage.vault import Vault
from storage.writing import Writes


class SqliteStore(Store[P]):
    """Open with `SqliteStore.open`; one per database, held by a lock file."""

    def __init__(
        self,
        connection: aiosqlite.Connection,
        codec: Codec,
        lock: StoreLock,
        clock: Callable[[], int],
        facts: Standing,
    ) -> None:
        self._connection: aiosqlite.Connection = connection
        self._codec = codec
        self._lock = lock
        self._erased_file = lock.path.with_suffix(".erased")
        self._clock = clock
        self._in_flight = {}
        self.spoilt = Counter()
        self._held_since = facts.held_since
        self._recent = Recent(MOST)
        self._writer = TurnWriter(connection, codec, facts.heads, self._recent)
        self._loader = Loader(codec, self._recent)
        self._pump = Pump(Reads(connection, self._loader), Writes(connection, self._writer))

    @classmethod
    async def open(cls, url: str, vault: Vault, **options: Unpack[Options[P]]) -> "SqliteStore[P]":
        """Open or make the database of a `sqlite:FILE` url.

        Raises BadStoreUrl, StoreInUse, StoreTooNew, StoreUnavailable, UnsafeStore, WrongMasterKey.
        """
        path = path_of(url)
        lock = StoreLock(path)
        try:
            connection = await connect(path, vault, throw_away=options.get("throw_away", False))
            try:
                with named(path):
                    await refuse_moved(connection, path)
                    await take_over(connection)
                    facts = await standing(connection)
            except BaseException:
                await connection.close()
                raise
        except BaseException:
            lock.release()
            raise
        return cls(connection, codec_of(vault, options), lock, options["clock"], facts)

    async def close(self) -> None:
        """Commit what is waiting, then close."""
        await self._pump.close()
        await self._connection.close()
        self._lock.release()

    async def abandon(self) -> None:
        """Drop everything not committed, as a crash would, and let go of the file."""
        if self._pump.closed:
            return
        await self._pump.abandon()
        await self._connection.rollback()
        await self._connection.close()
        self._lock.release()

    async def backup(self, path: Path) -> None:
        """As `Store.backup`: one file, which `interlude restore` takes. Turns go on meanwhile."""
        try:
            await asyncio.to_thread(copy_store, self._lock.database, path)
        finally:
            await self._empty_log()  # which a reader holds up: what was erased meanwhile may lie in it

    async def _empty_log(self) -> None:
        """Move the log into the database, where secure_delete has zeroed what is gone, and empty it."""
        await self._pump.apart(lambda c: c.execute_fetchall(EMPTY_LOG))
