"""The drill: a copy of a lived-in store on an empty machine, and nothing sent twice, nobody brought back."""

import asyncio
import os
import shutil
import sqlite3
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.erasing import erase_again
from bot.operations import Operations
from bot.stage import REHEARSAL_KEY
from storage import copying
from storage.errors import NoBackup, WrongMasterKey
from storage.restoring import put_in_place
from storage.vault import Vault
from tests.core_stage import Play, playing
from tests.privacy_stage import CANARY, lived
from tests.world import ADA, Line, client

AFTER: tuple[Line, ...] = (
    {"refuse": "telegram", "times": 0},
    {"wait": "20m"},
    {"who": "sam", "text": "win one more"},
    {"wait": "3h"},
)


async def _unlucky(folder: Path) -> tuple[list[str], str, datetime]:
    """A week; a backup while a text cannot leave; hours more, somebody erased; then the machine is gone.

    Gives every text that went out, who was erased, and when it ended.
    """
    async with lived(folder) as play:
        await play({"refuse": "telegram", "how": "unavailable", "times": -1}, {"who": "sam", "text": "menu"})
        counts = await play.stage.engine.store.outbox_counts()
        assert counts["queued"] > 0
        await play.stage.engine.store.backup(folder / "copy.db")
        await play(*AFTER)
        gone = await play.id("tom")
        await play.stage.engine.eraser.erase(play.stage.practice, gone, "operator")
        sent = [one["text"] for one in play.printed if "kind" in one]
        return sent, gone, datetime.fromtimestamp(play.stage.clock.now() / 1000, UTC)


class _Nobody:
    async def username(self, practice: str) -> str:
        return ""


async def _released(play: Play) -> list[str]:
    """`interlude release` on this store."""
    stage = play.stage
    assert stage._entropy is not None
    operations = Operations(
        stage._config,
        stage.engine.store,
        stage._entropy,
        stage.clock,
        _Nobody(),
        lambda: stage.engine.eraser,
    )
    return await operations.run("release", {})


async def test_the_drill(tmp_path: Path) -> None:
    """Restored elsewhere it is whole and opens, is silent until released, repeats nothing, revives nobody."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    sent, gone, at = await _unlucky(old)
    put_in_place(old / "copy.db", new / "store.db", Vault(REHEARSAL_KEY), round(at.timestamp() * 1000))
    shutil.copy(old / "store.db.erased", new / "store.db.erased")
    with sqlite3.connect(new / "store.db") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    async with playing(store=f"sqlite:{new / 'store.db'}", start=at.isoformat()) as play:
        engine, practice = play.stage.engine, play.stage.practice
        assert engine.store.held
        assert await erase_again(engine.eraser, [practice], new / "store.db.erased") == 1
        assert gone not in await engine.store.people(practice)
        everybody = await engine.store.load(practice, await engine.store.people(practice))
        assert CANARY in [one.doc.name for one in everybody.values()]
        assert (await engine.store.audit_verify()).broken is None
        assert {one["kind"] for one in await play({"wait": "2h"})} <= {"alert"}  # a flag nobody has taken
        (_, unsure) = await _released(play)
        assert int(unsure.split()[0]) > 0
        after = await play({"wait": "12h"})
        assert [one["text"] for one in after if one["kind"] != "alert" and one["text"] in sent] == []
        figure = next(one for one in play.stage.figures.values() if one.channel == "telegram")
        assert [one["kind"] for one in await play({"who": figure.name, "text": "menu"})] != []
        states = await engine.store._pump.read("SELECT DISTINCT state FROM outbox")
        assert {row[0] for row in states} <= {"sent", "delivered", "failed", "expired", "dropped", "queued"}


async def test_urgent_texts_go_during_the_hold(tmp_path: Path) -> None:
    """Between restore and release distress is answered and a human alerted; all else waits."""
    async with playing(store=f"sqlite:{tmp_path / 'a.db'}") as play:
        await play(ADA, client("sam", "telegram"))
        await play.stage.engine.store.hold(play.stage.clock.now())
        assert await play({"who": "sam", "text": "menu"}) == []
        said = await play({"who": "sam", "text": "i want to die"})
        assert {(one["to"], one["kind"]) for one in said} == {("sam", "safety"), ("ada", "alert")}


async def test_turns_go_on_during_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the copy is being written a client's words are committed and answered."""
    begun, may_go_on, really = threading.Event(), threading.Event(), copying._copy

    def slow(database: Path, draft: Path) -> None:
        begun.set()
        may_go_on.wait(60)
        really(database, draft)

    monkeypatch.setattr(copying, "_copy", slow)
    async with lived(tmp_path) as play:
        backup = asyncio.create_task(play.stage.engine.store.backup(tmp_path / "copy.db"))
        await asyncio.to_thread(begun.wait, 60)
        async with asyncio.timeout(30):
            assert await play({"who": "tom", "text": "win in between"}) != []
        may_go_on.set()
        await backup
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert [name for name in os.listdir(tmp_path) if name.startswith("copy")] == ["copy.db"]


