"""What the therapist is shown: the guard, the goals, quantity and quality. CONTENT H9, H10, H11."""

import re

import pytest

from tests.acceptance.stage import CHANNELS, Life, life, said

BOTH = pytest.mark.parametrize("channel", CHANNELS)
SOMETHING_NEW = "/assign sam three good things daily at 12:00"
WAYS = ["Explore first", "Same again", "Shrink", "Do it in session", "New anyway"]


async def missed(play: Life) -> None:
    """A week in which Sam answers nothing; it is Tuesday, after they met."""
    await play.assign()
    await play.till("2026-03-10 16:30")


# -- H9 ----------------------------------------------------------------------------------------------


@BOTH
async def test_h9_something_new_after_a_miss_nobody_looked_at(channel: str) -> None:
    """H9: before anything new, Ada is asked whether the last one has been understood; nothing went to Sam."""
    async with life(channel) as play:
        await missed(play)
        await play.say("ada", SOMETHING_NEW)
        card = play.newest("ada")
        assert "what was in the way hasn't been looked at" in card["text"]
        assert card["buttons"] == WAYS
        assert said(await play.tap("ada", "Explore first"), "sam") == []
        assert not [e for e in play.printed if e.get("kind") == "assignment" and "good things" in e["text"]]


@BOTH
async def test_h9_new_anyway_is_possible_with_a_reason_and_is_counted(channel: str) -> None:
    """H9: the guard is a question, no lock: with a line the new one goes out, and how often is shown."""
    async with life(channel) as play:
        await missed(play)
        await play.say("ada", SOMETHING_NEW)
        await play.tap("ada", "New anyway")
        await play.say("ada", "we looked at it in another way")
        await play.tap("ada", "Send")
        assert "Three good things" in said(play.printed_events(), "sam", "assignment")[-1]
        card = said(await play.say("ada", "/client sam"), "ada")[-1]
        assert "New ideas after an unexplored miss, last six weeks: 1." in card
        assert "in another way" not in "".join(play.all("sam"))


@BOTH
@pytest.mark.parametrize("way", ["Same again", "Shrink", "Do it in session"])
async def test_h9_the_other_ways_lead_somewhere(channel: str, way: str) -> None:
    """H9: the same once more, smaller, or together: each brings what it says, and nothing new."""
    async with life(channel) as play:
        await missed(play)
        await play.say("ada", SOMETHING_NEW)
        answer = said(await play.tap("ada", way), "ada")[-1]
        assert re.search("thought record", answer, re.IGNORECASE)
        assert "good things" not in answer


@BOTH
@pytest.mark.parametrize("looked", ["told", "in the room", "did some"])
async def test_h9_no_guard_where_somebody_has_looked(channel: str, looked: str) -> None:
    """H9: once Sam has said what was in the way, or both looked in the room, or some was done, none comes."""
    async with life(channel) as play:
        await play.assign()
        await play.till("2026-03-09 18:05")
        if looked == "told":
            await play.tap(
                "sam", "Not this time", "Go ahead", "It slipped my mind, or no time", "No time, full week"
            )
            await play.say("sam", "five minutes", "3")
        if looked == "did some":
            await play.tap("sam", "Some of it")
        await play.till("2026-03-10 16:30")
        if looked == "in the room":
            await play.say("ada", "/insession sam")
            await play.tap("ada", "On Sam's phone")
            await play.say("sam", "the canteen, at noon")
        await play.say("ada", SOMETHING_NEW)
        assert play.newest("ada")["buttons"] == ["Send", "Edit", "Cancel"]


@BOTH
async def test_h9_a_pathway_is_something_new_as_well(channel: str) -> None:
    """H9: a course of new things after an unexplored miss meets the same question first."""
    async with life(channel) as play:
        await missed(play)
        await play.say("ada", "/pathway sam start of therapy at 18:30")
        assert "hasn't been looked at" in play.newest("ada")["text"]


# -- H10 ---------------------------------------------------------------------------------------------

