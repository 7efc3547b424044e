"""Several processes and several spools: whose is what, and what becomes of it when others erase somebody."""

from pathlib import Path

from structlog.testing import capture_logs

from bot.config import default_config
from bot.erasing import Eraser
from bot.retention import DAY, purge
from bot.spool_files import QUARANTINE
from tests.spool_sibling import sibling
from tests.spool_stage import Outage, outage


def address(stage: Outage) -> str:
    """Where Sam writes from."""
    return stage.play.stage.figures["sam"].address


async def look_again(stage: Outage) -> None:
    """Time passes until the folder has been looked at again."""
    await stage.play({"wait": "1m"})


async def test_a_living_process_takes_its_own(tmp_path: Path) -> None:
    """What another process keeps and the draft it writes stay untouched while it lives."""
    async with outage(tmp_path) as stage:
        with sibling(stage.folder, address(stage), "one", "two"):
            kept = stage.files()
            spool = await stage.begin()
            await look_again(stage)
            assert (len(kept), stage.files(), spool.waiting) == (3, kept, 0)
            assert await stage.wins() == []


async def test_what_an_absent_process_left_is_taken_over(tmp_path: Path) -> None:
    """A process that is killed and does not come back is followed at the next look; its draft and lock go."""
    async with outage(tmp_path) as stage:
        with sibling(stage.folder, address(stage), "one", "two") as other:
            await stage.begin()
            other.kill()
            other.wait()
            await look_again(stage)
            assert (await stage.wins(), stage.files()) == (["one", "two"], [])
            assert len(list((stage.folder / "processes").iterdir())) == 2  # its own, and the caretaker's


async def test_only_one_process_takes_over(tmp_path: Path) -> None:
    """While another process takes care of what absent ones left, this one leaves it alone."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        (left,) = stage.files()
        whole = (stage.folder / left).read_bytes()
        folder = tmp_path / "shared"
        with sibling(folder, address(stage), "two"):
            (folder / left).write_bytes(whole)  # of a process that is not there
            stage.back()
            stage.folder = folder
            spool = await stage.begin()
            assert spool.waiting == 0
        await look_again(stage)
        assert (set(await stage.wins()), stage.files()) == ({"one", "two"}, [])


async def test_the_gauges_count_the_folder(tmp_path: Path) -> None:
    """Whichever process is asked, it tells of all that waits in the folder and of all that was set aside."""
    async with outage(tmp_path) as stage:
        with sibling(stage.folder, address(stage), "one", "two"):
            (stage.folder / QUARANTINE / "1-1-1.event").write_bytes(b"sealed")
            spool = await stage.begin()
            found = await spool.standing()
            sizes = [path.stat().st_size for path in stage.folder.glob("*.event")]
            assert (found.waiting, found.bytes, found.aside) == (2, sum(sizes), 1)
            assert found.oldest == min(int(name[:13]) for name in stage.files())


async def test_a_file_moved_back_is_tried_without_a_new_start(tmp_path: Path) -> None:
    """What an operator moves out of the quarantine is taken at the next look."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        path = stage.folder / stage.files()[0]
        aside = path.rename(stage.folder / QUARANTINE / path.name)
        stage.back()
        await look_again(stage)
        assert await stage.wins() == []
        aside.rename(path)
        await look_again(stage)
        assert (await stage.wins(), stage.files()) == (["one"], [])


async def erased_elsewhere(stage: Outage) -> None:
    """A process on another machine, which knows another spool, erases Sam."""
    there = Eraser(stage.play.stage.engine.runner)
    await there.erase(stage.play.stage.practice, await stage.play.id("sam"), "operator")


async def test_what_waited_for_somebody_erased_elsewhere_has_no_effect(tmp_path: Path) -> None:
    """An erased person's spooled text is nobody's when taken: nothing is kept or said, the file goes."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        stage.back()
        await erased_elsewhere(stage)
        clock = stage.play.stage.clock
        clock.advance_to(clock.now() + 2 * 3_600_000)
        assert [one for one in await stage.play({"wait": "1m"}) if one["to"] == "sam"] == []
        assert stage.files() == []
        store = stage.play.stage.engine.store
        assert await store.person_of(stage.play.stage.practice, "telegram", address(stage)) is None
        assert [row[0] for row in await store._pump.read("SELECT doc FROM record")] == []


async def test_what_was_set_aside_of_somebody_erased_elsewhere_goes(tmp_path: Path) -> None:
    """Set aside before the erasure of its sender: deleted. What they send afterwards, and others', stays."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        await stage.says("kim", "win two")
        before = stage.files()
        stage.back()
        clock = stage.play.stage.clock
        clock.advance_to(clock.now() + 60_000)
        await erased_elsewhere(stage)
        clock.advance_to(clock.now() + 60_000)
        stage.away()
        await stage.says("sam", "win three")  # by now a stranger's
        after = sorted({*stage.files()} - {*before})
        stage.back()
        for name in stage.files():
            (stage.folder / name).rename(stage.folder / QUARANTINE / name)
        assert await stage.play.stage.engine.eraser.forget_aside() == 1
        left = sorted(path.name for path in (stage.folder / QUARANTINE).iterdir())
        assert left == [before[1], *after]
        assert await stage.play.stage.engine.eraser.forget_aside() == 0


async def test_what_nobody_has_read_stays_when_somebody_else_is_erased(tmp_path: Path) -> None:
    """Set aside of a sender whom nobody knows (yet, or any more): an erasure of others leaves it there."""
    async with outage(tmp_path) as stage:
        await stage.play({"who": "nobody", "channel": "telegram", "text": "hello", "more": True})
        stage.away()
        await stage.says("nobody", "hello?")
        (unread,) = stage.files()
        await stage.says("sam", "win one")
        stage.back()
        for name in stage.files():
            (stage.folder / name).rename(stage.folder / QUARANTINE / name)
        await erased_elsewhere(stage)
        with capture_logs() as logged:
            assert await stage.play.stage.engine.eraser.forget_aside() == 1
        assert [path.name for path in (stage.folder / QUARANTINE).iterdir()] == [unread]
        assert stage.spool.counts["forgotten"] == 1
        (line,) = (one for one in logged if one["event"] == "spooled_forgotten")
        assert line["row"].startswith("000001-")


async def test_whose_words_are_to_go_is_known_as_long_as_any_could_be_left(tmp_path: Path) -> None:
    """The hash of an erased person's address stays while words are kept, then goes; it is no address."""
    async with outage(tmp_path) as stage:
        await erased_elsewhere(stage)
        engine, clock = stage.play.stage.engine, stage.play.stage.clock
        (row,) = await engine.store._pump.read("SELECT blind FROM erased_address")
        assert len(row[0]) == 64
        assert address(stage) not in row[0]
        for days, left in ((300, 1), (100, 0)):
            clock.advance_to(clock.now() + days * DAY)
            await purge(default_config(), engine.eraser)
            rows = await engine.store._pump.read("SELECT 1 FROM erased_address")
            assert len(rows) == left