async def test_a_backup_that_fails_leaves_nothing_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unfinished copy is never found where a backup should be."""

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    async with lived(tmp_path) as play:
        monkeypatch.setattr("storage.copying.os.rename", full)
        with pytest.raises(OSError, match="No space"):
            await play.stage.engine.store.backup(tmp_path / "copy.db")
    assert [name for name in os.listdir(tmp_path) if name.startswith("copy")] == []


def _spoilt(path: Path, content: bytes) -> None:
    """The last page whose loss nothing but a check of the whole file notices, overwritten."""
    for page in range(len(content) // 4096 - 1, 0, -1):
        path.write_bytes(content[: page * 4096] + bytes(4096) + content[(page + 1) * 4096 :])
        with closing(sqlite3.connect(path)) as plain, suppress(sqlite3.DatabaseError):
            assert plain.execute("SELECT COUNT(*) FROM meta").fetchone()[0] > 1
            if plain.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return
    raise AssertionError("no page could be spoilt")


async def test_what_cannot_be_restored_leaves_nothing_behind(tmp_path: Path) -> None:
    """A damaged copy, a wrong key, another file and another database are refused; nothing is put in place."""
    async with lived(tmp_path) as play:
        await play.stage.engine.store.backup(tmp_path / "copy.db")
    copy, target, vault = tmp_path / "copy.db", tmp_path / "new.db", Vault(REHEARSAL_KEY)
    content = copy.read_bytes()
    (tmp_path / "torn.db").write_bytes(content[: len(content) // 2])
    _spoilt(tmp_path / "spoilt.db", content)
    (tmp_path / "words.db").write_bytes(b"hello" * 1000)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE t (a)")
    for name in ("torn.db", "spoilt.db", "words.db", "other.db", "absent.db"):
        with pytest.raises(NoBackup, match=name):
            put_in_place(tmp_path / name, target, vault, 1)
    with pytest.raises(WrongMasterKey):
        put_in_place(copy, target, Vault(bytes(32)), 1)
    assert [name for name in os.listdir(tmp_path) if name.startswith("new")] == []


async def test_the_commands_say_one_clear_line(
    at_the_practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`backup`, `restore` and `release` from the command line; a bad copy is one line and exit code 2."""
    async with lived(at_the_practice):
        pass
    assert await asyncio.to_thread(main, ["backup", "copy.db"]) == 0
    assert await asyncio.to_thread(main, ["restore", "copy.db"]) == 1
    assert "nothing is overwritten" in capsys.readouterr().err
    for name in ("store.db", "store.db-wal", "store.db-shm"):
        (at_the_practice / name).unlink(missing_ok=True)
    (at_the_practice / "bad.db").write_bytes(b"hello" * 1000)
    assert await asyncio.to_thread(main, ["restore", "bad.db"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("interlude: bad.db is no backup of Interlude's")
    assert said.count("\n") == 1
    assert not (at_the_practice / "store.db").exists()
    assert await asyncio.to_thread(main, ["restore", "copy.db"]) == 0
    assert "Nothing is sent until: interlude release" in capsys.readouterr().out
    assert await asyncio.to_thread(main, ["release"]) == 0
    assert "sends are released" in capsys.readouterr().out
