"""Dots counted together (CONTENT G-35): by one's own yes, and never a number that tells of somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.therapist.group_dots import FEWEST, number
from tests.core_stage import Play, playing
from tests.group_stage import KIM, MIA, SAM, says, tag, taps
from tests.world import ADA, Line, client

NAMES = ("ana", "bo", "cy", "di", "ed", "flo")
PEOPLE: list[Line] = [client(name, "telegram", "") for name in NAMES]
ON = (says("/group @worry dots on"), taps("Send"))
MONDAY = {"until": "2026-03-09T07:00:00+00:00"}


@pytest.mark.parametrize(
    ("each", "shown"),
    [
        ([], 0),
        ([3, 3, 3, 3], 0),
        ([3, 3, 3, 3, 0], 0),
        ([1, 1, 1, 1, 1], 5),
        ([3, 3, 3, 3, 5], 17),
        ([3, 3, 3, 3, 5, 0, 0], 17),
        ([9, 1, 1, 1, 1], 0),
        ([4, 1, 1, 1, 1], 8),
        ([0, 0, 0, 0, 0, 0], 0),
    ],
)
def test_when_there_is_a_number(each: list[int], shown: int) -> None:
    """Five people with a dot at least, and nobody with more than half: else there is none."""
    assert number(each) == shown


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(0, 11))
def test_a_number_leaves_everybody_room(each: list[int], who: int) -> None:
    """Beside one's own dots at least four others share the number, none of them most of it."""
    total = number(each)
    if total and who < len(each):
        others = [n for nth, n in enumerate(each) if nth != who and n]
        assert len(others) >= FEWEST - 1
        assert max(others) <= total / 2


async def said_yes(play: Play, *names: str) -> None:
    for name in names:
        await play(taps("Count mine", name))


async def did(play: Play, *names: str) -> None:
    """Each of them does the mood check once."""
    for name in names:
        await play(says("done", name))
        await play(says("5", name), says("skip", name))


async def six(play: Play) -> None:
    await play(*tag(*NAMES), says("/assign @worry sa-mood daily at 19:00"), taps("Send"), *ON)


async def test_a_week_together() -> None:
    """Five said yes and did it: each of them finds the number, whoever said no finds only their own dots."""
    async with playing(ADA, *PEOPLE) as play:
        await six(play)
        await said_yes(play, *NAMES[:5])
        await play(taps("Not mine", "flo"))
        await did(play, *NAMES)
        before = len(play.printed)
        await play(MONDAY)
        assert not [e for e in play.printed[before:] if "together" in e.get("text", "")]
        for name in NAMES[:5]:
            assert "Together with others who said yes, last week: 5 dots." in await dots(play, name)
        assert "Together" not in await dots(play, "flo")


async def dots(play: Play, name: str) -> str:
    return str((await play(says("dots", name)))[-1]["text"])


async def test_four_are_too_few() -> None:
    """With one yes less, or one doing less, nobody is shown a number, and nothing says why."""
    async with playing(ADA, *PEOPLE) as play:
        await six(play)
        await said_yes(play, *NAMES[:4])
        await did(play, *NAMES)
        await play(MONDAY)
        assert ["Together" in await dots(play, name) for name in NAMES] == [False] * 6
        await said_yes(play, *NAMES[4:])
        await did(play, *NAMES[:4])
        await play({"until": "2026-03-16T07:00:00+00:00"})
        assert ["Together" in await dots(play, name) for name in NAMES] == [False] * 6


async def test_the_number_does_not_move_within_the_week() -> None:
    """It is counted once: what is done after it, and who leaves it, changes nothing that is shown."""
    async with playing(ADA, *PEOPLE) as play:
        await six(play)
        await said_yes(play, *NAMES)
        await did(play, *NAMES)
        await play(MONDAY)
        await did(play, "ana")
        await play(says("together off", "bo"))
        assert "last week: 6 dots" in await dots(play, "cy")
        assert "Together" not in await dots(play, "bo")


async def test_an_old_number_is_not_shown() -> None:
    """A week without a number shows none: not that of the week before."""
    async with playing(ADA, *PEOPLE) as play:
        await six(play)
        await said_yes(play, *NAMES)
        await did(play, *NAMES)
        await play(MONDAY)
        assert "Together" in await dots(play, "ana")
        await play({"until": "2026-03-17T10:00:00+00:00"})
        assert "Together" not in await dots(play, "ana")


async def test_each_is_asked_once_and_alone() -> None:
    """One question to each who joined, inside their hours and not while they rest; never a second one."""
    async with playing(ADA, SAM, MIA, KIM, *tag("sam", "mia"), says("pause 3d", "mia")) as play:
        said = await play(*ON)
        assert [e["to"] for e in said if e["to"] != "ada"] == ["sam"]
        assert not {"mia", "ada", "group", "worry"} & set(said[-1]["text"].casefold().split())
        said = await play({"until": "2026-03-06T12:00:00+00:00"})
        assert [e["to"] for e in said if "counted" in e["text"]] == ["mia"]
        said = await play(*ON, *tag("kim"), *ON)
        assert [e["to"] for e in said if e["to"] != "ada"] == ["kim"]


async def test_nothing_is_asked_before_send() -> None:
    """Cancel leaves everything; off ends it, and what was said is kept for another time."""
    async with playing(ADA, SAM, MIA, *tag("sam", "mia")) as play:
        said = await play(says("/group @worry dots on"), taps("Cancel"))
        assert {e["to"] for e in said} == {"ada"}
        await play(*ON, taps("Count mine", "mia"))
        assert "1 of 2 said yes" in (await play(says("/group @worry")))[-1]["text"]
        await play(says("/group @worry dots off"))
        ada = (await play.person("ada")).therapist
        assert ada is not None
        assert ada.dotted == []
        assert not [row for row in (await play.person("ada")).agenda if row.kind == "group_dots"]
        said = await play(*ON)
        assert {e["to"] for e in said} == {"ada"}


async def test_the_yes_is_kept_with_its_words_and_can_be_taken_back() -> None:
    """A consent record of the wording that was answered; `together off` and `on` at any time."""
    async with playing(ADA, SAM, *tag("sam")) as play:
        assert "begins with a question" in (await play(says("together on", "sam")))[-1]["text"]
        await play(*ON, says("1", "sam"))
        await play(says("together off", "sam"))
        kept = [one for one in await play.records("sam") if "together" in one.get("what", "")]
        assert [one["what"] for one in kept] == ["together", "not_together"]
        assert len(kept[0]["wording"]) > 3
        said = (await play(says("together on", "sam")))[-1]["text"]
        assert said.startswith("Counted in.")
