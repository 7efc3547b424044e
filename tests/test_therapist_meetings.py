"""Meetings that change, days away, rests and endings: shown first, said inside the client's hours."""

from typing import Any

import pytest

from tests.world import ADA, client, events, play, texts

Line = dict[str, Any]
AFTER_SESSION = "2026-03-10T17:00:00+00:00"
CAST = [ADA, client("sam"), client("mia", "telegram", session="wed 10:00")]


def ada(text: str) -> Line:
    """Ada writes."""
    return {"who": "ada", "text": text}


def taps(label: str) -> Line:
    """Ada taps."""
    return {"who": "ada", "tap": label}


async def test_an_ordinary_change_of_plan() -> None:
    """A meeting that is off is shown with Send; the client reads it in the words of the example week."""
    printed = await play([*CAST, ada("/session sam off 17 march"), taps("Send")], AFTER_SESSION)
    shown = events(printed, "ada")[0]
    assert shown["text"].startswith("Sam is told, nothing is counted that week.")
    assert shown["buttons"][:2] == ["Send", "Change the words"]
    assert texts(printed, "sam", "notice") == [
        "Tuesday's meeting with Ada is off. What you planned stays yours, at your pace. "
        "Next: 24 March, 15:00."
    ]


async def test_a_meeting_that_is_not_the_next_is_named_by_its_date() -> None:
    """Three hours before a meeting another one a week later is called off: nobody stays away today."""
    printed = await play([*CAST, ada("/session sam off 24 march"), taps("Send")], "2026-03-17T12:01:00+00:00")
    assert texts(printed, "sam", "notice") == [
        "The meeting with Ada on Tuesday 24 March is off. What you planned stays yours, at your pace. "
        "Next: 17 March, 15:00."
    ]


async def test_nothing_changes_before_send() -> None:
    """Cancel leaves the meeting as it is, and nobody is told."""
    printed = await play(
        [*CAST, ada("/session sam off 17 march"), taps("Cancel"), ada("/session sam")], AFTER_SESSION
    )
    assert "Next: Tuesday 17 March" in texts(printed, "ada")[-1]
    assert texts(printed, "sam") == []


async def test_own_words() -> None:
    """Changed words go out in the therapist's name, as they were shown."""
    lines = [
        ada("/session sam move 19 march 4pm"),
        taps("Change"),
        ada("Thursday at four, as we said"),
        taps("Send"),
    ]
    printed = await play([*CAST, *lines, ada("/session sam")], AFTER_SESSION)
    assert texts(printed, "sam", "notice") == ["From Ada: Thursday at four, as we said"]
    assert "Next: Thursday 19 March" in texts(printed, "ada")[-1]


@pytest.mark.parametrize(
    ("words", "next_day"),
    [
        ("thu 16:00", "Thursday 12 March"),
        ("thu 16:00 fortnightly from 26 march", "Thursday 26 March"),
        ("wed 4pm", "Wednesday 11 March"),
    ],
)
async def test_a_regular_meeting_is_applied_at_once(words: str, next_day: str) -> None:
    """A new regular time is agreed in the room: it holds at once, and the client hears only if asked."""
    printed = await play([*CAST, ada(f"/session sam {words}")], AFTER_SESSION)
    assert f"Next: {next_day}." in texts(printed, "ada")[-1]
    assert texts(printed, "sam") == []
    told = await play([*CAST, ada(f"/session sam {words}"), taps("Tell Sam")], AFTER_SESSION)
    assert len(texts(told, "sam", "notice")) == 1


async def test_news_waits_for_the_hours() -> None:
    """What is decided at night is read in the morning, and the therapist is told so."""
    lines = [*CAST, ada("/session sam off 17 march"), taps("Send"), {"wait": "14h"}]
    printed = await play(lines, "2026-03-10T22:00:00+00:00")
    assert texts(printed, "ada")[1] == "Kept. Sam reads it on Wednesday, 09:00, when their hours begin."
    assert [e["at"][:16] for e in events(printed, "sam", "notice")] == ["2026-03-11T09:00"]


async def test_times_are_the_clients() -> None:
    """A meeting in another zone is shown in the client's time, and said in it."""
    cast = [ADA, client("ana", zone="America/New_York")]
    printed = await play(
        [*cast, ada("/session ana"), ada("/session ana move 19 march 16:00"), taps("Send")], AFTER_SESSION
    )
    assert "Tuesdays, 15:00, weekly, New York time" in texts(printed, "ada", "reply")[0]
    assert "Thursday 19 March, 16:00" in texts(printed, "ana", "notice")[0]


async def test_away_tells_everybody_once() -> None:
    """Days away are confirmed once; every client reads them with their own next meeting."""
    printed = await play(
        [*CAST, ada("/away 16 march to 20 march cover Lee Park"), taps("Send")], AFTER_SESSION
    )
    assert "Meetings that are off: Sam and Mia." in texts(printed, "ada")[0]
    for who, following in (("sam", "Tuesday 24 March, 15:00"), ("mia", "Wednesday 11 March, 10:00")):
        (notice,) = texts(printed, who, "notice")
        assert "from Monday 16 March to Friday 20 March" in notice
        assert "Lee Park covers" in notice
        assert following in notice


async def test_a_rest() -> None:
    """A rest is said to the client, and nothing goes out until it ends."""
    lines = [
        ada("/assign sam thought record daily at 19:00"),
        taps("Send"),
        ada("/pause sam 3d"),
        {"wait": "60h"},
    ]
    printed = await play([*CAST, *lines], AFTER_SESSION)
    assert "until Friday 13 March" in texts(printed, "ada", "reply")[-1]
    assert ["Ada has set a rest for you" in text for text in texts(printed, "sam", "notice")] == [True]
    assert events(printed, "sam", "cue") == []


async def test_an_ending() -> None:
    """A discharge asks first, says one closing text, and nothing unprompted comes after it."""
    lines = [
        ada("/assign sam thought record daily at 19:00"),
        taps("Send"),
        ada("/discharge sam"),
        taps("Send"),
    ]
    printed = await play([*CAST, *lines, {"wait": "10d"}, ada("/clients")], AFTER_SESSION)
    assert "finished working together" in texts(printed, "sam", "notice")[0]
    assert {e["kind"] for e in events(printed, "sam")} == {"assignment", "notice"}
    assert texts(printed, "ada")[-1].startswith("Mia")


async def test_a_preview_keeps_nothing() -> None:
    """A preview plays the steps to the therapist and leaves nothing in their own records."""
    steps = [
        ada("/preview paced breathing"),
        ada("start"),
        *[ada("skip")] * 12,
        {"who": "ada", "sees": "store"},
    ]
    printed = await play([*CAST, *steps])
    assert any("End of the preview. Nothing was kept." in text for text in texts(printed, "ada"))
    store = next(line["store"] for line in printed if "store" in line)
    assert not [r for r in store.get("records", []) if r.get("kind") in ("response", "done")]
