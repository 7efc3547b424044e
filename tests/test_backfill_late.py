"""Words read long after they were sent: applied, and answered with one text, never at night."""

from pathlib import Path

import pytest

from bot.backfill import HOUR
from tests.spool_stage import KIM
from tests.test_backfill import MINUTE, Gone, gone
from tests.world import ADA, Line, client

BACKLOG = ("a hard day", "menu", "todo", "win one", "progress", "help", "win two", "hello there")
BEGUN: tuple[Line, ...] = (
    {"who": "ada", "text": "/assign Kim cbt-record daily at 12:00"},
    {"who": "ada", "tap": "Send"},
    {"until": "2026-03-02T13:00:00+00:00"},
    {"who": "kim", "tap": "Start"},
)


async def missed(there: Gone, back: str, *words: str) -> list[Line]:
    """Kim is in the middle of her work, texts these while we are away, and we come back at this time."""
    play = there.stage.play
    await play(*BEGUN)
    clock = there.inner.clock
    began = clock.now()
    clock.advance_to(clock.now() + await _until(there, back))
    for number, text in enumerate(words):
        there.texts(text, ago=clock.now() - began - (number + 1) * 10 * MINUTE)
    await there.look()
    before = len(play.printed)
    await play({"until": "2026-03-03T11:00:00+00:00"})
    return [one for one in there.stage.printed(before) if one["to"] == "kim"]


async def _until(there: Gone, back: str) -> int:
    from datetime import datetime

    return round(datetime.fromisoformat(back).timestamp() * 1000) - there.inner.clock.now()


@pytest.mark.parametrize(
    ("back", "said_at"),
    [("2026-03-02T22:00:00+00:00", "03T09:00"), ("2026-03-02T17:00:00+00:00", "02T17:01")],
)
async def test_a_backlog_brings_one_text_inside_the_hours(tmp_path: Path, back: str, said_at: str) -> None:
    """Eight texts read hours late are all applied and bring one text, at night the next morning."""
    async with gone(tmp_path) as there:
        said = await missed(there, back, *BACKLOG)
        assert [one["at"][8:16] for one in said] == [said_at]
        assert await there.stage.wins("kim") == ["one", "two"]


@pytest.mark.parametrize(("text", "kind"), [("i want to die", "safety"), ("stop texting me", "optout")])
async def test_distress_and_stop_do_not_wait_for_the_morning(tmp_path: Path, text: str, kind: str) -> None:
    """Found at night in the backlog: the card goes at once, and so does the text that ends the texts."""
    async with gone(tmp_path) as there:
        said = await missed(there, "2026-03-02T22:00:00+00:00", "menu", text)
        assert [(one["kind"], one["at"][8:16]) for one in said][:1] == [(kind, "02T22:00")]
        assert kind == "safety" or len(said) == 1


async def test_on_a_phone_others_may_hold_it_shows_nothing(tmp_path: Path) -> None:
    """With neutral texts the late answer is one text without a word of content."""
    people = (ADA, client("sam", "telegram"), {**KIM, "discreet": True})
    async with gone(tmp_path, people=people) as there:
        said = await missed(there, "2026-03-02T17:00:00+00:00", "a hard day", "win one")
        assert len(said) == 1
        assert "record" not in said[0]["text"].lower()
        assert "win" not in said[0]["text"].lower()
        assert await there.stage.wins("kim") == ["one"]


async def test_words_of_now_are_answered_now(tmp_path: Path) -> None:
    """Somebody who writes while the backlog is read gets their answer at once, also at night."""
    async with gone(tmp_path) as there:
        await there.stage.play({"until": "2026-03-02T22:00:00+00:00"})
        there.texts("menu", ago=3 * HOUR)
        await there.look()
        said = await there.stage.play({"who": "kim", "text": "todo"})
        assert [one["to"] for one in said] == ["kim"]
