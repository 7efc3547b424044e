"""The database is locked or the disk is full: nobody waits, nothing is lost, distress is answered."""

import asyncio
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from bot.gap import Patience
from storage.errors import StoreUnavailable
from storage.near import FRESH
from storage.rows import CommitResult
from tests.crash.away_stage import WAITS, WHOLE, Away, away_stage, locked
from tests.storage.kit import Person, opened, turn

MINUTE = 60_000

PATIENCE = 30.0
"""Seconds until what should have happened counts as not happening."""


async def everything_came(play: Away) -> None:
    """What was written while the store was away is there, once; Ada knows of the distress."""
    await play.stage.engine.settle()
    assert await play.wins("sam") == ["one", "two"]
    assert await play.wins("kim") == ["three"]
    assert play.got("sam").count("safety") == 1
    assert play.got("ada").count("alert") == 1
    assert (play.stage.spool.waiting, (await play.stage.spool.standing()).aside) == (0, 0)
    assert await play.stage.pragma(WHOLE) == "ok"


async def test_locked_for_a_minute(tmp_path: Path) -> None:
    """Another program holds the database for a minute: all is acknowledged, the card comes at once."""
    async with away_stage(tmp_path) as play:
        assert await play.bring("sam", "win one")
        await play.stage.engine.settle()
        with locked(tmp_path):
            assert await play.bring("sam", "win two")
            assert await play.bring("kim", "win three")
            assert await play.bring("sam", "i want to die")
            assert play.got("sam")[-1] == "safety"
            play.stage.clock.advance_to(play.stage.clock.now() + MINUTE)
            assert play.stage.spool.waiting == 3
            assert await play.wins("sam") == ["one"]
        await everything_came(play)


async def test_no_page_is_left(tmp_path: Path) -> None:
    """SQLite may take no further page: rows stay as they were, and what came is taken when it may."""
    async with away_stage(tmp_path) as play:
        assert await play.bring("sam", "win one")
        await play.stage.engine.settle()
        await play.stage.pragma("PRAGMA max_page_count = 1")  # SQLite reads: as many as there are
        before, stuck = await play.wins("sam"), 0
        while not play.stage.spool.waiting:  # until the pages at hand are full
            assert await play.bring("kim", f"note {'rain ' * 700}")
            stuck += 1
            assert stuck < 100
        assert await play.bring("sam", "win two")
        assert await play.bring("kim", "win three")
        assert await play.bring("sam", "i want to die")
        assert play.got("sam")[-1] == "safety"
        assert await play.wins("sam") == before
        assert await play.stage.pragma(WHOLE) == "ok"
        await play.stage.pragma("PRAGMA max_page_count = 1000000")
        play.stage.clock.advance_to(play.stage.clock.now() + MINUTE)
        await everything_came(play)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here (needs root)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


async def test_the_disk_is_full(small_disk: Path) -> None:
    """No byte is left for the database nor for the spool: refused, not lost; distress is answered still."""
    async with away_stage(small_disk) as play:
        assert await play.bring("sam", "win one")
        await play.stage.engine.settle()
        ballast = small_disk / "ballast"
        fill(ballast)
        assert not await play.bring("sam", "win two")
        assert not await play.bring("kim", "win three")
        assert not await play.bring("sam", "i want to die")
        assert play.got("sam")[-1] == "safety"
        assert await play.wins("sam") == ["one"]
        ballast.unlink()
        again = (("sam", "win two"), ("kim", "win three"), ("sam", "i want to die"))
        for who, text in again:  # their provider brings them again
            assert await play.bring(who, text)
        await play.stage.engine.settle()
        assert play.got("ada").count("alert") == 1
        assert await play.wins("sam") == ["one", "two"]
        assert await play.wins("kim") == ["three"]
        assert await play.stage.pragma(WHOLE) == "ok"


def fill(ballast: Path) -> None:
    """Take every byte that is left."""
    with ballast.open("wb", buffering=0) as file:
        for size in (4096, 512, 1):
            while True:
                try:
                    if not file.write(bytes(size)):
                        break
                except OSError:
                    break


