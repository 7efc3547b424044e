"""What only PostgreSQL has: a database of its own making, a server that can go away, a hold for all."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from storage.connection import Connection
from storage.errors import (
    NoBackupHere,
    StoreInUse,
    StoreUnavailable,
    UnsafeStore,
    WrongMasterKey,
)
from storage.postgres import SAFETY
from storage.rows import AuditRow, CommitResult
from storage.session import Session
from storage.stores import open_store
from storage.vault import Vault
from tests.postgres import ask, fresh_database
from tests.program import until
from tests.storage.kit import (
    MASTER,
    POSTGRESQL,
    Person,
    Store,
    Talk,
    born,
    fill,
    opened,
    places,
    text,
    turn,
)

ENGINES = POSTGRESQL
COMMITTED, DUPLICATE, CONFLICT = CommitResult.COMMITTED, CommitResult.DUPLICATE, CommitResult.CONFLICT


async def test_a_hold_of_one_process_holds_the_others(two: tuple[Store, Store]) -> None:
    """Once sends are held, no process claims a text; once they are released, every one may."""
    await born(two[0], "sam", outbox=[text()])
    await two[0].hold(5)
    assert await two[1].claim_outgoing(5, 10, 60_000, "f") == []
    assert two[1].held
    await two[0].release()
    assert len(await two[1].claim_outgoing(5, 10, 60_000, "f")) == 1


async def test_a_restored_copy_holds_its_sends() -> None:
    """A store that finds itself in another database sends nothing until it is released, and says so."""
    url = await fresh_database()
    store = await opened(url)
    await born(store, "sam", outbox=[text()])
    await store.close()
    store = await opened(url)
    assert not store.held
    await store.close()
    copy = await fresh_database(url)
    restored = await opened(copy)
    assert restored.held
    assert await restored.claim_outgoing(5, 10, 60_000, "f") == []
    await restored.release()
    await restored.close()
    restored = await opened(copy)
    assert not restored.held
    assert len(await restored.claim_outgoing(5, 10, 60_000, "f")) == 1


async def test_two_processes_that_make_a_store_make_one(tmp_path: Path) -> None:
    """Processes that open an empty database at once share its schema and its key."""
    url = await fresh_database()
    stores = await asyncio.gather(*(opened(url) for _ in range(4)))
    await born(stores[0], "sam")
    assert [await store.person_of("here", "sms", "+44sam") for store in stores] == ["sam"] * 4


async def test_one_process_can_have_the_store_to_itself(tmp_path: Path) -> None:
    """While a process has the store alone no other opens it, and alone it is only when nobody has it."""
    store = await opened(tmp_path / "a.db")
    with pytest.raises(StoreInUse, match="other processes"):
        await opened(tmp_path / "a.db", alone=True)
    await store.close()
    alone = await opened(tmp_path / "a.db", alone=True)
    with pytest.raises(StoreInUse, match="to itself"):
        await opened(tmp_path / "a.db")
    await alone.abandon()
    await (await opened(tmp_path / "a.db")).close()


CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


async def test_a_lost_connection_is_made_anew(two: tuple[Store, Store], tmp_path: Path) -> None:
    """When the server closes every connection, a turn fails by name or is through, and the next one goes."""
    url = await places.url(tmp_path / "a.db")
    await born(two[0], "sam")
    await ask(url, CUT)
    work: list[Callable[[], Awaitable[object]]] = [
        lambda: two[0].commit(turn("sam", 1, person=Person("x", 1))),
        lambda: two[0].load("here", ["sam"]),
        lambda: two[0].ping(),
    ]
    for one in work:
        try:
            await one()
        except StoreUnavailable:
            await one()
    assert (await two[0].load("here", ["sam"]))["sam"].doc.count == 1


async def test_a_connection_lost_between_two_statements_loses_the_whole_transaction(
    two: tuple[Store, Store], tmp_path: Path
) -> None:
    """What comes after the cut is not committed by itself; redone whole, it is there once."""
    url = await places.url(tmp_path / "a.db")
    cuts = [True]

    async def job(connection: Connection) -> None:
        await connection.execute("INSERT INTO practice (id) VALUES (?)", ("first",))
        if cuts:
            cuts.pop()
            await ask(url, CUT)
        await connection.execute("INSERT INTO practice (id) VALUES (?)", ("second",))

    await two[0]._pump.job(job)
    assert cuts == []
    rows = await two[1]._pump.read("SELECT id FROM practice ORDER BY id")
    assert [row[0] for row in rows] == ["first", "second"]


async def test_a_server_that_is_not_there_is_one_clear_line() -> None:
    """No connection is StoreUnavailable, without the password in it."""
    url = "postgresql://user:secret@127.0.0.1:1/nothing"
    with pytest.raises(StoreUnavailable) as refusal:
        await open_store(url, Vault(MASTER), person_type=Person, talk_type=Talk, clock=lambda: 5)
    assert "secret" not in str(refusal.value)


def server_files(folder: str) -> list[bytes]:
    """What the server keeps of its databases and their changes; a file may go while we read."""
    found = []
    for file in (one for part in ("base", "pg_wal") for one in Path(folder, part).rglob("*")):
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            found.append(file.read_bytes())
    return found


@pytest.mark.parametrize("unsafe", ["fsync", "full_page_writes"])
async def test_a_server_that_may_lose_commits_is_refused(
    unsafe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that does not sync, or writes torn pages, is refused before anything is written."""
    settings = {"fsync": "on", "full_page_writes": "on", "interlude.throw_away": ""} | {unsafe: "off"}
    found = list(settings.values())

    class Server(Session):
        async def execute_fetchall(self, sql: str, parameters: Any = ()) -> list[Any]:
            return [found] if sql == SAFETY else await super().execute_fetchall(sql, parameters)

    url = await fresh_database()
    monkeypatch.setattr("storage.postgres.Session", Server)
    with pytest.raises(UnsafeStore, match=f"{unsafe} = off"):
        await opened(url)
    assert await ask(url, "SELECT 1 FROM pg_tables WHERE tablename = 'meta'") == []


