"""What may go past what waits in the spool, what it holds back, and what a second delivery brings."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.gap import Gap
from bot.ladder import LADDER
from bot.spool import Record
from tests.spool_stage import Outage, outage


def gap_of(stage: Outage) -> Gap:
    """What everything inbound passes."""
    return stage.play.stage.engine.door.gap


def cannot_take(stage: Outage, words: str) -> None:
    """From now on taking these words raises."""
    gap: Any = gap_of(stage)
    take = gap._take

    async def fails(record: Record) -> None:
        if record.inbound.text == words:
            raise KeyError("on request")
        await take(record)

    gap._take = fails


async def test_a_stop_kept_during_a_replay_holds_texts_back_until_it_was_taken(tmp_path: Path) -> None:
    """A STOP acknowledged while earlier words are being taken keeps ordinary texts back after them too."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        stage.back()
        gap: Any = gap_of(stage)
        take, stop = gap._take, stage.written("kim", "stop")

        async def stop_comes(record: Record) -> None:
            gap._take = take
            stage.away()
            await stage.again(stop)
            stage.back()
            await take(record)

        gap._take = stop_comes
        await gap.replay()
        assert (gap.behind, (await stage.play.person("kim")).stopped_at, await stage.wins()) == (
            True,
            0,
            ["one"],
        )
        await gap.replay()
        assert (gap.behind, (await stage.play.person("kim")).stopped_at > 0) == (False, True)


async def test_a_stop_does_not_wait_behind_what_cannot_be_taken(tmp_path: Path) -> None:
    """A STOP goes past its sender's record that rests; what is not urgent waits, and holds back nobody."""
    async with outage(tmp_path) as stage:
        stage.away()
        for words in ("win one", "win two", "stop"):
            await stage.says("sam", words)
        stage.back()
        cannot_take(stage, "win one")
        assert await gap_of(stage).replay() == 1
        assert (await stage.play.person("sam")).stopped_at > 0
        assert (len(stage.files()), gap_of(stage).behind, await stage.wins()) == (2, False, [])


async def test_a_stop_that_cannot_be_taken_yet_holds_texts_back(tmp_path: Path) -> None:
    """While a STOP rests before its next try no ordinary text leaves; once it was taken they do."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "stop")
        stage.back()
        gap: Any = gap_of(stage)
        take = gap._take
        cannot_take(stage, "stop")
        for _ in range(2):
            assert (await gap.replay(), gap.behind) == (0, True)
        gap._take = take
        clock = stage.play.stage.clock
        clock.advance_to(clock.now() + LADDER[0])
        assert (await gap.replay(), gap.behind) == (1, False)


async def test_a_stop_found_in_the_folder_holds_texts_back(tmp_path: Path) -> None:
    """Also a STOP kept before the start, or by another process, is known for one until it was taken."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "stop")
        spool = stage.spool
        stage.back()
        await spool.start()
        assert spool.holds_stop
        await stage.begin()
        assert not stage.spool.holds_stop
        assert (await stage.play.person("sam")).stopped_at > 0


async def test_the_card_a_second_delivery_brought_is_not_said_again(tmp_path: Path) -> None:
    """Refused at the first delivery, said at the second: the replay raises the flag and says no other."""
    async with outage(tmp_path) as stage:
        stage.away()
        stage.play.stage._refuse({"refuse": "telegram", "how": "throttled", "times": 1})
        before = len(stage.play.printed)
        sent = await stage.says("sam", "i want to die")
        assert [e["kind"] for e in stage.printed(before)] == []
        await stage.again(sent)
        assert [e["kind"] for e in stage.printed(before)] == ["safety"]
        stage.back()
        said = await stage.play({"wait": "1m"})
        assert [e["to"] for e in said if e["kind"] in ("safety", "alert")] == ["ada"]
        person = await stage.play.person()
        assert person.client is not None
        assert len(person.client.flags) == 1


async def test_what_a_practice_left_behind_stops_no_start(tmp_path: Path) -> None:
    """An event of a practice that is no longer in the configuration waits by itself; others are taken."""
    async with outage(tmp_path) as stage:
        stage.away()
        await stage.says("sam", "win one")
        spool = stage.play.stage.engine.door.gap.spool
        assert spool is not None
        gone = replace(stage.written("kim", "win two"), key="gone")
        await spool.put(Record("another", gone, stage.play.stage.clock.now()))
        stage.back()
        await stage.play.stage.engine.door.start()
        await stage.play({"wait": "1m"})
        assert await stage.wins() == ["one"]
        assert len(stage.files()) == 1
