"""Doing a piece, in part or whole: CONTENT H12, H13, H18, on both phones."""

import re

import pytest

from tests.acceptance.stage import CHANNELS, Life, life, said
from tests.world import Line

BOTH = pytest.mark.parametrize("channel", CHANNELS)


def first_sentence(text: str) -> str:
    """Up to the first full stop or question mark; a greeting before it is left out."""
    body = re.sub(r"^(Hi|Hello|Dear) \w+[.,]\s*", "", text)
    return re.split(r"(?<=[.?])\s", body)[0]


# -- H12 ---------------------------------------------------------------------------------------------


async def a_part(play: Life) -> None:
    """Sam begins the thought record at the first cue and answers one question."""
    await play.till("2026-03-04 19:05")
    await play.tap("sam", "Start")
    await play.say("sam", "the bus, this morning")


@BOTH
async def test_h12_a_part_is_credited_the_evening_before(channel: str) -> None:
    """H12: begun and left is a part; the evening's first sentence says so, before anything is asked."""
    async with life(channel) as play:
        await play.assign()
        await a_part(play)
        (first,) = said(await play.till("2026-03-09 18:05"), kind="wrapup")
        assert first_sentence(first) == "A part of the thought record is done, and it counts."


@BOTH
async def test_h12_a_part_named_only_now_is_credited_first(channel: str) -> None:
    """H12: "some of it" at the check, and the next text begins with what was done."""
    async with life(channel) as play:
        await play.assign()
        await play.till("2026-03-09 18:05")
        (opened,) = said(await play.tap("sam", "Some of it"))
        assert first_sentence(opened) == "A part of it is done, and it counts."


@BOTH
@pytest.mark.parametrize(("times", "credit"), [(1, "One done this week"), (2, "Two done this week")])
async def test_h12_a_cue_passed_over_after_some_were_done(channel: str, times: int, credit: str) -> None:
    """H12: who passes one over and did others reads of those first."""
    async with life(channel) as play:
        await play.assign()
        for day in range(4, 4 + times):
            await play.till(f"2026-03-{day:02} 19:05")
            await play.say("sam", "done", "skip")
        await play.till("2026-03-06 19:05")
        (opened,) = said(await play.say("sam", "skip"))
        assert first_sentence(opened).startswith(credit)


@BOTH
async def test_h12_the_letter_credits_a_part_first(channel: str) -> None:
    """H12: the letter of a week that is partly done begins with what was done."""
    async with life(channel) as play:
        await play.assign()
        await play.till("2026-03-06 12:00")
        await play.tap("ada", "Send")
        await play.till("2026-03-11 19:05")
        await play.say("sam", "done", "skip")
        (letter,) = said(await play.till("2026-03-14 12:00"), kind="letter")
        assert "thought record is written" in first_sentence(letter)


@BOTH
async def test_h12_the_therapist_reads_it_before_what_was_in_the_way(channel: str) -> None:
    """H12: in the summary the part stands in the item's own line, ahead of what was in the way."""
    async with life(channel) as play:
        await play.assign()
        await a_part(play)
        await play.till("2026-03-09 18:05")
        await play.tap(
            "sam", "Not this time", "Go ahead", "It slipped my mind, or no time", "No time, full week"
        )
        await play.till("2026-03-10 12:30")
        summary = play.all("ada", "summary")[-1]
        assert "1 in part" in summary
        assert summary.index("1 in part") < summary.index("In the way")


# -- H13 ---------------------------------------------------------------------------------------------

LOSING = re.compile(
    r"streak|\b(lose|lost|losing|broke|broken|reset|back to zero|start(ing)? over|gone)\b", re.IGNORECASE
)


async def dots(play: Life) -> int:
    """How many dots Sam reads."""
    text = said(await play.say("sam", "/dots"), kind="picture")[-1]
    words = "no one two three four five six seven eight nine ten".split()
    (n,) = re.findall(r"(\w+) dots? (?:so far|in all)", text)
    return int(n) if n.isdigit() else words.index(n.lower())


