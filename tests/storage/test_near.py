"""The connection to a file: quick statements where they are asked for, waiting in a thread."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.near import AT_ONCE, FRESH, REST, NearConnection, connect_near


class Watch:
    """Seconds that pass when a statement is said to take them."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.takes: dict[str, float] = {}

    def __call__(self) -> float:
        return self.now

    def ran(self, sql: str) -> None:
        self.now += self.takes.get(sql.partition(" ")[0], 0.0)


@dataclass
class Traced:
    """A connection, its clock, and which statements ran where: True in the caller's thread."""

    near: NearConnection
    watch: Watch
    ran: list[tuple[str, bool]]

    async def transaction(self) -> list[tuple[str, bool]]:
        """One transaction that writes and reads; where its statements ran."""
        self.ran.clear()
        await self.near.execute("BEGIN IMMEDIATE")
        await self.near.executemany("INSERT INTO kept VALUES (?)", [("rain",), ("tea",)])
        await self.near.execute_fetchall("SELECT COUNT(*) FROM kept")
        await self.near.execute("COMMIT")
        return [(sql.partition(" ")[0], here) for sql, here in self.ran if not sql.startswith("PRAGMA")]


ALL_FAR = [("BEGIN", False), ("INSERT", False), ("INSERT", False), ("SELECT", False), ("COMMIT", False)]
NEAR = [("BEGIN", True), ("INSERT", True), ("INSERT", True), ("SELECT", True), ("COMMIT", False)]


@pytest.fixture
async def traced(tmp_path: Path) -> AsyncIterator[Traced]:
    """A connection to a file with one table."""
    connection = await connect_near(tmp_path / "a.db")
    assert isinstance(connection, NearConnection)
    watch, here, ran = Watch(), threading.get_ident(), list[tuple[str, bool]]()
    near = NearConnection(connection._far, connection._near, watch)
    await near.execute("PRAGMA journal_mode = WAL")
    await near.execute("PRAGMA busy_timeout = 5000")
    await near.execute("CREATE TABLE kept (words TEXT)")

    def trace(sql: str) -> None:
        ran.append((sql, threading.get_ident() == here))
        watch.ran(sql)

    near._near.set_trace_callback(trace)
    try:
        yield Traced(near, watch, ran)
    finally:
        near._near.set_trace_callback(None)
        await near.close()


@pytest.fixture
def near(traced: Traced) -> NearConnection:
    return traced.near


async def test_only_what_may_wait_is_handed_to_a_thread(traced: Traced):
    """Behind a commit that went through at once the caller works itself; commits, and all else, are not."""
    await traced.transaction()
    assert await traced.transaction() == NEAR
    await traced.near.execute_fetchall("SELECT COUNT(*) FROM kept")
    assert traced.ran[-1][1] is False


async def test_a_disk_nobody_has_heard_of_is_asked_in_the_thread(traced: Traced):
    """At the start, and a second after the last commit, nothing runs where it would hold up the caller."""
    assert await traced.transaction() == ALL_FAR
    traced.watch.now += FRESH
    assert await traced.transaction() == ALL_FAR


async def test_after_a_slow_commit_the_next_one_is_waited_for_in_the_thread(traced: Traced):
    """A commit that took long says that the disk may hang; one that did not says that it is well again."""
    traced.watch.takes["COMMIT"] = AT_ONCE
    await traced.transaction()
    assert await traced.transaction() == ALL_FAR
    traced.watch.takes.clear()
    assert await traced.transaction() == ALL_FAR
    assert await traced.transaction() == NEAR


@pytest.mark.parametrize("slow", ["BEGIN", "INSERT", "SELECT"])
async def test_a_statement_that_held_the_caller_up_is_the_last_for_a_while(traced: Traced, slow: str):
    """Once the caller had to wait, all that follows runs in the thread, for a minute."""
    await traced.transaction()
    traced.watch.takes[slow] = AT_ONCE
    ran = await traced.transaction()
    place = [name for name, _ in NEAR].index(slow) + (slow == "INSERT")
    assert ran == [*NEAR[: place + 1], *ALL_FAR[place + 1 :]]
    traced.watch.takes.clear()
    for _ in range(100):
        assert await traced.transaction() == ALL_FAR
        traced.watch.now += (REST - 1) / 100
    traced.watch.now += 2
    await traced.transaction()
    assert await traced.transaction() == NEAR


@pytest.mark.parametrize("known", [False, True])
async def test_a_lock_is_waited_for_without_holding_anybody_up(traced: Traced, tmp_path: Path, known: bool):
    """While somebody else holds the database, everything but the store goes on."""
    near = traced.near
    if known:
        await traced.transaction()
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = asyncio.create_task(near.execute("BEGIN IMMEDIATE"))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not begun.done()
    other.execute("ROLLBACK")
    await begun
    await near.rollback()
    other.close()


async def test_how_long_a_lock_is_waited_for_stays_as_it_was_said(traced: Traced):
    """Beginning at once, without waiting, leaves the connection as patient as it was."""
    await traced.near.execute("PRAGMA busy_timeout = 70")
    await traced.transaction()
    assert await traced.transaction() == NEAR
    assert list(await traced.near.execute_fetchall("PRAGMA busy_timeout")) == [(70,)]


async def test_nothing_is_seen_before_the_commit(near: NearConnection, tmp_path: Path):
    """Rows written at once are not there for anybody else until the transaction is through."""
    other = sqlite3.connect(tmp_path / "a.db")
    await near.execute("BEGIN IMMEDIATE")
    await near.executemany("INSERT INTO kept VALUES (?)", [("rain",)])
    assert other.execute("SELECT COUNT(*) FROM kept").fetchone() == (0,)
    await near.execute("COMMIT")
    assert other.execute("SELECT COUNT(*) FROM kept").fetchone() == (1,)
    other.close()
