"""When the letter comes, and when it does not: meetings, clocks, flags, pauses (DESIGN §4, CONTENT D1)."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.client.people import client_of
from handlers.turn import Turn
from tests.letter_week import FRIDAY, SATURDAY, after_the_first, at, flagged, week
from tests.world import client


async def test_nothing_after_a_flag() -> None:
    """While messages rest after a flag no preview, letter or notice of it goes out."""
    async with week() as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.change("sam", flagged)
        await w.until("2026-03-09T12:00:00+00:00")
        assert w.got("sam") == []


async def test_released_after_a_flag() -> None:
    """A letter approved before a flag goes back to Ada, although messages have been released since."""
    async with week() as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.change("sam", flagged)

        def released(turn: Turn) -> None:
            client_of(turn.person).held = False

        await w.change("sam", released)
        await w.until("2026-03-07T12:00:00+00:00")
        assert w.got("sam") == []
        assert "There was a flag" in w.texts("ada")[-1]


async def test_nothing_in_a_pause() -> None:
    """In a pause neither preview nor letter goes out."""
    async with week() as w:

        def pause(turn: Turn) -> None:
            client_of(turn.person).paused_until = at("2026-03-12")

        await w.change("sam", pause)
        await w.until("2026-03-13T12:00:00+00:00")
        assert w.got("sam", since="") == [] or w.got("sam")[0]["at"] > "2026-03-12"
        assert [e for e in w.got("ada") if e["at"] < "2026-03-12"] == []


async def test_switched_off() -> None:
    """A client who switched letters off gets none, and Ada is asked about none."""
    async with week() as w:

        def off(turn: Turn) -> None:
            client_of(turn.person).bonds[0].letter.off = True

        await w.change("sam", off)
        await w.until("2026-03-16T12:00:00+00:00")
        assert w.got("sam") == []
        assert w.got("ada") == []
        await w.says("ada", "/letter sam")
        assert "switched letters off" in w.texts("ada", "reply")[-1]


async def test_stop() -> None:
    """After STOP an approved letter does not go."""
    async with week() as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.says("sam", "STOP")
        await w.until("2026-03-09T12:00:00+00:00")
        assert w.got("sam") == []


async def test_meeting_off() -> None:
    """No letter for a meeting that is called off, also when it was approved."""
    async with week() as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.says("ada", "/session sam off 10 march")
        await w.taps("ada", "Send")
        await w.until("2026-03-10T12:00:00+00:00")
        assert w.got("sam") == []


async def test_meeting_moved() -> None:
    """A moved meeting makes another letter: it is read again before its own new time."""
    async with week() as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.says("ada", "/session sam move 13 march 15:00")
        await w.taps("ada", "Send")
        await w.until("2026-03-09T12:00:00+00:00")
        assert all(e["at"] > SATURDAY for e in w.got("sam"))
        assert len(w.got("ada")) == 2
        assert "Sunday, 10:00" in w.texts("ada")[-1]
        assert w.got("sam") == []


async def test_fortnightly() -> None:
    """With a meeting every second week the letter comes on day 7 and names the date of the meeting."""
    async with week(start="2026-03-10T16:30:00+00:00", session="tue 15:00 fortnightly from 10 march") as w:
        await w.until("2026-03-16T12:00:00+00:00")
        (preview,) = w.got("ada")
        assert preview["at"] == "2026-03-16T10:00:00+00:00"
        await w.taps("ada", "Send")
        await w.until("2026-03-17T12:00:00+00:00")
        (letter,) = w.got("sam")
        assert letter["at"] == "2026-03-17T10:00:00+00:00"
        assert "Tuesday 24 March" in letter["text"]


async def test_without_a_meeting() -> None:
    """Without a meeting the letter comes on day 4 and names no day."""
    async with week(session="none") as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.until("2026-03-08T12:00:00+00:00")
        (letter,) = w.got("sam")
        assert letter["at"] == SATURDAY
        assert "day" not in letter["text"].replace("today", "")


async def test_too_short_for_a_day_before() -> None:
    """A pause that ends less than a day before the letter's time: the preview comes as soon as it may."""
    async with week() as w:

        def pause(turn: Turn) -> None:
            client_of(turn.person).paused_until = at("2026-03-06", "15:00")

        await w.change("sam", pause)
        await w.until("2026-03-06T15:30:00+00:00")
        (preview,) = w.got("ada")
        assert preview["at"] == "2026-03-06T15:00:00+00:00"
        await w.taps("ada", "Send")
        await w.until("2026-03-07T12:00:00+00:00")
        assert [e["at"] for e in w.got("sam")] == [SATURDAY]