LIVES: dict[str, list[Line]] = {
    "a miss": [{"wait": "3d"}],
    "a rest": [{"who": "sam", "text": "pause 10d"}, {"wait": "12d"}],
    "weeks of nothing": [{"wait": "24d"}],
    "another assignment": [
        {"who": "ada", "text": "/assign sam three good things daily at 12:00"},
        {"who": "ada", "tap": "New anyway"},
        {"who": "ada", "text": "skip"},
        {"who": "ada", "tap": "Send"},
    ],
    "smaller": [{"who": "ada", "text": "/shrink sam"}, {"wait": "1d"}],
    "a word for the dots": [
        {"who": "sam", "text": "rewards"},
        {"who": "sam", "text": "yes"},
    ],
    "a flag and its release": [
        {"who": "sam", "text": "i want to die"},
        {"wait": "2d"},
        {"who": "ada", "tap": "I'm taking it"},
        {"who": "ada", "text": "/release sam"},
        {"who": "sam", "tap": "Nothing this week"},
    ],
    "a crash": [{"crash": True}],
}


@BOTH
@pytest.mark.parametrize("meanwhile", LIVES.values(), ids=LIVES)
async def test_h13_dots_never_decrease(channel: str, meanwhile: list[Line]) -> None:
    """H13: whatever happens between, the dots are as many as before or more, and nothing speaks of losing."""
    async with life(channel) as play:
        await play.assign()
        await play.till("2026-03-04 19:05")
        await play.say("sam", "done", "skip", "done", "skip")
        before = await dots(play)
        assert before == 2
        await play.does(*meanwhile)
        assert await dots(play) >= before
        await play.say("sam", "done", "skip")
        assert [text for text in play.all("sam") if LOSING.search(text)] == []


@BOTH
async def test_h13_a_doing_taken_back_keeps_its_dot(channel: str) -> None:
    """H13: BACK opens a finished doing again; its dot stays, and done anew it is the same one."""
    async with life(channel) as play:
        await play.assign("/assign sam three good things daily at 19:00")
        await play.till("2026-03-04 19:05")
        await play.tap("sam", "Start")
        await play.say("sam", "the sun", "it was warm", "nobody", "5")
        assert await dots(play) == 1
        await play.say("sam", "/back")
        assert await dots(play) == 1
        await play.say("sam", "/skip")
        assert await dots(play) == 1


# -- H18 ---------------------------------------------------------------------------------------------


@BOTH
async def test_h18_a_reminder_says_what_and_how_long(channel: str) -> None:
    """H18: name, what in a few words, minutes, and three ways on; how and why are one tap or one word away.

    By SMS a cue is one short text, so there HOW and WHY are words to send (A-33); on Telegram a button
    brings both, and the cue stays open.
    """
    async with life(channel) as play:
        await play.assign()
        cue = [e for e in await play.till("2026-03-04 19:05") if e["kind"] == "cue"][-1]
        assert cue["text"].partition("\n")[0] == "Sam, thought record, 8 min."
        assert cue["buttons"][:3] == ["Start", "Later", "Not today"]
        if channel == "telegram":
            (explained,) = said(await play.tap("sam", "How and why"))
        else:
            explained = "\n".join(said(await play.say("sam", "how", "why")))
        assert "Take one moment while it's fresh" in explained
        assert "On paper it's easier to look at." in explained
        assert said(await play.tap("sam", "Start"))[0].startswith("The moment: what, where, when?")


async def test_h18_a_cue_for_two_explains_both() -> None:
    """H18: one cue for two things explains each of them, and either can then be started."""
    async with life("telegram") as play:
        await play.assign()
        await play.assign("/assign sam three good things daily at 19:00")
        await play.till("2026-03-04 19:05")
        found = said(await play.tap("sam", "How and why"))
        assert [text.partition(",")[0] for text in found] == ["Thought record", "Three good things"]
        assert "glad of" in said(await play.tap("sam", "Start three good things"))[0]


@BOTH
async def test_h18_the_pointer_and_the_later_cue_say_it_too(channel: str) -> None:
    """H18: the one pointer three hours on, and the moment asked for with Later, say what and how long."""
    async with life(channel) as play:
        await play.assign("/assign sam thought record daily at 12:00")
        pointer = [e for e in await play.till("2026-03-04 15:05") if e["kind"] == "followup"][-1]
        assert "thought record" in pointer["text"]
        assert "2 min" in pointer["text"]
        await play.tap("sam", "Later", "In an hour")
        again = [e for e in await play.till("2026-03-04 16:30") if e["kind"] == "cue"][-1]
        assert again["text"].startswith("Sam, thought record, 8 min.")
        assert "how" in again["buttons"][-1].lower() or said(await play.say("sam", "how"))
