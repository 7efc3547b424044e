"""Moving a store from SQLite to PostgreSQL: every row as it lies there, ciphertext and all.

The target gets everything in one transaction, compared row by row before it is committed. The source is
marked before and after, so that whatever stops in between, at most one of the two can be run: the source
until the target has everything, the target from then on.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
import asyncpg
import msgspec

from storage.advisory import PRESENCE, ROOM, TRY
from storage.dialect import schema
from storage.errors import StoreInUse, StoreMoved, StoreNotEmpty, StoreUnavailable
from storage.lock import StoreLock
from storage.meta import HOLD
from storage.moved import FROM, MOVED, MOVING, refuse_moved, said, say
from storage.opening import connect
from storage.schema import migrate
from storage.session import Session
from storage.vault import Vault

# In the order of their foreign keys. `meta` is last: its schema number is the target's own.
TABLES = {
    "practice": "SELECT * FROM practice",
    "person": "SELECT * FROM person",
    "address": "SELECT * FROM address",
    "relation": "SELECT * FROM relation",
    "invite": "SELECT * FROM invite",
    "talk": "SELECT * FROM talk",
    "record": "SELECT * FROM record",
    "agenda": "SELECT * FROM agenda",
    "tell": "SELECT * FROM tell",
    "outbox": "SELECT * FROM outbox",
    "inbox": "SELECT * FROM inbox",
    "seen": "SELECT * FROM seen",
    "audit": "SELECT * FROM audit",
    "leftover": "SELECT * FROM leftover",
    "lane": "SELECT * FROM lane",
    "erased_address": "SELECT * FROM erased_address",
    "activity": "SELECT * FROM activity",
    "meta": """
SELECT * FROM meta WHERE key NOT IN ('schema', 'moving', 'moved', 'moved_from', 'ping', 'place')
""",
}
ANALYZE = """
ANALYZE practice, person, address, relation, invite, talk, record, agenda, tell, outbox, inbox, seen, audit,
    leftover, lane, erased_address, activity, meta
"""
"""Without figures of its tables the server would guess how to find anything."""

PUT = "INSERT INTO meta (key, value) VALUES ($1, $2)"
BATCH = 2000

Sums = dict[str, tuple[int, str]]
"""By table how many rows, and a digest of all of them in any order."""

Row = tuple[Any, ...]


async def move(source: Path, target: str, vault: Vault, move_id: str, now: int) -> Sums:
    """Move everything; gives what was moved. Run again after it was stopped, it goes on where it was.

    Raises StoreInUse, StoreMoved, StoreNotEmpty, StoreUnavailable, WrongMasterKey; then the target has
    nothing new, or everything.
    """
    async with _locked(source, vault) as here, _alone(target) as there:
        if await said(here, MOVED):
            await refuse_moved(here, source)
        move_id = await said(here, MOVING) or move_id
        await say(here, MOVING, move_id)
        if await _from(there) != move_id:  # else it was filled and compared, and may have been run since
            await _copy(here, there, move_id)
        await say(here, MOVED, str(now))
        await there.execute(ANALYZE)
        return await _sums_here(here)


async def give_up(source: Path, target: str, vault: Vault, destroyed_at: int | None = None) -> bool:
    """Stay with the source after a move that did not come to its end; whether its texts are held now.

    `destroyed_at`: now (epoch ms), when the target is said to be destroyed. Where it cannot be asked that is
    believed; it may have been filled, and have run, so nothing is sent before somebody has looked.
    Raises StoreMoved when the move came to its end: the target has everything, and may be running.
    """
    async with _locked(source, vault) as here:
        if await said(here, MOVED):
            await refuse_moved(here, source)
        move_id = await said(here, MOVING)
        asked = await _is_filled(target, move_id, must=destroyed_at is None or not move_id)
        if asked:
            raise StoreMoved(f"the other database has everything; run migrate-store again, it marks {source}")
        if asked is None:
            await say(here, HOLD, str(destroyed_at))
        await say(here, MOVING, "")
        return asked is None


async def _is_filled(target: str, move_id: str, *, must: bool) -> bool | None:
    """Whether this move filled the target; None where it cannot be asked. `must`: raises then."""
    try:
        async with _alone(target) as there:
            return bool(move_id) and await _filled_by(there) == move_id
    except StoreUnavailable:
        if must:
            raise
        return None


@asynccontextmanager
async def _locked(source: Path, vault: Vault) -> AsyncIterator[aiosqlite.Connection]:
    """The source, which nobody else has open; its schema brought up to date, its key the vault's."""
    _is_there(source)
    lock = StoreLock(source)
    try:
        connection = await connect(source, vault)
        try:
            yield connection
        finally:
            await connection.close()
    finally:
        lock.release()


