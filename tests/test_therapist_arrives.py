"""A therapist uses their join link: three commands, then the backup and the alert hours, each skippable."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.runner import Source
from bot.screens import Figure
from handlers.events import Joined, Told
from handlers.therapist.newcomer import cast_therapist
from tests.core_stage import Play, playing
from tests.safety_stage import DARK, says
from tests.world import ADA, Line, client, texts


def lee(text: str) -> Line:
    """Lee writes."""
    return {"who": "lee", "text": text}


@asynccontextmanager
async def arriving() -> AsyncIterator[Play]:
    """Lee Park has just used the link."""
    async with playing(ADA) as play:
        house, address = play.stage.houses[play.stage.practice], ("telegram", "5001")
        person = cast_therapist(house, "lee", "Lee Park", "Europe/London", "telegram", 0)
        play.stage.figures["lee"] = Figure("lee", *address)
        await play.stage.engine.runner.create(person, Told("nothing"), Source(address=address))
        await play.stage.engine.runner.take(play.stage.practice, "lee", Joined("telegram"))
        await play.stage.engine.settle()
        yield play


async def test_a_therapist_arrives() -> None:
    """One question after the other: who hears when they don't, then when they look; both are kept."""
    async with arriving() as play:
        await play(lee("Kim Roe, +447700900111"), lee("8 to 22"))
        mine = [e for e in play.printed if e.get("to") == "lee"]
        side = (await play.person("lee")).therapist
    assert [e["kind"] for e in mine] == ["welcome", "welcome", "reply", "welcome", "reply"]
    assert all(word in mine[0]["text"] for word in ("/invite", "/assign", "/help"))
    assert side is not None
    assert side.backup == "Kim Roe"
    assert side.alert_hours == ["08:00", "22:00"]


async def test_both_can_be_skipped() -> None:
    """SKIP leaves both as they are, says what that means, and every command works."""
    async with arriving() as play:
        await play(lee("skip"), lee("skip"))
        said = texts(play.printed, "lee")
        assert "Without a backup a flag waits for you alone" in said[2]
        assert said[-1].startswith("Always, then")
        await play({**client("kim", "telegram"), "of": "lee"}, says(DARK))
        assert "No backup is set." in texts(play.printed, "lee", "alert")[0]


@pytest.mark.parametrize(
    ("way", "then"),
    [
        ("A colleague here", "ada"),
        ("Someone by text", "Kay +447700900111"),
        ("Someone on Telegram", "Kay"),
    ],
)
async def test_each_way_in(way: str, then: str) -> None:
    """A colleague, a number, a link: one question more, and somebody is asked; nobody hears before a yes."""
    async with arriving() as play:
        came = await play({"who": "lee", "tap": way}, lee(then))
        side = (await play.person("lee")).therapist
        assert side is not None
        assert side.backup_asked
        assert not side.backup_id
        assert "When do you look at flags?" in texts(came, "lee")[-1]
