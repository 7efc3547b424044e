"""`/preview`: an activity played as a client gets it, on Telegram and in its SMS form; nothing is kept."""

import pytest

from tests.building_stage import QUICK, bench

COPY = "/copy cbt-record"


@pytest.mark.parametrize("form", ["", " sms"])
async def test_a_preview_is_what_a_client_gets(form: str) -> None:
    """The same words as Sam gets on that channel, from the delivery to the end, and nothing of it is kept."""
    channel = "sms" if form else "telegram"
    mia = {"cast": "mia", "role": "client", "of": "ada", "channel": channel, "name": "Mia", "session": "none"}
    async with bench(mia) as ada:
        await ada(COPY, "[Publish]", "/assign mia thought record (own) 3x at 19:00", "[Send]")
        start = "1" if form else "[Start]"
        real = [one["text"] for one in await ada(start, "skip", "skip", "skip", who="mia")]
        shown = await ada(f"/preview thought record (own){form}", start, "skip", "skip", "skip")
        assert [one["text"] for one in shown][-4:] == real
        assert not form or not any(one["buttons"] for one in shown)
        assert await ada.play.records("ada") == []


async def test_a_preview_arrives_as_it_does_at_a_client() -> None:
    """With all that can be tapped there; what is more than playing is said, and the question stays."""
    async with bench() as ada:
        sent = await ada("/assign sam ba-menu once at 19:00", "[Send]")
        real = next(one for one in sent if one["to"] == "sam" and "Start" in one["buttons"])
        shown = (await ada("/preview ba-menu"))[-1]
        assert shown["buttons"] == real["buttons"] == ["Start", "Later, pick a moment", "Ask Ada"]
        said, again = await ada("[Later, pick a moment]")
        assert said["text"].startswith("Here the client would pick a moment")
        assert "Start" in again["buttons"]


async def test_a_preview_says_that_a_timer_need_not_run_out() -> None:
    """Nobody waits three minutes to see the next step."""
    async with bench() as ada:
        assert "While a timer runs, any text goes on." in (await ada("/preview paced breathing"))[0]["text"]
        assert "timer" not in (await ada("/preview ba-menu"))[0]["text"]


async def test_digits_choose_in_a_preview_of_sms() -> None:
    """Options stand in the text with their digits, and a digit answers."""
    async with bench() as ada:
        lines = ("Which was it?", "[One of several]", "lighter, heavier", "[That's all]")
        await ada("/new After the call", *["[Leave it so]"] * 3, *lines, *["[Leave it so]"] * 2, "skip")
        await ada("[Leave it so]", "[No note]", "[Nothing]", "[Three times a week]")
        assert "1 lighter  2 heavier" in await ada.says("[As an SMS]", "1")
        assert "How helpful was it" in await ada.says("2")


async def test_played_from_its_card_it_comes_back_to_it() -> None:
    """After the preview the card is there again, with what can be done next."""
    async with bench() as ada:
        played = await ada(*QUICK, "[Play it]", "[Start]", "skip", "skip", "skip")
        assert "End of the preview" in played[-2]["text"]
        assert played[-1]["buttons"][0] == "Publish"


async def test_nothing_to_play() -> None:
    """A draft without a step says so."""
    async with bench() as ada:
        await ada("/new After the call")
        assert "no step yet" in await ada.says("/preview after the call")