def _is_there(source: Path) -> None:
    if not source.is_file():
        raise StoreUnavailable(f"{source} is not there")


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """The target, which no process uses meanwhile, with its tables made."""
    try:
        connection = await asyncpg.connect(url)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise StoreUnavailable(f"the target cannot be reached ({type(error).__name__})") from error
    try:
        if not await connection.fetchval(TRY, ROOM, PRESENCE):
            raise StoreInUse("the target is in use by a running process")

        async def same() -> "asyncpg.Connection[Any]":
            return connection

        await migrate(Session(same), schema)
        yield connection
    finally:
        await connection.close()


async def _from(there: "asyncpg.Connection[Any]") -> str:
    """Which move filled the target; "" for an empty one. Raises StoreNotEmpty for any other."""
    rows = dict(await there.fetch("SELECT key, value FROM meta"))
    if FROM in rows:
        return str(rows[FROM])
    if set(rows) - {"schema"} or await there.fetchval("SELECT EXISTS (SELECT 1 FROM person)"):
        raise StoreNotEmpty("the target holds a store already; a move needs an empty database")
    return ""


async def _filled_by(there: "asyncpg.Connection[Any]") -> str:
    return str(await there.fetchval("SELECT value FROM meta WHERE key = $1", FROM) or "")


async def _copy(here: aiosqlite.Connection, there: "asyncpg.Connection[Any]", move_id: str) -> None:
    """All tables and the move's id, in one transaction that is compared before it is committed."""
    if await _from(there):
        raise StoreNotEmpty("the target was filled by another move")
    async with there.transaction():
        for table, sql in TABLES.items():
            async with await here.execute(sql) as cursor:
                columns = [column[0] for column in cursor.description]
                while rows := list(await cursor.fetchmany(BATCH)):
                    await there.copy_records_to_table(table, records=map(tuple, rows), columns=columns)
        if await _sums_there(there) != await _sums_here(here):
            raise StoreUnavailable("what was written is not what was read; nothing was kept")
        await there.execute(PUT, FROM, move_id)


async def _sums_here(here: aiosqlite.Connection) -> Sums:
    found = {}
    for table, sql in TABLES.items():
        add = _Adding()
        async with await here.execute(sql) as cursor:
            columns = [column[0] for column in cursor.description]
            while rows := list(await cursor.fetchmany(BATCH)):
                add(_ordered(columns, rows))
        found[table] = add.sum
    return found


async def _sums_there(there: "asyncpg.Connection[Any]") -> Sums:
    found = {}
    async with (
        there.transaction(isolation="repeatable_read") if not there.is_in_transaction() else _as_it_is()
    ):
        for table, sql in TABLES.items():
            add = _Adding()
            async for row in there.cursor(sql, prefetch=BATCH):
                add(_ordered(list(row.keys()), [tuple(row.values())]))
            found[table] = add.sum
    return found


@asynccontextmanager
async def _as_it_is() -> AsyncIterator[None]:
    yield


def _ordered(columns: list[str], rows: Iterable[Any]) -> Iterable[Row]:
    """The values in the order of their columns' names: the two databases may list them differently."""
    places = sorted(range(len(columns)), key=columns.__getitem__)
    return (tuple(row[place] for place in places) for row in rows)


class _Adding:
    """Sums digests of rows, in whatever order they come."""

    def __init__(self) -> None:
        self._count, self._total = 0, 0

    def __call__(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._count += 1
            self._total += int.from_bytes(hashlib.sha256(msgspec.msgpack.encode(row)).digest(), "big")

    @property
    def sum(self) -> tuple[int, str]:
        return self._count, f"{self._total % 2**256:064x}"
