"""What an operator does about somebody's data: erase, export, and restore what was before an erasure."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.privacy_stage import DELETE, lived, started


async def test_the_operator_s_command_erases_and_reports(
    at_the_practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`interlude erase NAME` on a stopped bot: what went, what is queued, what stays and why; then nobody."""
    async with lived(at_the_practice, (*started(), {"who": "sam", "text": "stop"})) as stage:
        address = stage.stage.figures["sam"].address
    assert await asyncio.to_thread(main, ["erase", "sam"]) == 0
    said = capsys.readouterr().out
    for part in ("erased: the key, and", "deleted at Telegram and Twilio", "had said STOP", "backups made"):
        assert part in said
    async with lived(at_the_practice, ()) as stage:
        store, practice = stage.stage.engine.store, stage.stage.practice
        assert await store.address_of(practice, "sms", address) == (None, "stopped")
        assert len(await store.people(practice)) == 1
    assert await asyncio.to_thread(main, ["erase", "sam"]) == 1
    assert "0 people are called 'sam'" in capsys.readouterr().err


async def test_the_operator_s_export_holds_both_forms(
    at_the_practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`interlude export NAME` prints one JSON object with the data and the table, and is audited."""
    async with lived(at_the_practice, (*started(), {"who": "sam", "text": "private mine"})):
        capsys.readouterr()
    assert await asyncio.to_thread(main, ["export", "Sam"]) == 0
    both = json.loads(capsys.readouterr().out)
    assert both["csv"].startswith("part,number,kind,at,field,value")
    assert "mine" in both["csv"]
    assert "left_out" in both["json"]


async def test_a_backup_from_before_does_not_bring_anybody_back(
    at_the_practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Erased after a backup was made, restored from it: the restore itself erases again."""
    async with lived(at_the_practice, started()) as stage:
        await stage.stage.engine.store.backup(at_the_practice / "copy.db")
        await stage(*DELETE)
        assert len(await stage.stage.engine.store.people(stage.stage.practice)) == 1
    for name in ("store.db", "store.db-wal", "store.db-shm"):
        (at_the_practice / name).unlink(missing_ok=True)
    assert (at_the_practice / "store.db.erased").stat().st_mode & 0o777 == 0o600
    capsys.readouterr()
    assert await asyncio.to_thread(main, ["restore", "copy.db"]) == 0
    assert "1 people who were erased since then were erased again." in capsys.readouterr().out
    async with lived(at_the_practice, ()) as stage:
        assert len(await stage.stage.engine.store.people(stage.stage.practice)) == 1
