"""The connection to a file: quick statements where they are asked for, waiting in a thread."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.near import NearConnection, connect_near


@pytest.fixture
async def near(tmp_path: Path) -> AsyncIterator[NearConnection]:
    """A connection to a file with one table."""
    connection = await connect_near(tmp_path / "a.db")
    assert isinstance(connection, NearConnection)
    await connection.execute("PRAGMA journal_mode = WAL")
    await connection.execute("PRAGMA busy_timeout = 5000")
    await connection.execute("CREATE TABLE kept (words TEXT)")
    try:
        yield connection
    finally:
        await connection.close()


async def test_only_what_may_wait_is_handed_to_a_thread(near: NearConnection):
    """Inside a transaction rows are written and read by the caller; its ends, and all else, are not."""
    here, ran = threading.get_ident(), list[tuple[str, bool]]()
    near._near.set_trace_callback(lambda sql: ran.append((sql, threading.get_ident() == here)))
    await near.execute("BEGIN IMMEDIATE")
    await near.executemany("INSERT INTO kept VALUES (?)", [("rain",), ("tea",)])
    rows = await near.execute_fetchall("SELECT COUNT(*) FROM kept")
    await near.execute("COMMIT")
    assert list(await near.execute_fetchall("SELECT COUNT(*) FROM kept")) == list(rows) == [(2,)]
    near._near.set_trace_callback(None)
    assert ran == [
        ("BEGIN IMMEDIATE", False),
        ("INSERT INTO kept VALUES ('rain')", True),
        ("INSERT INTO kept VALUES ('tea')", True),
        ("SELECT COUNT(*) FROM kept", True),
        ("COMMIT", False),
        ("SELECT COUNT(*) FROM kept", False),
    ]


async def test_a_lock_is_waited_for_without_holding_anybody_up(near: NearConnection, tmp_path: Path):
    """While somebody else holds the database, everything but the store goes on."""
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


async def test_nothing_is_seen_before_the_commit(near: NearConnection, tmp_path: Path):
    """Rows written at once are not there for anybody else until the transaction is through."""
    other = sqlite3.connect(tmp_path / "a.db")
    await near.execute("BEGIN IMMEDIATE")
    await near.executemany("INSERT INTO kept VALUES (?)", [("rain",)])
    assert other.execute("SELECT COUNT(*) FROM kept").fetchone() == (0,)
    await near.execute("COMMIT")
    assert other.execute("SELECT COUNT(*) FROM kept").fetchone() == (1,)
    other.close()
