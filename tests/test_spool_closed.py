"""What the system does not let the bot read, move or delete stops neither its start nor anybody else."""

from pathlib import Path
from typing import Any

import pytest

from bot.config import default_config
from bot.ladder import LADDER
from bot.retention import DAY, purge
from bot.spool_files import QUARANTINE
from tests.spool_stage import Outage, outage

CLOSED = "1772442000000-000000-aa.event"


def closed(folder: Path, name: str = CLOSED) -> Path:
    """Something of a record's name that nobody can read as a file, whoever asks."""
    (folder / name).mkdir()
    return folder / name


async def erased(stage: Outage, name: str) -> None:
    """Somebody is erased, where another spool is."""
    store, practice = stage.play.stage.engine.store, stage.play.stage.practice
    await store.erase_person(practice, await stage.play.id(name), stage.play.stage.clock.now())


async def test_the_start_goes_on(tmp_path: Path) -> None:
    """One in the folder is set aside, one in the quarantine stays: both are counted, all else is taken."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        stage.back()
        closed(stage.folder)
        closed(stage.folder / QUARANTINE, "1772442000000-000001-aa.event")
        spool = await stage.begin()
        assert await stage.play.stage.engine.eraser.forget_aside() == 0
        assert (await stage.wins(), stage.files()) == (["one"], [])
        assert (spool.counts["unreadable"], spool.counts["closed"]) == (1, 2)
        assert (await spool.standing()).aside == 2


async def test_what_cannot_be_moved_aside_stays_where_it_is(tmp_path: Path) -> None:
    """Where nothing can be moved into the quarantine the start goes on, and the rest is taken."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        stage.back()
        (stage.folder / QUARANTINE / CLOSED).mkdir()
        (stage.folder / QUARANTINE / CLOSED / "full").touch()  # so that no other can take its place
        path = closed(stage.folder)
        await stage.begin()
        assert (await stage.wins(), path.is_dir()) == (["one"], True)


async def test_a_disk_that_fails_for_a_moment_loses_nothing(tmp_path: Path) -> None:
    """What cannot be read now is read at its next try; until then it holds back nobody's texts."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        stage.back()
        gap, path = stage.play.stage.engine.door.gap, stage.folder / stage.files()[0]
        kept = path.rename(tmp_path / "elsewhere")
        closed(stage.folder, path.name)
        assert (await gap.replay(), gap.behind, stage.spool.waiting) == (0, False, 1)
        path.rmdir()
        kept.rename(path)
        clock = stage.play.stage.clock
        clock.advance_to(clock.now() + LADDER[0])
        assert (await gap.replay(), await stage.wins()) == (1, ["one"])


async def test_an_erasure_takes_what_it_can_read(tmp_path: Path) -> None:
    """One that cannot be read keeps none of the others from being deleted, and is counted."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        stage.back()
        closed(stage.folder / QUARANTINE)
        engine = stage.play.stage.engine
        assert await engine.eraser.erase(stage.play.stage.practice, await stage.play.id("sam"), "operator")
        assert stage.files() == []
        assert (stage.spool.counts["forgotten"], stage.spool.counts["closed"]) == (1, 1)


async def test_what_cannot_be_deleted_is_counted_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An erased person's file the system keeps is counted, stops nothing, and goes at the next look."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        stage.back()
        path = stage.folder / stage.files()[0]
        aside = path.rename(stage.folder / QUARANTINE / path.name)
        await erased(stage, "sam")
        eraser, files = stage.play.stage.engine.eraser, stage.spool._files

        def refuses(_: str) -> Any:
            raise PermissionError

        with monkeypatch.context() as patch:
            patch.setattr(files, "drop_aside", refuses)
            assert (await eraser.forget_aside(), stage.spool.counts["closed"]) == (0, 1)
        assert (await eraser.forget_aside(), aside.exists()) == (1, False)


async def test_the_nightly_purge_goes_past_it(tmp_path: Path) -> None:
    """What is no file holds up none of the files that are to go."""
    async with outage(tmp_path) as stage:
        aside, at = stage.folder / QUARANTINE, stage.play.stage.clock.now() - 400 * DAY
        closed(aside, f"{at:013d}-000000-aa.event")
        for number in (1, 2):
            (aside / f"{at:013d}-00000{number}-aa.event").write_bytes(b"sealed")
        await purge(default_config(), stage.play.stage.engine.eraser)
        assert [path.name[14:20] for path in aside.iterdir()] == ["000000"]
