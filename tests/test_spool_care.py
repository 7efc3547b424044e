"""The spool's files: secret, whole, never thrown away for being wrong, and gone with the person."""

from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Inbound
from bot.clock import VirtualClock
from bot.config import default_config
from bot.ladder import LADDER
from bot.retention import DAY, purge
from bot.spool import Spool
from bot.spool_files import Record, SpoolFiles
from bot.stage import REHEARSAL_KEY
from storage.vault import Vault
from tests.spool_stage import outage

CANARY = "qxheron7731"


async def set_aside(spool: Spool) -> int:
    """How many files were set aside and are still there."""
    return (await spool.standing()).aside


async def test_no_word_and_no_number_is_in_the_clear(tmp_path: Path) -> None:
    """Files are 0600 in a 0700 folder, show no words and no address, and open with the master key."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("kim", f"win {CANARY}")
        (name,) = stage.files()
        path, kim = stage.folder / name, stage.play.stage.figures["kim"].address
        assert path.stat().st_mode & 0o777 == 0o600
        assert stage.folder.stat().st_mode & 0o777 == 0o700
        content = path.read_bytes() + name.encode()
        assert CANARY.encode() not in content
        assert kim.encode() not in content
        opened = SpoolFiles(stage.folder, Vault(REHEARSAL_KEY)).read(name)
        assert opened is not None
        assert CANARY in opened.inbound.text
        rotated = SpoolFiles(stage.folder, Vault(bytes(32), previous=[REHEARSAL_KEY])).read(name)
        assert rotated == opened


async def test_what_does_not_open_is_set_aside_and_kept(tmp_path: Path) -> None:
    """A changed, a torn and a foreign file are moved away and counted, not deleted; the others are taken."""
    async with outage(tmp_path) as stage:
        stage.away()
        for word in ("one", "two", "three"):
            await stage.says("sam", f"win {word}")
        first, second, _ = (stage.folder / name for name in stage.files())
        first.write_bytes(first.read_bytes()[:-1] + b"\0")
        second.write_bytes(second.read_bytes()[:40])
        (stage.folder / "0000000000000-000000-1.event").write_bytes(b"hello")
        stage.back()
        spool = await stage.begin()
        assert await stage.wins() == ["three"]
        assert (spool.counts["unreadable"], await set_aside(spool), stage.files()) == (3, 3, [])
        assert len(list((stage.folder / "quarantine").iterdir())) == 3
        again = await stage.begin()
        assert (again.counts["unreadable"], await set_aside(again)) == (0, 3)


async def test_a_draft_was_never_acknowledged(tmp_path: Path) -> None:
    """A file a power cut left half-written under its draft name is no event and goes at the next start."""
    async with outage(tmp_path) as stage:
        (stage.folder / "1.event.draft").write_bytes(b"half")
        spool = await stage.begin()
        assert (stage.files(), spool.waiting, await set_aside(spool)) == ([], 0, 0)


async def test_one_that_cannot_be_taken_is_tried_for_hours_then_set_aside(tmp_path: Path) -> None:
    """A record whose taking raises rests on the ladder, is set aside, and then its sender's next comes."""
    clock, taken = VirtualClock(0), list[str]()
    spool = Spool(tmp_path / "apart", Vault(REHEARSAL_KEY), clock)
    await spool.start()
    for number in (1, 2):
        inbound = Inbound("sms", "+447700900001", f"sms:{number}", "text", number, text="hello")
        await spool.put(Record("practice", inbound, number))

    async def take(record: Record) -> None:
        taken.append(record.inbound.key)
        if record.inbound.key == "sms:1":
            raise KeyError("on request")

    for wait in LADDER:
        await spool.replay(take)
        await spool.replay(take)  # it rests: not tried
        clock.advance_to(clock.now() + wait)
    assert taken == ["sms:1"] * len(LADDER)
    await spool.replay(take)
    assert taken[len(LADDER) :] == ["sms:1", "sms:2"]
    assert (spool.waiting, await set_aside(spool), spool.counts["set_aside"]) == (0, 1, 1)


async def test_the_store_going_away_again_keeps_the_rest(tmp_path: Path) -> None:
    """A replay that meets the outage again stops and keeps what it had not taken."""
    async with outage(tmp_path) as stage:
        stage.away()
        for word in ("one", "two", "three"):
            await stage.says("sam", f"win {word}")
        stage.back()
        store: Any = stage.play.stage.engine.store
        commit, count = store.commit, [0]

        async def one_only(writes: Any) -> Any:
            count[0] += 1
            if count[0] == 2:
                stage.away()
            return await commit(writes)

        store.commit = one_only
        with pytest.raises(Exception, match="on request"):
            await stage.play.stage.engine.door.gap.replay()
        stage.back()
        assert await stage.wins() == ["one"]
        assert len(stage.files()) == 2
        del store.commit
        await stage.play({"wait": "1m"})
        assert await stage.wins() == ["one", "two", "three"]


async def test_erasing_takes_what_waits_and_what_was_set_aside(tmp_path: Path) -> None:
    """After an erasure no record of the person is left in the spool, nor in its quarantine; others' are."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", f"win {CANARY}")
        await stage.says("sam", f"win {CANARY} again")
        await stage.says("kim", "win hers")
        first = stage.folder / stage.files()[0]
        first.rename(stage.folder / "quarantine" / first.name)
        stage.back()
        engine = stage.play.stage.engine
        await engine.eraser.erase(stage.play.stage.practice, await stage.play.id("sam"), "operator")
        left = SpoolFiles(stage.folder, Vault(REHEARSAL_KEY))
        assert [left.read(name).inbound.text for name in stage.files()] == ["win hers"]  # type: ignore[union-attr]  # it is there
        assert list((stage.folder / "quarantine").iterdir()) == []
        assert stage.spool.counts["forgotten"] == 2


async def test_what_was_set_aside_goes_with_the_time_words_are_kept(tmp_path: Path) -> None:
    """The nightly purge deletes what was set aside longer ago than words are kept, nothing younger."""
    async with outage(tmp_path) as stage:
        aside, now = stage.folder / "quarantine", stage.play.stage.clock.now()
        for at in (now - 400 * DAY, now - 300 * DAY):
            (aside / f"{at:013d}-000000-1.event").write_bytes(b"sealed")
        found = await purge(default_config(), stage.play.stage.engine.eraser)
        assert list(found) == [stage.play.stage.practice]
        assert [path.name[:13] for path in sorted(aside.iterdir())] == [f"{now - 300 * DAY:013d}"]
        assert await set_aside(stage.spool) == 1


async def test_a_text_that_does_not_open_is_counted(tmp_path: Path) -> None:
    """A queued text whose row is spoilt stays as failed, is counted for the operator, and stops nobody."""
    async with outage(tmp_path) as stage:
        engine = stage.play.stage.engine
        await stage.says("sam", "menu")
        await engine.store._pump.job(
            lambda c: c.execute("UPDATE outbox SET doc = X'00' WHERE state = 'queued'")
        )
        await engine.sender.drain()
        assert engine.sender.counts["telegram", "unreadable"] == 1
        kept = await engine.store._pump.read("SELECT COUNT(*) FROM outbox WHERE failure = 'unreadable'")
        assert kept[0][0] == 1