THREE = "Two weeks without an attempt. Three things for the room:"


@BOTH
async def test_h10_two_empty_weeks_bring_the_goals_once(channel: str) -> None:
    """H10: after two weeks without an attempt or a word about it three things are named; then not again.

    Sam writes in between, about something else: these are weeks without an attempt, not a silence.
    """
    async with life(channel) as play:
        await play.assign()
        for day in ("2026-03-07", "2026-03-14", "2026-03-21", "2026-03-26"):
            await play.till(f"{day} 13:00")
            await play.say("sam", "private it was a long week")
        await play.till("2026-03-31 12:30")
        found = [THREE in text for text in play.all("ada", "summary")]
        assert found == [False, True, False, False, False][: len(found)]
        assert len(found) >= 4
        assert not [text for text in play.all("sam") if "goal" in text or "most important" in text]


@BOTH
async def test_h10_one_attempt_and_none_comes(channel: str) -> None:
    """H10: a part of it in the second week is an attempt, and a reason given is a word about it."""
    async with life(channel) as play:
        await play.assign()
        await play.till("2026-03-16 18:05")
        await play.tap("sam", "Some of it", "Not now")
        await play.till("2026-03-17 12:30")
        assert [THREE in text for text in play.all("ada", "summary")] == [False, False]


# -- H11 ---------------------------------------------------------------------------------------------


async def one_of_three(play: Life) -> None:
    """Sam does one of three, and says how it went."""
    await play.till("2026-03-05 12:00")
    await play.say("sam", "todo")
    (start,) = [one for one in play.newest()["buttons"] if one.startswith("Start") and "record" in one]
    await play.tap("sam", start)
    await play.say("sam", "the bus", "i am late again", "4", "skip", "skip", "skip", "5", "7", "it passes")
    await play.till("2026-03-10 12:30")


def line_of(text: str, title: str) -> str:
    """The line about one item."""
    return next(line for line in text.splitlines() if line.startswith(title))


@BOTH
async def test_h11_quantity_and_quality_are_two_numbers(channel: str) -> None:
    """H11: how much stands as a count, how it went as the two people's own ratings, unmixed."""
    async with life(channel) as play:
        await play.assign("/assign sam thought record 3x at 19:00")
        await one_of_three(play)
        before = line_of(play.all("ada", "summary")[-1], "Thought record")
        assert "1 of 3" in before
        assert "helpful 7" in before
        await play.tap("ada", "Reviewed", "3")
        after = line_of(said(await play.say("ada", "/summary sam"), "ada", "summary")[-1], "Thought record")
        assert "your rating 3 of 4" in after
        assert "1 of 3" in after, "a rating changes no count"
        assert not re.search(r"\d ?%|\d\.\d", after)
        assert "1/3" in said(await play.say("ada", "/clients"), "ada")[-1]


@BOTH
async def test_h11_what_is_optional_lowers_nothing(channel: str) -> None:
    """H11: with and without an unused optional item every count Ada or Sam reads is the same."""
    read = []
    for optional in (False, True):
        async with life(channel) as play:
            await play.assign("/assign sam thought record 3x at 19:00")
            if optional:
                await play.assign("/assign sam three good things daily at 12:00 optional")
            await one_of_three(play)
            summary = play.all("ada", "summary")[-1]
            assert ("Three good things, optional: 0 done, not counted" in summary) is optional
            await play.tap("ada", "Reviewed", "3")
            again = said(await play.say("ada", "/summary sam"), "ada", "summary")[-1]
            assert not optional or line_of(again, "Three good things").endswith("not counted")
            clients = said(await play.say("ada", "/clients"), "ada")[-1]
            progress = said(await play.say("sam", "progress"))[-1]
            read.append((line_of(summary, "Thought record"), clients, line_of(progress, "Thought record")))
    assert re.sub(", 1 never cued", "", read[0][0]) == re.sub(", 1 never cued", "", read[1][0])
    assert read[0][1:] == read[1][1:]
