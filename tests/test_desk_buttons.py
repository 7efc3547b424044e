"""Cards and summaries on phones without buttons, and what stays at hand after one is used."""

import re

import pytest

from handlers.therapist.commands import TABLE
from tests.test_desk import MANY, SAM_ON_FRIDAY, SAM_ON_TELEGRAM
from tests.world import ADA, events, play, texts


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_the_rating_is_optional(channel: str):
    """Smaller works at once after Reviewed, on a phone without buttons by its name."""
    ada = {**ADA, "channel": channel}
    smaller = {"tap": "Smaller"} if channel == "telegram" else {"text": "smaller"}
    printed = await play(
        [
            ada,
            SAM_ON_FRIDAY,
            {"who": "ada", "text": "/assign sam thought record 3x at 19:00"},
            {"who": "ada", "tap": "Send"},
            {"until": "2026-03-06T12:30:00+00:00"},
            {"who": "ada", "tap": "Reviewed"},
            {"who": "ada", **smaller},
        ]
    )
    assert texts(printed, "sam", "notice")
    assert not [t for t in texts(printed, "ada") if "earlier question" in t]


async def test_a_wrong_digit_leaves_the_card_usable():
    """7 fits nothing on an SMS card: the names come again, and 1 is the first of them."""
    lines = [{**ADA, "channel": "sms"}, *MANY, {"until": "2026-03-03T07:31:00+00:00"}]
    printed = await play([*lines, {"who": "ada", "text": "7"}, {"who": "ada", "text": "1"}])
    again, opened = events(printed, "ada")[-2:]
    assert again["buttons"] == ["Sam", "Mia"]
    assert opened["kind"] == "summary"


async def test_an_sms_card_keeps_its_other_names():
    """After one name of the card another one, typed, still opens its summary."""
    lines = [{**ADA, "channel": "sms"}, *MANY, {"until": "2026-03-03T07:31:00+00:00"}]
    printed = await play([*lines, {"who": "ada", "text": "1"}, {"who": "ada", "text": "mia"}])
    assert [t[:3] for t in texts(printed, "ada", "summary")] == ["Sam", "Mia"]


async def test_an_sms_therapist_is_not_sent_to_telegram():
    """Somebody who has no Telegram here is told where the words are instead."""
    lines = [{**ADA, "channel": "sms"}, SAM_ON_TELEGRAM, {"who": "ada", "text": "summary sam"}]
    (summary,) = texts(await play(lines), "ada", "summary")
    assert "Telegram" not in summary
    assert "The words stay off SMS; SEES shows them to Sam" in summary


async def test_an_sms_morning_card_names_the_command_for_questions():
    """The count of questions says how to read them."""
    lines = [{**ADA, "channel": "sms"}, *MANY, {"who": "sam", "text": "/ask can we meet online?"}]
    (card,) = texts(await play([*lines, {"until": "2026-03-03T07:31:00+00:00"}]), "ada", "card")
    assert "one question (QUESTIONS shows them)" in card


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_help_lists_nothing_that_is_not_there(channel: str):
    """Whatever the help names is a command."""
    (shown,) = texts(
        await play([{**ADA, "channel": channel}, {"who": "ada", "text": "/help"}]), "ada", "help"
    )
    named = re.findall(r"/(\w+)" if channel == "telegram" else r"(?:^|, )(\w+)", shown)
    assert {"copy", "new", "insession", "pathway"} <= set(named) <= set(TABLE)
