"""Answers to steps as people give them: counted once, kept in their own words, asked when unclear."""

import pytest

from handlers.client.barrier_told import KEPT_WINS
from tests.core_stage import ADA, Play, playing
from tests.world import Line, client

CHANNELS = ("telegram", "sms")


def doing(channel: str, activity: str) -> tuple[Line, ...]:
    """Sam has started this activity."""
    assign = {"who": "ada", "text": f"/assign Sam {activity} daily at 19:00"}
    return (
        ADA,
        client("sam", channel, "fri 10:00"),
        assign,
        {"who": "ada", "tap": "Send"},
        {"who": "sam", "tap": "Start"},
    )


async def says(play: Play, *words: str) -> list[Line]:
    """Sam says this, one after the other."""
    return await play(*({"who": "sam", "text": one} for one in words))


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_bare_hour_of_the_night_is_asked_about(channel: str) -> None:
    """A bedtime of "11" is not silently eleven in the morning."""
    async with playing(*doing(channel, "sa-sleep")) as play:
        (asked,) = await says(play, "11")
        assert "11:00" in asked["text"]
        assert "23:00" in asked["text"]
        await says(play, "23:00")
        assert [(r["step"], r["value"]) for r in await play.records() if r["kind"] == "response"] == [
            ("light_out", "23:00")
        ]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_done_after_the_doing_counts_it_once(channel: str) -> None:
    """DONE at a question that comes after the doing ends the talk; the doing has been counted."""
    async with playing(*doing(channel, "sa-mood")) as play:
        await says(play, "7", "skip", "a line", "done")
        assert [r["kind"] for r in await play.records()].count("done") == 1


@pytest.mark.parametrize("channel", CHANNELS)
async def test_back_over_the_credit_takes_it_out_of_the_record(channel: str) -> None:
    """A doing taken back by BACK is withdrawn, so that nobody counts it twice."""
    async with playing(*doing(channel, "sa-mood")) as play:
        await says(play, "7", "skip", "a line", "back", "another line")
        records = await play.records()
        gone = [r["record"] for r in records if r["kind"] == "withdrawn"]
        rows = await play.stage.engine.store.records(play.stage.practice, await play.id())
        left = [row for row in rows if row.kind == "done" and row.id not in gone]
        assert (len(left), len(gone)) == (1, 2)


async def test_skip_after_taps_is_no_answer_in_words() -> None:
    """Ticks ended by SKIP keep the ticks; the word SKIP is not the client's."""
    async with playing(*doing("telegram", "ba-menu")) as play:
        await play(
            {"who": "sam", "tap": "A shower"}, {"who": "sam", "tap": "Music"}, {"who": "sam", "text": "skip"}
        )
        (kept,) = [r for r in await play.records() if r["kind"] == "response"]
        assert (kept["value"], kept["words"]) == (["shower", "music"], "")


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_timer_over_a_crash_goes_on_and_a_stale_one_waits(channel: str) -> None:
    """After a crash the timer still ends by itself; hours later nothing is said until the person writes."""
    async with playing(*doing(channel, "dbt-breath")) as play:
        await says(play, "6")
        said = await play({"crash": True}, {"wait": "4m"})
        assert ["tense" in e["text"] for e in said] == [True]
    async with playing(*doing(channel, "dbt-breath")) as play:
        await says(play, "6")
        play.stage.clock.advance_to(play.stage.clock.now() + 5 * 3_600_000)
        await play.stage.engine.settle()
        assert [e for e in play.printed if "now, 0 to 10" in e.get("text", "")][1:] == []
        (asked,) = await says(play, "ok")
        assert "tense" in asked["text"]


@pytest.mark.parametrize("after", ["skip", "back"])
@pytest.mark.parametrize("channel", CHANNELS)
async def test_words_said_to_be_kept_are_kept(channel: str, after: str) -> None:
    """Words where a number was asked for are kept also when the number never comes."""
    async with playing(*doing(channel, "sa-mood")) as play:
        (said,) = await says(play, "in the bus, late")
        assert "kept" in said["text"]
        await says(play, after)
        assert [r["words"] for r in await play.records() if r["kind"] == "journal"] == ["in the bus, late"]


async def test_skip_after_parts_of_an_answer_keeps_them() -> None:
    """SKIP after the first lines of a long answer ends it; the lines stand."""
    async with playing(*doing("sms", "cbt-record")) as play:
        await play({"who": "sam", "text": "at the bus stop", "more": True})
        await says(play, "skip")
        kept = [r["words"] for r in await play.records() if r["kind"] == "response"]
        assert kept == ["at the bus stop"]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_question_asked_again_is_saved_as_asked_then(channel: str) -> None:
    """What arrives next is read against the moment the question was last asked, also after a restart."""
    async with playing(*doing(channel, "sa-mood"), {"wait": "10m"}, {"who": "sam", "tap": "Start"}) as play:
        store, id = play.stage.engine.store, await play.id()
        store._recent.forget_all()
        (row,) = (await store.load(play.stage.practice, [id]))[id].talks
        assert row.doc.asked.at == play.stage.clock.now()


async def test_wins_at_hand_are_few_and_every_one_is_kept() -> None:
    """However many wins somebody writes, their own document carries the newest 50 and the records all."""
    async with playing(ADA, client("sam")) as play:
        for number in range(KEPT_WINS + 3):
            await play({"who": "sam", "text": f"win number {number}"}, {"wait": "1m"})
        person = await play.person()
        assert person.client is not None
        assert len(person.client.wins) == KEPT_WINS
        assert [r["kind"] for r in await play.records()].count("win") == KEPT_WINS + 3
