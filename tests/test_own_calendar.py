"""CALENDAR: a file of what is planned and of the meetings, after a word about who can see it (A-37)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar_file import LONGEST_LINE, as_ics, fold
from bot.channels.files import read_attachment
from handlers.client import calendar
from handlers.turn import DAY
from tests.client_states import assigned
from tests.core_stage import playing
from tests.desk import START
from tests.world import ADA, Line, client, events, play, texts

MIA = client("mia", "telegram")
ASSIGNED: list[Line] = [
    {"who": "ada", "text": "/assign mia thought record 3x at 19:00"},
    {"who": "ada", "tap": "Send"},
]


def entries(ics: str) -> list[dict[str, str]]:
    """The entries of a file, unfolded, by property."""
    lines = ics.replace("\r\n ", "").split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name, value)
    return found


async def file(choice: str) -> str:
    """The file that Mia gets on Telegram with this choice."""
    async with playing(ADA, MIA, *ASSIGNED) as stage:
        printed = await stage({"who": "mia", "text": "calendar"}, {"who": "mia", "tap": choice})
        assert events(printed, "mia")[-1]["media"] == ["text/calendar"]
        sent = stage.stage._channels["practice", "telegram"].sent[-1]
    attachment = read_attachment(sent.media[0])
    assert (attachment.mime, attachment.name) == ("text/calendar", "calendar.ics")
    assert isinstance(attachment.content, bytes)
    return attachment.content.decode()


async def test_the_file() -> None:
    """Each planned doing at its moment with its length and an alert; the meetings of four weeks."""
    found = entries(await file("With names"))
    assert [(one["DTSTART"], one["SUMMARY"]) for one in found[:3]] == [
        ("20260302T190000Z", "Thought record"),
        ("20260303T150000Z", "Meet Ada"),
        ("20260305T190000Z", "Thought record"),
    ]
    assert found[0]["DURATION"] == "PT8M"
    assert found[0]["TRIGGER"] == "PT0S"
    assert sum(one["SUMMARY"] == "Meet Ada" for one in found) == 4
    assert len({one["UID"] for one in found}) == len(found)


async def test_neutral_names_nobody() -> None:
    """Neither therapist nor title nor practice stands in what a shared calendar shows."""
    text = (await file("Neutral")).casefold()
    assert {one["SUMMARY"] for one in entries(text.upper())} == {"A MOMENT FOR ME", "APPOINTMENT"}
    for word in ("ada", "thought", "therap", "riverside"):
        assert word not in text


@pytest.mark.parametrize("tap", [{"tap": "No file"}, {"text": "skip"}])
async def test_no_file(tap: Line) -> None:
    """No is no, and nothing is sent."""
    printed = await play([ADA, MIA, *ASSIGNED, {"who": "mia", "text": "calendar"}, {"who": "mia", **tap}])
    assert texts(printed, "mia")[-1] == "Left as it was."
    assert not any(event["media"] for event in events(printed, "mia"))


async def test_by_sms_the_moments_are_said() -> None:
    """A file can't come by text: the next three moments in words, and how many more there are."""
    sms: list[Line] = [ADA, client("mia", "sms"), *ASSIGNED, {"who": "mia", "text": "Calendar"}]
    said = texts(await play(sms), "mia")[-1]
    assert said.startswith("A file can't come by text.")
    assert "Mon 2 March, 19:00: thought record" in said
    assert "Tue 3 March, 15:00: you meet Ada" in said
    assert "And four more." in said


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_nothing_planned(channel: str) -> None:
    """Without a session and with nothing running there is nothing to ask about."""
    alone = {key: value for key, value in client("mia", channel).items() if key != "session"}
    printed = await play([ADA, alone, {"who": "mia", "text": "calendar"}])
    assert texts(printed, "mia")[-1].startswith("Nothing is planned right now")


def coming(**more: Any) -> list[str]:
    """What would be in the file, after this was set."""
    desk = assigned()
    for name, value in more.items():
        setattr(desk.client, name, value)
    desk.told("nothing")
    assert desk.turn is not None
    return [one["what"] for one in calendar.coming(desk.turn)]


def test_while_messages_rest_only_the_meetings() -> None:
    """A rest or a flag plans nothing to do; the meetings stay."""
    assert "moment" in coming()
    assert set(coming(paused_until=START + 60 * DAY)) == {"meeting"}
    assert set(coming(held=True)) == {"meeting"}


@given(st.text(max_size=200))
def test_no_words_break_the_file(words: str) -> None:
    """Whatever stands in a title, it ends no property and begins none, and no line is too long."""
    event = {"id": "a.1", "at": 1_772_740_800_000, "minutes": 0, "title": words}
    ics = as_ics([event], 0)
    lines = ics.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= LONGEST_LINE for line in lines)
    assert [line.partition(":")[0] for line in ics.replace("\r\n ", "").splitlines() if line][4:] == [
        *("BEGIN", "UID", "DTSTAMP", "DTSTART", "SUMMARY", "BEGIN", "ACTION", "TRIGGER"),
        *("DESCRIPTION", "END", "END", "END"),
    ]


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=300))
def test_folding_loses_nothing(line: str) -> None:
    """Unfolded it is the same line."""
    folded = fold(line)
    assert folded.replace("\r\n ", "") == line


async def test_in_spanish() -> None:
    """Asked for by its Spanish word; what stands in the file is Spanish too."""
    mia = {**MIA, "language": "es"}
    async with playing(ADA, mia, *ASSIGNED) as stage:
        asked = await stage({"who": "mia", "text": "calendario"})
        assert events(asked, "mia")[-1]["buttons"] == ["Neutras, sin nombres", "Con nombres", "Sin archivo"]
        await stage({"who": "mia", "tap": "Con nombres"})
        sent = stage.stage._channels["practice", "telegram"].sent[-1]
    content = read_attachment(sent.media[0]).content
    assert isinstance(content, bytes)
    assert {one["SUMMARY"] for one in entries(content.decode())} == {
        "Registro de pensamientos",
        "Sesión con Ada",
    }
