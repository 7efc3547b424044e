"""What a therapist sees of a flag, and what of it is shown to whom (SAFETY S3)."""

from datetime import datetime

import pytest

from bot.channels.base import Inbound
from bot.config import default_config
from bot.rehearsal import START
from bot.stage import Stage
from handlers.content import Region
from prompts.catalog import Catalog
from prompts.library import load_content
from tests.safety_stage import DARK, after_line, joined, says, taps
from tests.world import ADA, Line, client, events, play, texts


async def last(lines: list[Line]) -> list[Line]:
    """What came of the last line alone."""
    return after_line(await play(lines), len(lines))


KIM = client("kim", "telegram")


async def test_no_backup_is_said() -> None:
    """Without a backup the alert says so, and offers nobody to pass it to."""
    alone = events(await play([ADA, KIM, says(DARK)]), "ada", "alert")
    assert "No backup is set" in alone[0]["text"]
    assert alone[0]["buttons"] == ["I'm taking it", "Show me"]


async def test_each_signal_of_one_client_is_told() -> None:
    """Six signals within an hour are six alerts; they come again as one, and stay away once taken."""
    lines: list[Line] = [ADA, KIM, *[says("i want to die")] * 6]
    printed = await play([*lines, {"wait": "3h"}])
    assert len(events(after_line(printed, 1), "ada", "alert")) == 7
    taken = await play([*lines, {"who": "ada", "tap": "I'm taking it"}, {"wait": "3d"}])
    assert len(events(taken, "ada", "alert")) == 7


async def test_a_therapist_on_a_plain_phone() -> None:
    """By SMS the alert's choices are digits."""
    ada = {**ADA, "channel": "sms"}
    came = await last([ada, KIM, says(DARK), {"who": "ada", "text": "2"}])
    assert DARK in came[0]["text"]
    took = await last([ada, KIM, says(DARK), {"who": "ada", "text": "1"}])
    assert took[0]["text"].startswith("It's yours.")


async def test_alert_names_nobody() -> None:
    """What shows on a locked screen has no name and no words."""
    for text in texts(await play([ADA, KIM, says(DARK), {"wait": "2d"}]), "ada", "alert"):
        assert "Kim" not in text
        assert "anymore" not in text


@pytest.mark.parametrize(
    ("zone", "at"), [("Europe/London", "2026-03-09T18:05"), ("Asia/Tokyo", "2026-03-09T22:30")]
)
async def test_hear_it_today(zone: str, at: str) -> None:
    """Hard news the client wants told is said at once by day, else at 07:30 in the morning."""
    lines = [
        {**ADA, "zone": zone},
        *joined("telegram", "barrier text open")[1:],
        says("my gran died on sunday"),
    ]
    printed = await play([*lines, taps("Tell Ada"), {"wait": "14h"}])
    told = [e for e in events(printed, "ada", "notice") if "hear this today" in e["text"]]
    assert [e["at"][:16] for e in told] == [at]
    assert "my gran died on sunday" in told[0]["text"]


async def test_caption_counts() -> None:
    """A photo's caption is read like any text."""
    printed: list[Line] = []
    async with Stage(default_config(), printed.append, None, datetime.fromisoformat(START)) as stage:
        await stage.take(ADA)
        await stage.take(KIM)
        address = stage.figures["kim"].address
        photo = Inbound(
            "telegram", address, "k1", "media", stage.clock.now(), text=DARK, media="image/jpeg", file="f"
        )
        await stage.engine.door.receive(stage.practice, photo)
        await stage.engine.settle()
    assert [e["kind"] for e in events(printed, "kim")] == ["safety"]


async def test_block_and_unblock() -> None:
    """A block in Telegram ends the messages; unblocking alone brings nothing back, START asks anew."""
    printed: list[Line] = []
    async with Stage(default_config(), printed.append, None, datetime.fromisoformat(START)) as stage:
        for line in joined("telegram", "assignment just arrived"):
            await stage.take(line)
        began = len(printed)
        address = stage.figures["kim"].address
        for number, kind in enumerate(("blocked", "blocked", "unblocked")):
            event = Inbound("telegram", address, f"b{number}", kind, stage.clock.now())  # type: ignore[arg-type]  # one of three
            await stage.engine.door.receive(stage.practice, event)
            await stage.take({"wait": "2d"})
        assert events(printed[began:], "kim") == []
        ended = [text for text in texts(printed[began:], "ada", "notice") if "blocked the chat" in text]
        assert len(ended) == 1
        await stage.take(says("/start"))
    assert events(printed, "kim")[-1]["kind"] == "consent"


@pytest.mark.parametrize("gathered", ["i want to", "i just want to"])
async def test_words_over_two_texts(gathered: str) -> None:
    """A sentence sent in two texts is read as one."""
    lines = [*joined("telegram", "inside an activity, a text"), says(gathered, more=True), says("die")]
    assert [e["kind"] for e in events(await last(lines), "kim")] == ["safety"]


async def test_tier_two_on_the_morning_card() -> None:
    """With many clients a tier 2 flag is a line of the next Morning card; nothing interrupts."""
    many = [client(name, "telegram", "fri 15:00") for name in ("lou", "max", "ned")]
    printed = await play([ADA, KIM, *many, says("i dont want to kill myself"), {"wait": "24h"}])
    assert not events(printed, "ada", "alert")
    assert any("brought up the numbers" in text for text in texts(printed, "ada"))


def regions() -> list[Region]:
    """Every country's numbers."""
    return [region for code, region in load_content().regions.items() if "/" not in code]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("region", regions(), ids=lambda region: region.code)
def test_the_card_in_every_country(region: Region, channel: str) -> None:
    """Each country's card holds its numbers and fits three SMS segments with its choices."""
    numbers = {"emergency": region.emergency, "lines": region.lines, "text_line": region.text_line}
    args = {**numbers, "brief": region.brief, "therapists": ["Alexandra Okafor"], "told": True, "held": True}
    text = Catalog.load().render("safety/card", "en", channel, args)
    assert region.lines in text
    assert region.emergency in text
    assert len(text) + len("\n1 Tell someone  2 I wrote about something else") <= 459