@pytest.mark.parametrize(
    ("start", "letter"),
    [
        ("2026-03-24T16:30:00+00:00", "2026-03-28T10:00:00+00:00"),
        ("2026-03-31T16:30:00+01:00", "2026-04-04T09:00:00+00:00"),
        ("2026-10-20T16:30:00+01:00", "2026-10-24T09:00:00+00:00"),
        ("2026-10-27T16:30:00+00:00", "2026-10-31T10:00:00+00:00"),
    ],
)
async def test_clock_changes(start: str, letter: str) -> None:
    """Around both clock changes the letter comes at 10:00 on the client's clock, read a day before."""
    async with week(start=start) as w:
        await w.change("sam", after_the_first)
        await w.until(letter[:11] + "12:00:00+00:00")
        (sent,) = w.got("sam")
        assert sent["at"] == letter
        assert w.got("ada")[0]["at"][:10] < letter[:10]


async def test_letters_into_silence_stop() -> None:
    """After two hellos without a reply no more go by themselves, and Ada is told once."""
    async with week(channel="telegram") as w:  # a number would be in doubt after 45 days
        for day in range(6, 90, 7):
            await w.until((datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)).isoformat())
            if w.got("ada") and "goes only with Send" in w.texts("ada")[-1]:
                await w.taps("ada", "Send")
        stops = [t for t in w.texts("ada", "notice") if "two letters went out" in t]
        assert len(stops) == 1
        hellos = [e for e in w.got("sam") if "hello" in e["text"].lower() and e["buttons"] == []]
        assert len(hellos) == 2


async def test_discreet() -> None:
    """With neutral texts the letter shows nothing until Sam replies."""
    async with week(discreet=True) as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-07T10:30:00+00:00")
        (neutral,) = w.got("sam")
        assert "Ada" not in neutral["text"]
        assert "thought" not in neutral["text"]
        await w.says("sam", "hi")
        assert w.texts("sam")[-1].split("\n")[0].endswith("Ada")


async def test_every_week_anew() -> None:
    """The meeting closes the week: the next letter begins fresh and is worded otherwise."""
    async with week(assign="/assign sam thought record daily at 19:00") as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.until("2026-03-09T18:30:00+00:00")
        await w.says("sam", "private I am here")
        await w.until("2026-03-14T12:00:00+00:00")
        letters = w.got("sam")
        assert [e["at"] for e in letters] == [SATURDAY, "2026-03-14T10:00:00+00:00"]
        assert letters[0]["text"] != letters[1]["text"]
        assert letters[1]["buttons"][0] in ("Do a small piece now", "Continue")


async def test_in_the_middle_of_something() -> None:
    """A preview does not break into what Ada is typing; it comes when she has finished."""
    async with week() as w:
        await w.until("2026-03-06T09:59:50+00:00")
        await w.says("ada", "/assign sam")
        await w.until("2026-03-06T10:05:00+00:00")
        assert w.got("ada") == []
        await w.until("2026-03-06T12:00:00+00:00")
        assert len(w.got("ada")) == 1


async def test_many_clients() -> None:
    """With more than three clients a letter is read on the Morning card before it, not by itself."""
    more = [client(name, session="thu 15:00") for name in ("mia", "tom", "lea")]
    async with week(*more, session="mon 15:00", start="2026-03-02T16:30:00+00:00") as w:
        await w.until("2026-03-06T09:00:00+00:00")
        assert w.got("ada") == []
        assert [e["at"] for e in w.got("ada", "card") if "Letters: Sam" in e["text"]] == [
            "2026-03-06T07:30:00+00:00"
        ]
        await w.taps("ada", "Send all")
        await w.until("2026-03-06T12:00:00+00:00")
        assert [e["at"] for e in w.got("sam")] == [FRIDAY]


async def test_one_prompt_a_day() -> None:
    """Where the day had its prompt already, the letter comes a day later at the same hour."""
    async with week() as w:

        def prompted(turn: Turn) -> None:
            client_of(turn.person).prompted_on = "2026-03-07"

        await w.change("sam", after_the_first)
        await w.until("2026-03-07T09:30:00+00:00")
        await w.change("sam", prompted)
        await w.until("2026-03-08T12:00:00+00:00")
        assert [e["at"] for e in w.got("sam")] == ["2026-03-08T10:00:00+00:00"]


async def test_outage() -> None:
    """A letter whose day has passed is not sent late, and Ada hears that it did not go."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-07T09:59:00+00:00")
        w.stage.clock.advance_to(at("2026-03-07", "21:00"))
        await w.until("2026-03-09T08:30:00+00:00")
        assert w.got("sam") == []
        (notice,) = w.texts("ada", "notice")
        assert "it could not go in time" in notice


@pytest.mark.parametrize(("zone", "at"), [("Asia/Tokyo", "08:00"), ("America/Los_Angeles", "18:00")])
async def test_a_preview_never_comes_at_the_therapists_night(zone: str, at: str) -> None:
    """A client's ten o'clock may be the middle of Ada's night: then the preview waits for her morning."""
    async with week(zone=zone) as w:
        await w.until("2026-03-06T19:00:00+00:00")
        (preview,) = w.got("ada")
        assert preview["at"] == f"2026-03-06T{at}:00+00:00"
        assert "Saturday, 10:00" in preview["text"]
        await w.taps("ada", "Send")
        await w.until("2026-03-07T19:00:00+00:00")
        assert len(w.got("sam")) == 1
