"""MINE: what a client sets themself runs at once, and the therapist answers with one tap (CONTENT A-62)."""

from typing import Any

import pytest

from handlers.client.people import open_occurrence
from tests.core_stage import ADA, Play, playing
from tests.desk import Desk, Said, client
from tests.test_plan import days
from tests.world import client as cast


def said_to(desk: Desk, *texts: str) -> list[Said]:
    """All these, one after another; gives what the last brought."""
    said: list[Said] = []
    for words in texts:
        said = desk.say(words)
    return said


def test_words_with_a_day_and_a_time_need_only_how_often_and_how_long() -> None:
    """It runs, on the day in the words, as the client said it."""
    desk = client()
    said = said_to(desk, "mine: walk to the lake on friday at 9", "once", "20")
    item = desk.client.assignments[0]
    assert said[-1].kind == "plan"
    assert "Ada reads it and answers" in said[-1].text
    assert "Friday, 09:00" in said[-1].text
    assert (item.title, item.rhythm, item.minutes, item.mine) == (
        *("walk to the lake on friday at 9", "once", 20, True),
    )
    assert (item.state, item.at, days(desk)) == ("active", "09:00", ["2026-03-06"])


def test_the_word_alone_asks_step_by_step() -> None:
    """What, how often, how long, when and where; each may be skipped but the first."""
    desk = client()
    assert "in your own words" in desk.say("mine")[0].text
    said = said_to(desk, "no phone after ten", "daily", "skip")
    assert "When and where might the first one fit?" in said[0].text
    said = said_to(desk, "bedroom, 20:00")
    item = desk.client.assignments[0]
    assert (item.rhythm, item.minutes, item.at, item.plan.moment) == ("daily", 15, "20:00", "bedroom, 20:00")
    assert said[0].kind == "plan"


def test_it_is_told_when_it_is_there_though_when_was_not_answered() -> None:
    """Half-answered, it runs and the therapist knows of it (A-07)."""
    desk = client()
    said_to(desk, "mine no phone after ten", "daily", "10")
    assert desk.turn is not None
    assert [(t.person, t.what) for t in desk.turn.tells] == [("ada", "mine")]
    assert desk.client.assignments[0].state == "active"


def test_private_words_are_kept_and_nothing_is_planned() -> None:
    """What follows PRIVATE is nobody else's."""
    desk = client()
    said = said_to(desk, "mine private write to my father")
    assert said[0].text == "Kept, and only you see it. Nothing is planned."
    assert desk.client.assignments == []
    assert [e.doc["private"] for e in desk.records if e.kind == "journal"] == [True]


def test_it_is_done_as_anything_else_is() -> None:
    """DONE credits it, and what it showed is asked."""
    desk = client()
    said_to(desk, "mine walk to the lake on friday at 9", "once", "20")
    desk.now = desk.client.assignments[0].occurrences[0].planned_at
    assert open_occurrence(desk.client.assignments[0], desk.now) is not None
    assert "completion" in [one.kind for one in desk.say("done")]
    assert desk.client.dots == 1


def test_an_everyday_mine_in_an_open_question_is_an_answer() -> None:
    """Mine is an everyday word: where words are asked for it is the answer."""
    desk = client()
    said_to(desk, "mine")
    said_to(desk, "mine is the window seat")
    assert desk.asked().key == "mine/often#1"


async def _proposed(play: Play) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    for words in ("mine walk to the lake on saturday at 9", "once", "20"):
        said += await play({"who": "sam", "text": words})
    return said


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize(
    ("tap", "heard"), [("Good as it is", "finds it good"), ("Talk about it", "would like to hear more of it")]
)
async def test_the_therapist_answers_with_one_tap(channel: str, tap: str, heard: str) -> None:
    """The proposal stands on a card; either answer reaches the client, and one puts it on the list."""
    async with playing(ADA, {**cast("sam", channel), "session": "fri 11:00"}) as play:
        said = await _proposed(play)
        card = next(e for e in said if e["to"] == "ada")
        assert card["text"].startswith(
            'Sam would like to do something of their own: "walk to the lake on saturday'
        )
        answered = await play({"who": "ada", "tap": tap})
        listed = await play({"who": "ada", "text": "/summary sam"})
        none = await play({"who": "ada", "text": "/mine"})
    assert [heard in e["text"] for e in answered if e["to"] == "sam"] == [True]
    assert ("o come first: walk to the lake" in listed[0]["text"]) is (tap == "Talk about it")
    assert "Sam's own idea" in listed[0]["text"]
    assert none[0]["text"].startswith("Nothing that a client set themself")


async def test_the_command_shows_what_waits_for_an_answer() -> None:
    """A card that was passed over is found again by /mine, with or without the name."""
    async with playing(ADA, cast("sam", "telegram")) as play:
        await _proposed(play)
        for words in ("/mine", "/mine sam", "/mine nobody"):
            said = await play({"who": "ada", "text": words})
            assert (said[0]["kind"] == "card") is (words != "/mine nobody")