async def test_distress_does_not_wait_for_a_database_that_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store neither answers nor refuses: the card goes out long before anything else is given up."""
    async with away_stage(tmp_path, Patience(usual=3600.0, urgent=0.01)) as play:
        store, back = play.stage.engine.store, asyncio.Event()
        really = store.person_of

        async def person_of(*where: str) -> str | None:
            await back.wait()
            return await really(*where)

        monkeypatch.setattr(store, "person_of", person_of)
        usual = asyncio.create_task(play.bring("kim", "win three"))
        async with asyncio.timeout(PATIENCE):
            assert await play.bring("sam", "i want to die")
        assert play.got("sam") == ["safety"]
        assert not usual.done()
        back.set()
        assert await usual
        await play.stage.engine.settle()
        assert play.got("sam").count("safety") == 1
        assert play.got("ada").count("alert") == 1


@pytest.mark.parametrize("begins", ["", "COMMIT"], ids=["at rest", "at work"])
async def test_distress_does_not_wait_for_a_disk_that_hangs(tmp_path: Path, begins: str) -> None:
    """The disk stops answering, while nobody writes or while somebody's turn is synced: the card goes out."""
    async with away_stage(tmp_path, Patience(usual=3600.0, urgent=0.01)) as play:
        assert await play.bring("sam", "win one")
        assert await play.bring("kim", "win two")  # remembered from here on: the next turn begins by writing
        await play.stage.engine.settle()
        disk, hangs, here, waited = threading.Event(), threading.Event(), threading.get_ident(), list[bool]()

        def hang(sql: str) -> None:
            if waited or sql.startswith(begins):
                waited.append(threading.get_ident() == here)
                hangs.set()
                disk.wait(PATIENCE)

        connection: Any = play.stage.engine.store._connection
        if not begins:
            connection._clock = lambda: time.monotonic() + FRESH  # the last commit lies a while back
        connection._near.set_trace_callback(hang)
        usual = asyncio.create_task(play.bring("kim", "win three"))
        async with asyncio.timeout(PATIENCE):
            await asyncio.to_thread(hangs.wait)
            assert await play.bring("sam", "i want to die")
        assert (play.got("sam")[-1], waited, usual.done()) == ("safety", [False], False)
        disk.set()
        assert await usual
        await play.stage.engine.settle()
        connection._near.set_trace_callback(None)
        assert play.got("sam").count("safety") == 1
        assert play.got("ada").count("alert") == 1


async def test_a_locked_database_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns that wait together learn of the lock together, not each after a wait of its own."""
    begun: list[str] = []
    store = await opened(tmp_path / "kept.db")
    try:
        await store._pump.apart(lambda c: c.execute(WAITS))
        connection = store._connection
        really = connection.execute

        def execute(sql: str, *more: Any) -> Any:
            begun.extend([sql] if sql.startswith("BEGIN") else [])
            return really(sql, *more)

        monkeypatch.setattr(connection, "execute", execute)
        with locked(tmp_path):
            turns = [turn(f"p{number}", None, person=Person("p")) for number in range(6)]
            results = await asyncio.gather(*map(store.commit, turns), return_exceptions=True)
        assert [type(one) for one in results] == [StoreUnavailable] * 6
        assert len(begun) == 1
    finally:
        await store.abandon()


async def test_a_turn_nobody_waits_for_any_more_is_not_written(tmp_path: Path) -> None:
    """Whoever gave up has put the event elsewhere: writing it now would answer it twice."""
    store = await opened(tmp_path / "kept.db")
    try:
        first = asyncio.create_task(store.commit(turn("p1", None, person=Person("p1"))))
        given_up = asyncio.create_task(store.commit(turn("p2", None, person=Person("p2"))))
        await asyncio.sleep(0)
        given_up.cancel()
        assert await first is CommitResult.COMMITTED
        assert await store.load("here", ["p1", "p2"]) == {"p1": ANY}
    finally:
        await store.abandon()
