"""Blanks of an activity in the /assign wizard: asked behind the note, shown on the card, changed by Edit."""

import pytest

from tests.core_stage import Play, playing
from tests.world import ADA, client, texts

SAM = client("sam", "telegram")


async def wizard(play: Play, activity: str = "ha-grid") -> str:
    """As far as the first blank; gives what is asked."""
    for words in (f"/assign sam {activity}", "daily", "19:00"):
        await play({"who": "ada", "text": words})
    return texts(await play({"who": "ada", "text": "skip"}), "ada")[-1]


async def say(play: Play, words: str) -> str:
    """What Ada reads after typing this."""
    return texts(await play({"who": "ada", "text": words}), "ada")[-1]


async def test_each_blank_is_asked_and_reaches_the_client() -> None:
    """The therapist's words stand in the question the client gets; a skipped blank reads as it ships."""
    async with playing(ADA, SAM) as play:
        assert "Which habit, as a thing done?" in await wizard(play)
        assert "What is the habit for" in await say(play, "a walk after lunch")
        card = await say(play, "skip")
        assert 'Habit: "a walk after lunch"' in card
        assert 'Direction: "what matters to you"' in card
        await play({"who": "ada", "tap": "Send"})
        came = await play({"who": "sam", "tap": "Start"})
        assert "How did today go with a walk after lunch?" in texts(came, "sam")[-1]
        item = (await play.person()).client.assignments[0]  # type: ignore[union-attr]  # Sam is a client
        assert item.fill == {"habit": "a walk after lunch"}


async def test_what_is_too_long_is_asked_again() -> None:
    """A filling stands inside a sentence: one that would burst it is not taken."""
    async with playing(ADA, SAM) as play:
        await wizard(play)
        assert "up to 90 characters" in await say(play, "very " * 30)
        assert "What is the habit for" in await say(play, "a walk")


async def test_a_number_is_asked_as_a_number() -> None:
    """Minutes of a timer cannot be words."""
    async with playing(ADA, SAM) as play:
        assert "How many minutes outside" in await wizard(play, "ex-out")
        assert "ex-out" not in await say(play, "a while")
        assert 'Target min: "12"' in await say(play, "12")


async def test_edit_changes_a_blank() -> None:
    """A line with everything in it goes to the card at once; the blanks are filled from there."""
    async with playing(ADA, SAM) as play:
        card = await say(play, "/assign sam ha-grid daily at 19:00")
        assert 'Habit: "the habit you chose"' in card
        await play({"who": "ada", "tap": "Edit"})
        await play({"who": "ada", "tap": "What fills the blanks"})
        await say(play, "ten pages")
        assert 'Habit: "ten pages"' in await say(play, "more quiet")


@pytest.mark.parametrize("activity", ["cbt-record", "mi-walk"])
async def test_an_activity_without_blanks_asks_for_none(activity: str) -> None:
    """The wizard goes from the note to the card, which offers no such part."""
    async with playing(ADA, SAM) as play:
        assert "cue at 19:00" in await wizard(play, activity)
        parts = (await play({"who": "ada", "tap": "Edit"}))[-1]["buttons"]
        assert "What fills the blanks" not in parts
