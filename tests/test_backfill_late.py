"""Words read long after they were sent: applied, and answered with one text, never at night."""

from itertools import product
from pathlib import Path

import pytest

from bot.backfill import HOUR
from bot.config import default_config
from bot.surroundings import build_houses
from handlers.state import Person
from prompts.catalog import Catalog
from prompts.deny import denied
from tests.spool_stage import KIM
from tests.test_backfill import MINUTE, Gone, gone
from tests.world import ADA, Line, client

SORRY = "This comes late; that was our side."
NEUTRAL = "Something came late; that was our side. MENU when it suits you."
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
        assert said[0]["text"].startswith(f"{SORRY}\n")
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
        assert [one["text"] for one in said] == [NEUTRAL]
        assert await there.stage.wins("kim") == ["one"]


async def test_behind_a_word_it_says_that_nothing_was_kept(tmp_path: Path) -> None:
    """Where the agreed word comes first, late words were not kept, and the late text does not say so."""
    people = (ADA, client("sam", "telegram"), {**KIM, "discreet": True})
    async with gone(tmp_path, people=people) as there:
        await there.stage.play({"who": "kim", "text": "word heron"})
        said = await missed(there, "2026-03-02T17:00:00+00:00", "win one")
        assert [one["text"] for one in said] == [
            f"{SORRY}\nThe agreed word first, please. Nothing else was kept."
        ]
        assert await there.stage.wins("kim") == []


@pytest.mark.parametrize(("length", "said"), [(400, True), (450, False), (900, False)])
def test_the_line_before_it_does_not_make_an_sms_longer_than_texts_are(length: int, said: bool) -> None:
    """By SMS the line about lateness takes a text to three segments and never beyond."""
    _, renderer = build_houses(default_config())
    person, text = Person("p", "practice", "Kim", "Europe/London", "en", "sms", "client"), "x" * length
    assert renderer.said_late(text, person) == (f"{SORRY}\n{text}" if said else text)


@pytest.mark.parametrize("prompt", ["discreet/late", "discreet/new", "discreet/word", "catching_up/before"])
def test_what_is_said_late_shows_nothing_on_a_locked_screen(prompt: str) -> None:
    """No word of work, condition or person stands in them."""
    catalog = Catalog.load()
    for language, channel in product(catalog.languages(), ("telegram", "sms")):
        text = catalog.render(prompt, language, channel, {"lost": True})
        assert denied(text, language, neutral=True) == []


async def test_words_of_now_are_answered_now(tmp_path: Path) -> None:
    """Somebody who writes while the backlog is read gets their answer at once, also at night."""
    async with gone(tmp_path) as there:
        await there.stage.play({"until": "2026-03-02T22:00:00+00:00"})
        there.texts("menu", ago=3 * HOUR)
        await there.look()
        said = await there.stage.play({"who": "kim", "text": "todo"})
        assert [one["to"] for one in said] == ["kim"]
