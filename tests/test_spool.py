"""What comes while the store is away: kept on the disk, encrypted, taken once and in order afterwards."""

import asyncio
import os
from pathlib import Path

import pytest

from bot import spool as spooling
from bot.spool import SpoolFull
from tests.spool_stage import outage


async def test_what_comes_meanwhile_is_taken_afterwards_in_order(tmp_path: Path) -> None:
    """Texts acknowledged while the store was away are all applied when it is back, in the order they came."""
    async with outage(tmp_path) as stage:
        stage.away()
        for word in ("one", "two", "three"):
            await stage.says("sam", f"win {word}")
        assert stage.spool.waiting == len(stage.files()) == 3
        stage.back()
        await stage.play({"wait": "1m"})
        assert await stage.wins() == ["one", "two", "three"]
        assert stage.files() == []
        assert stage.spool.counts == {"spooled": 3, "replayed": 3}


async def test_nothing_acknowledged_is_lost_by_a_crash(tmp_path: Path) -> None:
    """What was acknowledged before a crash is taken by the next start, before anything else."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        stage.back()
        await stage.begin()
        assert await stage.wins() == ["one"]
        assert stage.files() == []


async def test_a_second_delivery_counts_once(tmp_path: Path) -> None:
    """Brought again during the outage, after it, or left behind by a crash: an event is applied once."""
    async with outage(tmp_path) as stage:
        stage.away()
        sent = await stage.says("sam", "win one")
        await stage.again(sent)
        assert len(stage.files()) == 1
        kept = (stage.folder / stage.files()[0]).read_bytes()
        name = stage.files()[0]
        stage.back()
        await stage.play({"wait": "1m"})
        await stage.again(sent)
        (stage.folder / name).write_bytes(kept)  # as if its removal had not reached the disk
        await stage.begin()
        assert await stage.wins() == ["one"]
        assert stage.files() == []


async def test_later_events_queue_behind_and_distress_does_not(tmp_path: Path) -> None:
    """With the store back, a text waits for what its sender sent before; distress does not."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        stage.back()
        stage.play.stage.engine.door.gap.away = False
        await stage.says("sam", "win two")
        await stage.says("kim", "win hers")
        assert await stage.wins() == []
        assert await stage.wins("kim") == ["hers"]
        before = len(stage.play.printed)
        await stage.says("sam", "i want to die")
        await stage.play.stage.engine.sender.drain()
        assert [e["kind"] for e in stage.printed(before) if e["to"] == "sam"] == ["safety"]
        person = await stage.play.person()
        assert person.client is not None
        assert len(person.client.flags) == 1
        await stage.play({"wait": "1m"})
        assert await stage.wins() == ["one", "two"]


async def test_distress_gets_its_card_at_once_and_only_once(tmp_path: Path) -> None:
    """The card goes out during the outage; after it the flag is raised and told, the card not repeated."""
    async with outage(tmp_path) as stage:
        stage.away()
        before = len(stage.play.printed)
        await stage.says("sam", "i want to die")
        assert [(e["to"], e["kind"]) for e in stage.printed(before)] == [("sam", "safety")]
        stage.back()
        said = await stage.play({"wait": "1m"})
        assert [(e["to"], e["kind"]) for e in said if e["kind"] in ("safety", "alert")] == [("ada", "alert")]
        person = await stage.play.person()
        assert person.client is not None
        assert person.client.held
        assert [flag.tier for flag in person.client.flags] == [1]


async def test_a_card_that_was_said_is_not_said_again_after_a_start(tmp_path: Path) -> None:
    """That the card went is on the disk beside the words, and a start that takes them knows it."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "i want to die")
        stage.back()
        await stage.begin()
        await stage.play({"wait": "1m"})
        assert [one["kind"] for one in stage.printed() if one["to"] == "sam"].count("safety") == 1


async def test_one_text_delivered_often_gets_one_card(tmp_path: Path) -> None:
    """Two deliveries at once are one text in danger, and what was answered before the outage is answered."""
    async with outage(tmp_path) as stage:
        taken = await stage.says("kim", "i want to die")
        await stage.play({"wait": "1m"})
        written = stage.written("sam", "i want to die")
        stage.away()
        before = len(stage.play.printed)
        await asyncio.gather(*(stage.again(one) for one in (written, taken, written, taken)))
        await stage.again(written)
        assert [(e["to"], e["kind"]) for e in stage.printed(before)] == [("sam", "safety")]


async def test_a_card_no_provider_took_comes_with_the_replay(tmp_path: Path) -> None:
    """When the card could not go out during the outage, the replay says it."""
    async with outage(tmp_path) as stage:
        stage.away()
        stage.play.stage._refuse({"refuse": "telegram", "how": "unavailable", "times": 1})
        await stage.says("sam", "i want to die")
        stage.back()
        said = await stage.play({"wait": "1m"})
        assert ("sam", "safety") in [(e["to"], e["kind"]) for e in said]


async def test_a_stop_is_kept_and_honoured(tmp_path: Path) -> None:
    """STOP sent during an outage ends the texts as soon as the store is back."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "stop texting me")
        stage.back()
        said = await stage.play({"wait": "1m"})
        assert [e["kind"] for e in said if e["to"] == "sam"] == ["optout"]
        assert (await stage.play.person()).stopped_at > 0


async def test_beyond_the_cap_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full spool refuses, so that the provider keeps the event; distress is answered even then."""
    monkeypatch.setattr(spooling, "MOST", 2)
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        await stage.says("kim", "win two")
        with pytest.raises(SpoolFull):
            await stage.says("sam", "win three")
        before = len(stage.play.printed)
        with pytest.raises(SpoolFull):
            await stage.says("kim", "i want to die")
        assert [e["kind"] for e in stage.printed(before)] == ["safety"]
        assert stage.spool.counts["refused"] == 2


@pytest.mark.parametrize("call", ["open", "fsync", "rename"])
async def test_a_disk_that_takes_nothing_is_no_acknowledgement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """When any step to the disk fails the event is refused, nothing is left behind, and it can come again."""
    async with outage(tmp_path) as stage:
        stage.away()

        def fails(*_: object, **__: object) -> int:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(f"bot.spool_files.os.{call}", fails)
            with pytest.raises(SpoolFull):
                await stage.says("sam", "win one")
        assert stage.files() == []
        assert stage.spool.waiting == 0
        assert not stage.spool.behind("practice", "telegram", stage.play.stage.figures["sam"].address)


async def test_file_and_folder_are_synced_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The acknowledgement comes after the file, then its name in the folder, are on the disk."""
    async with outage(tmp_path) as stage:
        stage.away()
        order: list[str] = []
        really = {name: getattr(os, name) for name in ("fsync", "rename")}

        def fsync(handle: int) -> None:
            order.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
            really["fsync"](handle)

        def rename(old: str, new: str) -> None:
            order.append("name")
            really["rename"](old, new)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(os, "rename", rename)
        await stage.says("sam", "win one")
        assert order == ["file", "name", "folder"]


async def test_only_what_is_urgent_leaves_until_what_was_kept_was_gone_through(tmp_path: Path) -> None:
    """Something kept holds back ordinary texts, for a STOP may be among it, and no longer than that."""
    async with outage(tmp_path) as stage:
        gap, found = stage.play.stage.engine.door.gap, list[bool]()
        found.append(gap.behind)
        stage.away()
        await stage.says("sam", "stop")
        stage.back()
        found.append(gap.behind)
        await stage.play({"wait": "1m"})
        found.append(gap.behind)
        assert found == [False, True, False]
