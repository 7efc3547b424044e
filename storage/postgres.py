"""The store on PostgreSQL: any number of processes on one database."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Unpack

import asyncpg

from storage import advisory, meta
from storage.answers import named
from storage.audit import Head
from storage.codec import Codec
from storage.dialect import schema, statement
from storage.errors import NoBackupHere, StoreInUse, UnsafeStore
from storage.loads import Loader
from storage.moment import NOW
from storage.options import Options, codec_of
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

IN_USE = (advisory.ROOM, advisory.PRESENCE)


class PostgresStore(Store[P]):
    """Open with `PostgresStore.open`."""

    def __init__(self, sessions: Sequence[Session], codec: Codec, clock: Callable[[], int]) -> None:
        """`sessions`: for reads, turns, jobs, and what is slow; or one for everything."""
        self._sessions = sessions
        self._connection = sessions[-1]
        self._codec = codec
        self._clock = clock
        self._in_flight = {}
        self.spoilt = Counter()
        self._shared = True
        heads: dict[str, Head] = {}
        self._recent = Recent(0)
        self._loader = Loader(codec, self._recent)
        reader, *writing = sessions
        writers = [TurnWriter(one, codec, heads, self._recent, shared=True) for one in writing or sessions]
        self._writer = writers[-1]
        lanes = [Writes(one, writer) for one, writer in zip(writing or sessions, writers, strict=True)]
        lanes[-1].one_by_one = True
        self._pump = Pump(Reads(reader, self._loader), *lanes)

    @classmethod
    async def open(cls, url: str, vault: Vault, **options: Unpack[Options[P]]) -> "PostgresStore[P]":
        """Open or make the store in the database of a `postgresql://` url.

        As `storage.stores.open_store`, which see.
        """
        throw_away, alone = options.get("throw_away", False), options.get("alone", False)
        settings = SETTINGS | ({"synchronous_commit": "off"} if throw_away else {})

        async def connect() -> Wire:
            return await asyncpg.connect(
                url, server_settings=settings, statement_cache_size=500, command_timeout=60
            )

        async def present() -> Wire:
            wire = await connect()
            try:
                await _say_present(wire, alone)
                if ready:
                    await _check_same_key(wire, vault)
            except BaseException:
                wire.terminate()  # given up as well as refused: nobody else knows of it
                raise
            return wire

        async def patient() -> Wire:
            return await asyncpg.connect(url, server_settings=settings | PATIENT)

        ready = False
        sessions = [Session(present) for _ in range(1 if alone else 4)]
        opening = Session(patient)
        try:
            await _refuse_unsafe(sessions[0], throw_away)
            await _ready(opening, vault, options["clock"], as_it_is=options.get("as_it_is", False))
        except Exception as error:
            await sessions[0].close()
            raise named(error) from error
        finally:
            await opening.close()
        ready = True
        store = cls(sessions, codec_of(vault, options), options["clock"])
        store._erased_file = options.get("erased")
        store._held_since = await held_since(sessions[0])
        return store

    async def moment(self) -> int:
        """As `Sharing.moment`: the server's own clock."""
        return int((await self._pump.read(NOW))[0][0])

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


async def _say_present(wire: Wire, alone: bool) -> None:
    """Say that the store is in use, or that nobody else may use it. Raises StoreInUse.

    Every connection says so itself, also one made anew: none of a process writes on while another has the
    store alone. Who has it alone does everything over the one connection that holds it.
    """
    if not await wire.fetchval(advisory.TRY if alone else advisory.TRY_SHARED, *IN_USE):
        raise StoreInUse(
            "the store is in use by other processes" if alone else "another process has the store to itself"
        )


async def _check_same_key(wire: Wire, vault: Vault) -> None:
    """Nothing more is written by a master key that was replaced meanwhile. Raises WrongMasterKey."""
    vault.admit_store_key(meta.parse_key(await wire.fetchval(statement(meta.GET).text, meta.STORE_KEY)))


async def _refuse_unsafe(session: Session, meant: bool) -> None:
    """Raise UnsafeStore on a server that may lose what it said it has committed, unless that is `meant`."""
    ((syncs, whole_pages, throw_away),) = await session.execute_fetchall(SAFETY)
    if not meant and throw_away != "on" and (syncs, whole_pages) != ("on", "on"):
        raise UnsafeStore(
            f"the PostgreSQL server runs with fsync = {syncs} and full_page_writes = {whole_pages}:"
            " a power cut would lose or spoil what was acknowledged; set both to on"
        )


async def _ready(session: Session, vault: Vault, clock: Callable[[], int], *, as_it_is: bool) -> None:
    """The schema and the store's key, made by whoever comes first. Raises StoreTooNew, StoreTooOld."""
    await session.execute_fetchall(advisory.LOCK, (advisory.ROOM, advisory.OPENING))
    await migrate(session, schema, as_it_is=as_it_is)
    await seat_store_key(session, vault)
    await _know_the_place(session, clock)
    await session.execute_fetchall(advisory.UNLOCK, (advisory.ROOM, advisory.OPENING))


async def _know_the_place(session: Session, clock: Callable[[], int]) -> None:
    """Hold every send in a store that was restored elsewhere: what it calls unsent may be long sent."""
    here = (await session.execute_fetchall(HERE))[0][0]
    before = await session.execute_fetchall(meta.GET, (meta.PLACE,))
    if before and before[0][0] == here:
        return
    if before:
        await session.execute(meta.PUT, (meta.HOLD, str(clock())))
    await session.execute(meta.PUT, (meta.PLACE, here))
