"""What takes its time or locks people does so beside everything else, on a connection of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from storage import chain, people, privacy
from storage.dialect import statement
from storage.rows import AuditRow
from tests.postgres import ask
from tests.storage.kit import BOTH, DAY, POSTGRESQL, Store, born, count, places, poke, text

ENGINES = POSTGRESQL
WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted"
QUICK = "SET lock_timeout = '100ms'"


@pytest.fixture
async def other(store: Store, tmp_path: Path) -> AsyncIterator[Any]:
    """Another process's connection, inside a transaction."""
    found = await asyncpg.connect(await places.url(tmp_path / "a.db"))
    await found.execute("BEGIN")
    yield found
    await found.close()


async def stuck(task: asyncio.Task[Any], tmp_path: Path) -> None:
    """Wait until it waits for the other process."""
    url = await places.url(tmp_path / "a.db")
    while not await ask(url, WAITING):
        assert not task.done()


def purging(store: Store) -> Awaitable[Any]:
    return store.purge("here", 5)


def erasing(store: Store) -> Awaitable[Any]:
    return store.erase_person("here", "sam", 1)


@pytest.mark.parametrize("slow", [purging, erasing])
async def test_leases_are_kept_meanwhile(
    store: Store, other: Any, tmp_path: Path, slow: Callable[[Store], Awaitable[Any]]
) -> None:
    """While a purge or an erasure stands still, what this process sends stays its own, and texts go out."""
    await born(store, "kim", outbox=[text(), text("telegram")])
    (claim,) = await store.claim_outgoing(1000, 1, 5, "f", channel="sms")
    await born(store, "sam", outbox=[text("mail")])
    await poke(store, "UPDATE outbox SET state = 'sent', created_at = 1 WHERE channel = 'mail'")
    await other.fetch("SELECT 1 FROM outbox WHERE channel = 'mail' FOR UPDATE")
    task = asyncio.create_task(_awaited(slow(store)))
    await stuck(task, tmp_path)
    await store.extend_leases([claim.id], 9000)
    assert await store.settle(claim.id, "f", "sent")
    assert len(await store.claim_outgoing(1000, 9, 5, "f")) == 1
    assert not task.done()
    await other.execute("COMMIT")
    assert await task


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work


async def test_an_entry_of_its_own_is_no_part_of_an_erasure(store: Store, other: Any, tmp_path: Path) -> None:
    """Who waits for a person holds no practice: people are always locked before practices."""
    await born(store, "sam")
    await store.note("here", AuditRow("operator", "looked", ""))
    await other.execute(QUICK)
    await other.fetch(statement(people.LOCK).text, '["sam"]')
    noting = asyncio.create_task(store.note("here", AuditRow("operator", "export", "")))
    task = asyncio.create_task(store.erase_person("here", "sam", 1))
    await stuck(task, tmp_path)
    await other.fetch(statement(chain.LOCK).text, msgspec.json.encode(["here"]).decode())
    await other.execute("COMMIT")
    await noting
    assert (await task)["rows"] > 0
    assert (await store.audit_verify()).faults == ()


HOT = ("SELECT 1 FROM lane FOR UPDATE", "SELECT 1 FROM meta WHERE key = 'ping' FOR UPDATE")


@pytest.mark.parametrize("hot", HOT)
async def test_a_row_that_every_process_writes_is_written_by_itself(
    store: Store, other: Any, tmp_path: Path, hot: str
) -> None:
    """Who waits for a channel's row, or for that of a ping, holds nothing another process may want."""
    await store.make_lanes([("here", "sms")])
    await store.ping()
    await store.note_backup(1)
    await other.execute(QUICK)
    await other.fetch(hot)
    work = [store.note_backup(5), store.ping(), store.reserve("here", "sms", 100, 1000)]
    task = asyncio.create_task(_awaited(asyncio.gather(*work)))
    await stuck(task, tmp_path)
    await other.fetch("SELECT 1 FROM meta WHERE key = 'backup' FOR UPDATE")
    await other.execute("COMMIT")
    assert (await task)[-1] == 1000
    assert await store.lane("here", "sms") == (1100, 0)


@pytest.mark.parametrize("engine", BOTH, indirect=True)
async def test_a_purge_goes_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many texts go, no transaction deletes more than a page, and what is on its way stays."""
    monkeypatch.setattr(privacy, "PAGE", 4)
    await born(store, "sam", outbox=[text(not_after=DAY) for _ in range(11)])
    await poke(store, "UPDATE outbox SET state = 'sent', created_at = 1 WHERE number < 11")
    pages, begun = list[int](), store._writer.begun

    def counting() -> None:
        pages.append(1)
        begun()

    monkeypatch.setattr(store._writer, "begun", counting)
    assert await store.purge("here", 5, dry_run=True) == 10
    assert await store.purge("here", 5) == 10
    assert (len(pages), await count(store, "outbox")) == (3, 1)