async def test_nothing_readable_reaches_the_server_s_disk(tmp_path: Path) -> None:
    """A marker in every field a person fills is in no file of the server, its log of changes included."""
    await fill(await opened(tmp_path / "a.db"), "zanzibar-marmalade")
    url = await places.url(tmp_path / "a.db")
    await ask(url, "INSERT INTO practice (id) VALUES ('tangerine-quokka')")
    await ask(url, "CHECKPOINT")
    ((folder,),) = await ask(url, "SELECT current_setting('data_directory')")
    found = server_files(folder)
    assert sum(b"tangerine-quokka" in content for content in found) >= 2  # where what is readable would be
    assert not any(b"zanzibar-marmalade" in content for content in found)


async def test_a_backup_is_refused_and_names_the_tool(two: tuple[Store, Store], tmp_path: Path) -> None:
    """`interlude backup` says what to use instead, and makes no file."""
    with pytest.raises(NoBackupHere, match="pg_dump"):
        await two[0].backup(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
CUT_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> $1
"""


async def busy(store: Store) -> None:
    """Use every connection the store has."""
    await store.load("here", ["sam"])
    await store.commit(turn("sam", 99))
    await store.ping()
    await store.note("here", AuditRow("operator", "looked", ""))


async def test_each_connection_says_that_the_store_is_in_use(store: Store, tmp_path: Path) -> None:
    """While any one of a process's connections lives, nobody gets the store to themselves."""
    url = await places.url(tmp_path / "a.db")
    await born(store, "sam")
    await busy(store)
    for number in range(4):
        backends = sorted(row[0] for row in await ask(url, BACKENDS))
        assert len(backends) == 4
        await ask(url, CUT_OTHERS, backends[number])
        with pytest.raises(StoreInUse, match="other processes"):
            await opened(tmp_path / "a.db", alone=True)
        while True:  # each connection finds out for itself
            with suppress(StoreUnavailable):
                await busy(store)
                break


async def test_who_is_alone_does_everything_over_the_connection_that_says_so(tmp_path: Path) -> None:
    """A process that has the store to itself has one connection: were it lost, nothing of it went on."""
    store = await opened(tmp_path / "a.db", alone=True)
    await born(store, "sam")
    await busy(store)
    assert len(await ask(await places.url(tmp_path / "a.db"), BACKENDS)) == 1


async def test_a_process_that_lost_its_connections_waits_for_who_is_alone(
    store: Store, tmp_path: Path
) -> None:
    """Cut off while another takes the store for itself, it does nothing until that one is done."""
    await store.ping()
    await ask(await places.url(tmp_path / "a.db"), CUT)

    async def taken() -> Store | None:  # a connection that is cut off takes a moment to go
        with suppress(StoreInUse):
            return await opened(tmp_path / "a.db", alone=True)
        return None

    alone: Store = await until(taken)
    with pytest.raises(StoreUnavailable, match="to itself"):
        await store.ping()
    await alone.close()
    await store.ping()


async def test_who_was_cut_off_while_keys_were_rotated_writes_nothing_by_the_old_one(
    store: Store, tmp_path: Path
) -> None:
    """A process that comes back with a master key that was replaced meanwhile is refused."""
    await born(store, "sam")
    await ask(await places.url(tmp_path / "a.db"), CUT)

    async def rotated() -> bool:
        with suppress(StoreInUse):
            alone = await opened(tmp_path / "a.db", Vault(bytes(32), previous=[MASTER]), alone=True)
            assert await alone.rewrap() == 1
            await alone.close()
            return True
        return False

    await until(rotated)
    with pytest.raises(StoreUnavailable):
        await born(store, "kim")
    with pytest.raises((StoreUnavailable, WrongMasterKey)):
        await store.load("here", ["sam"])
    found = await opened(tmp_path / "a.db", Vault(bytes(32)))
    assert set(await found.load("here", ["sam", "kim"])) == {"sam"}
