"""The store on SQLite: one file, one process, one connection that does everything."""

from collections.abc import Callable, Sequence
from typing import Any, Generic

import aiosqlite

from storage.codec import Codec
from storage.loads import Loader
from storage.lock import StoreLock
from storage.opening import Standing, connect, path_of, standing
from storage.outgoing import Outgoing
from storage.privacy import Privacy
from storage.pump import Pump
from storage.queries import Queries
from storage.rows import CommitResult, LoadedPerson, P, TurnWrites
from storage.trail import Trail
from storage.turns import TurnWriter
from storage.upkeep import Upkeep
from storage.vault import Vault
from storage.views import Views
from storage.waiting import Waiting


class SqliteStore(Queries, Views, Outgoing, Waiting, Privacy, Trail, Upkeep, Generic[P]):
    """Open with `SqliteStore.open`; one per database, held by a lock file."""

    def __init__(
        self,
        connection: aiosqlite.Connection,
        codec: Codec,
        lock: StoreLock,
        clock: Callable[[], int],
        facts: Standing,
    ) -> None:
        self._connection = connection
        self._codec = codec
        self._lock = lock
        self._erased_file = lock.path.with_suffix(".erased")
        self._clock = clock
        self._in_flight = {}
        self._held_since = facts.held_since
        self._writer = TurnWriter(connection, codec, facts.heads)
        self._loader = Loader(connection, codec)
        self._pump = Pump(connection, self._writer, self._loader)

    @classmethod
    async def open(
        cls,
        url: str,
        vault: Vault,
        *,
        person_type: type[P],
        talk_type: Any,
        clock: Callable[[], int],
        types: dict[str, Any] | None = None,
        throw_away: bool = False,
    ) -> "SqliteStore[P]":
        """Open or make the database of a `sqlite:FILE` url.

        `clock` gives epoch ms; `types` are the types of further documents by table (`record`,
        `tell`, `outbox`, `inbox`), else plain JSON. A `throw_away` store (rehearsals) is quick and
        outlives a crash of the program, not of the machine. Raises BadStoreUrl, StoreInUse,
        StoreTooNew, WrongMasterKey.
        """
        path = path_of(url)
        lock = StoreLock(path)
        try:
            connection = await connect(path, vault, throw_away=throw_away)
            facts = await standing(connection)
        except BaseException:
            lock.release()
            raise
        codec = Codec(vault, {**(types or {}), "person": person_type, "talk": talk_type})
        return cls(connection, codec, lock, clock, facts)

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

    async def load(self, practice: str, person_ids: Sequence[str]) -> dict[str, LoadedPerson[P]]:
        """People of a practice for their own turns, by id; unknown and erased ones are left out.

        What a therapist may read of others comes from `clients`. Raises CannotOpen.
        """
        return await self._pump.load(practice, person_ids)

    async def commit(self, writes: TurnWrites) -> CommitResult:
        """All of one turn, or nothing.

        On return it is on the disk. Raises AddressTaken, InviteUsed, RowTaken, NoKey,
        StoreUnavailable, sqlite3.IntegrityError: then nothing was written.
        """
        return await self._pump.turn(writes)
