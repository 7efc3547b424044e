"""A database where a commit could be lost is refused at the start, each with one clear line."""

import asyncio
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.stage import REHEARSAL_KEY
from storage import opening, safe
from storage.errors import StoreUnavailable, UnsafeStore
from storage.opening import connect
from storage.vault import Vault


async def opens(path: Path) -> None:
    """Open and close it as the program does."""
    connection = await connect(path, Vault(REHEARSAL_KEY))
    await connection.close()


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.sshfs"])
async def test_a_far_file_system_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """On another machine's or a program's file system nothing is opened, nor made."""
    table = tmp_path / "mounts"
    table.write_text(f"/dev/a / ext4 rw 0 0\nfar:/x {tmp_path}/far\\040away {kind} rw 0 0\n")
    far = tmp_path / "far away" / "deep"
    os.makedirs(far)
    monkeypatch.setattr(safe, "MOUNTS", table)
    with pytest.raises(UnsafeStore, match=kind):
        await opens(far / "a.db")
    assert os.listdir(far) == []
    await opens(tmp_path / "near.db")


def test_the_mount_table_of_this_machine_is_read(tmp_path: Path) -> None:
    """Here and now the kind of the file system of a path is found, the innermost mount winning."""
    assert safe.file_system(tmp_path / "a.db") != ""
    assert safe.file_system(Path("/proc/self/a.db")) == "proc"


@pytest.mark.parametrize(
    ("pragma", "says"), [("journal_mode = WAL", "write-ahead"), ("synchronous = FULL", "synced")]
)
async def test_a_pragma_that_did_not_take_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pragma: str, says: str
) -> None:
    """Without a write-ahead log or without full syncs the store does not open."""
    kept = tuple(one for one in opening.PRAGMAS if not one.endswith(pragma))
    assert len(kept) == len(opening.PRAGMAS) - 1
    extra = ("PRAGMA synchronous = NORMAL",) if "synchronous" in pragma else ()
    monkeypatch.setattr(opening, "PRAGMAS", (*kept, *extra))
    with pytest.raises(UnsafeStore, match=says):
        await opens(tmp_path / "a.db")


async def _left(path: Path) -> None:
    """A store with rows whose process was killed: the log is still beside it."""
    connection = await connect(path, Vault(REHEARSAL_KEY))
    rows = [(f"key{number}", "x" * 200) for number in range(400)]
    await connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", rows)
    await connection.commit()
    await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    await connection.execute("INSERT INTO meta (key, value) VALUES ('last', 'one')")
    await connection.commit()
    for name in (path, path.with_name(f"{path.name}-wal")):
        name.with_name(f"left-{name.name}").write_bytes(name.read_bytes())
    await connection.close()


async def test_a_damaged_file_is_found_after_an_unclean_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left by a kill the file is read through: whole it opens, with a page overwritten it is refused."""
    await _left(tmp_path / "a.db")
    left = tmp_path / "left-a.db"
    content = left.read_bytes()
    log = (tmp_path / "left-a.db-wal").read_bytes()
    await opens(left)
    page = content.index(b"key300")
    (tmp_path / "left-a.db-wal").write_bytes(log)
    left.write_bytes(content[: page - page % 4096] + os.urandom(4096) + content[page - page % 4096 + 4096 :])
    with pytest.raises(UnsafeStore, match="restore the newest copy"):
        await opens(left)


async def test_what_is_no_database_is_refused_in_one_line(
    at_the_practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Some other file under the store's name: one line, exit code 2, and the file is as it was."""
    (at_the_practice / "store.db").write_bytes(b"hello" * 1000)
    assert await asyncio.to_thread(main, ["audit", "verify"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("interlude: ")
    assert "damaged or no database" in said
    assert said.count("\n") == 1
    assert (at_the_practice / "store.db").read_bytes() == b"hello" * 1000


async def test_another_program_that_writes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program holds the database for writing, the start ends with that line."""
    await opens(tmp_path / "a.db")
    quick = tuple(one.replace("5000", "1") for one in opening.PRAGMAS)
    monkeypatch.setattr(opening, "PRAGMAS", quick)
    other: Any = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailable, match="another program"):
        await opens(tmp_path / "a.db")
    other.close()


async def test_a_key_is_not_replaced_while_events_wait_for_it(
    at_the_practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`interlude keys rotate` refuses while the spool holds what only the present key opens."""
    (at_the_practice / "store.db.spool").mkdir()
    (at_the_practice / "store.db.spool" / "1-1-1.event").write_bytes(b"sealed")
    assert await asyncio.to_thread(main, ["keys", "rotate"]) == 1
    assert "start the bot first" in capsys.readouterr().err
    assert (at_the_practice / "interlude.key").read_text() == REHEARSAL_KEY.hex()
    (at_the_practice / "store.db.spool" / "1-1-1.event").unlink()
    assert await asyncio.to_thread(main, ["keys", "rotate"]) == 0
