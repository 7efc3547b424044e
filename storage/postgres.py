"""The store on PostgreSQL: any number of processes on one database."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg

from storage import meta
from storage.answers import named
from storage.audit import Head
from storage.codec import Codec
from storage.dialect import schema
from storage.errors import NoBackupHere, StoreInUse, UnsafeStore
from storage.loads import Loader
from storage.pump import Pump
from storage.reading import Reads
from storage.recent import Recent
from storage.rows import P
from storage.schema import migrate
from storage.session import Session, Wire
from storage.standing import held_since, seat_store_key
from storage.store import Store
from storage.turns import TurnWriter
from storage.vault import Vault
from storage.writing import Writes

SETTINGS = {
    "application_name": "interlude",
    "default_transaction_isolation": "read committed",
    "idle_in_transaction_session_timeout": "5s",
    "jit": "off",
    "lock_timeout": "2s",
    "synchronous_commit": "on",
    "timezone": "UTC",
}
"""Of every connection, whatever the server says; times that run out give the others their rows back."""

PATIENT = {"lock_timeout": "0", "idle_in_transaction_session_timeout": "0"}
"""For whoever brings the schema up to date, or waits for the one who does: that may take long."""

ROOM = 0x1A7E
"""The first half of the keys of this program's advisory locks."""

OPENING, PRESENCE = 1, 2

SAFETY = """
SELECT current_setting('fsync'), current_setting('full_page_writes'),
    current_setting('interlude.throw_away', true)
"""
"""A server of tests says `interlude.throw_away = on` in its postgresql.conf."""

HERE = """
SELECT system_identifier || '/' || pg_database.oid FROM pg_control_system(), pg_database
WHERE datname = current_database()
"""
"""A dump that is restored lies in another database, and usually on another server."""

LOCK = "SELECT pg_advisory_lock(?, ?)"
UNLOCK = "SELECT pg_advisory_unlock(?, ?)"
BE_PRESENT = "SELECT pg_try_advisory_lock_shared($1, $2)"
BE_ALONE = "SELECT pg_try_advisory_lock($1, $2)"


class PostgresStore(Store[P]):
    """Open with `PostgresStore.open`."""

    def __init__(
        self, sessions: tuple[Session, Session, Session], codec: Codec, clock: Callable[[], int]
    ) -> None:
        self._sessions = sessions
        reader, turns, jobs = sessions
        self._connection = jobs
        self._codec = codec
        self._clock = clock
        self._in_flight = {}
        self.spoilt = Counter()
        self._shared = True
        heads: dict[str, Head] = {}
        self._recent = Recent(0)
        self._writer = TurnWriter(jobs, codec, heads, self._recent, shared=True)
        self._loader = Loader(codec, self._recent)
        self._pump = Pump(
            Reads(reader, self._loader),
            Writes(turns, TurnWriter(turns, codec, heads, self._recent, shared=True)),
            Writes(jobs, self._writer),
        )

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
        alone: bool = False,
        erased: Path | None = None,
    ) -> "PostgresStore[P]":
        """Open or make the store in the database of a `postgresql://` url.

        As `storage.stores.open_store`, which see.
        """
        settings = SETTINGS | ({"synchronous_commit": "off"} if throw_away else {})

        async def connect() -> Wire:
            return await asyncpg.connect(
                url, server_settings=settings, statement_cache_size=500, command_timeout=60
            )

        async def present() -> Wire:
            return await _present(await connect(), alone)

        async def patient() -> Wire:
            return await asyncpg.connect(url, server_settings=settings | PATIENT)

        reader, turns, jobs, opening = (Session(one) for one in (connect, connect, present, patient))
        try:
            await _refuse_unsafe(jobs, throw_away)
            await _ready(opening, vault, clock)
        except Exception as error:
            await jobs.close()
            raise named(error) from error
        finally:
            await opening.close()
        codec = Codec(vault, {**(types or {}), "person": person_type, "talk": talk_type})
        store = cls((reader, turns, jobs), codec, clock)
        store._erased_file = erased
        store._held_since = await held_since(reader)
        return store

    async def close(self) -> None:
        """As `Store.close`."""
        try:
            await self._pump.close()
        finally:
            for session in self._sessions:
                await session.close()

    async def abandon(self) -> None:
        """As `Store.abandon`: the server rolls back what was not committed."""
        if not self._pump.closed:
            await self._pump.abandon()
        for session in self._sessions:
            session.drop()

    async def backup(self, path: Path) -> None:
        """Refused: PostgreSQL has its own tool. Raises NoBackupHere."""
        raise NoBackupHere("this store is on PostgreSQL: back it up with pg_dump, or with its own archiving")


async def _present(wire: Wire, alone: bool) -> Wire:
    """Say that the store is in use, or that nobody else may use it. Raises StoreInUse."""
    if not await wire.fetchval(BE_ALONE if alone else BE_PRESENT, ROOM, PRESENCE):
        await wire.close()
        raise StoreInUse(
            "the store is in use by other processes" if alone else "another process has the store to itself"
        )
    return wire


async def _refuse_unsafe(session: Session, meant: bool) -> None:
    """Raise UnsafeStore on a server that may lose what it said it has committed, unless that is `meant`."""
    ((syncs, whole_pages, throw_away),) = await session.execute_fetchall(SAFETY)
    if not meant and throw_away != "on" and (syncs, whole_pages) != ("on", "on"):
        raise UnsafeStore(
            f"the PostgreSQL server runs with fsync = {syncs} and full_page_writes = {whole_pages}:"
            " a power cut would lose or spoil what was acknowledged; set both to on"
        )


async def _ready(session: Session, vault: Vault, clock: Callable[[], int]) -> None:
    """The schema and the store's key, made by whoever comes first."""
    await session.execute_fetchall(LOCK, (ROOM, OPENING))
    await migrate(session, schema)
    await seat_store_key(session, vault)
    await _know_the_place(session, clock)
    await session.execute_fetchall(UNLOCK, (ROOM, OPENING))


async def _know_the_place(session: Session, clock: Callable[[], int]) -> None:
    """Hold every send in a store that was restored elsewhere: what it calls unsent may be long sent."""
    here = (await session.execute_fetchall(HERE))[0][0]
    before = await session.execute_fetchall(meta.GET, (meta.PLACE,))
    if before and before[0][0] == here:
        return
    if before:
        await session.execute(meta.PUT, (meta.HOLD, str(clock())))
    await session.execute(meta.PUT, (meta.PLACE, here))
