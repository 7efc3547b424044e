"""A pathway from its first step to its last on Sam's phone: CONTENT H14, on both channels."""

from datetime import date, datetime

import pytest

from tests.acceptance.stage import CHANNELS, LONDON, Life, life, said
from tests.barrier_stage import content

BOTH = pytest.mark.parametrize("channel", CHANNELS)
PATHWAY = "/pathway sam start of therapy at 18:30"

TITLES = ["What the week is for", "A quick check", "My ways through hard times", "Eight areas of life"]
"""What the first steps are called on Sam's phone."""


def came(play: Life) -> list[tuple[str, date]]:
    """What each step was called on Sam's phone, and the day it came."""
    found = []
    for event in play.printed_events():
        if event["to"] == "sam" and event["kind"] == "assignment":
            title = next(one for one in TITLES if f"{one}:" in event["text"])
            found.append((title, datetime.fromisoformat(event["at"]).astimezone(LONDON).date()))
    return found


async def do(play: Life, title: str) -> None:
    """Sam does the piece of that name, says nothing about it, and that it is done."""
    await play.say("sam", "/todo")
    (start,) = [one for one in play.newest()["buttons"] if title.lower() in one.lower()]
    await play.tap("sam", start)
    over = ("Kept", "Left open")
    while play.newest()["kind"] in ("step", "completion") and not play.newest()["text"].startswith(over):
        await play.say("sam", "/skip")
    if play.newest()["text"].startswith("Left open"):
        await play.say("sam", "/done", "/skip")


@BOTH
async def test_h14_one_after_the_previous_and_one_after_days(channel: str) -> None:
    """H14: the second comes the day after the first is done, the third days after that, as it says."""
    async with life(channel) as play:
        await play.say("ada", PATHWAY)
        await play.tap("ada", "Send")
        await do(play, "What the week is for")
        await play.till("2026-03-04 12:00")
        await do(play, "A quick check")
        await play.till("2026-03-09 09:00")
        found = came(play)
        assert [title for title, _ in found] == TITLES[:3]
        assert [day for _, day in found] == [date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 8)]


@BOTH
async def test_h14_a_required_step_is_a_gate_and_an_optional_one_is_none(channel: str) -> None:
    """H14: nothing comes while what is needed is open; what is optional can be passed and blocks nothing."""
    async with life(channel) as play:
        await play.say("ada", PATHWAY)
        await play.tap("ada", "Send")
        await play.till("2026-03-09 17:00")
        assert len(came(play)) == 1, "the gate"
        await do(play, "What the week is for")
        await play.till("2026-03-10 18:00")
        await do(play, "A quick check")
        await play.till("2026-03-14 12:00")
        (third,) = [e for e in play.printed_events() if e["kind"] == "assignment" and "3 of 7" in e["text"]]
        assert "here if you want it" in third["text"]
        assert "Pass for now" in third["buttons"]
        await play.tap("sam", "Pass for now")
        assert "why" not in play.newest()["text"].lower()
        await play.till("2026-03-19 12:00")
        assert len(came(play)) == 4


@BOTH
async def test_h14_what_has_not_run_can_be_put_in_another_order(channel: str) -> None:
    """H14: Ada moves a later step up while it runs; Sam gets it first, and nothing that ran changes."""
    async with life(channel) as play:
        await play.say("ada", PATHWAY)
        await play.tap("ada", "Send")
        await do(play, "What the week is for")
        await play.till("2026-03-04 12:00")
        await play.say("ada", "/pathway sam")
        await play.tap("ada", "Change the order")
        labels = play.newest("ada")["buttons"]
        assert not [one for one in labels if "What the week is for" in one or "Mood check" in one]
        (wheel,) = [one for one in labels if "Wheel of life" in one]
        await play.tap("ada", wheel, "One up")
        await do(play, "A quick check")
        await play.till("2026-03-10 12:00")
        assert [title for title, _ in came(play)][:3] == [*TITLES[:2], TITLES[3]]


@BOTH
async def test_h14_two_titles_and_notes_for_the_therapist_alone(channel: str) -> None:
    """H14: Sam reads the title meant for Sam, never the inner one or a note; Ada reads both."""
    pathway = content().pathways["start-of-therapy"]
    activities = [content().activities[step.activity] for step in pathway.steps]
    async with life(channel) as play:
        await play.say("ada", PATHWAY)
        card = "\n".join(play.all("ada"))
        assert pathway.title in card
        assert pathway.client_title in card
        assert pathway.therapist_note[:60] in card
        await play.tap("ada", "Send")
        await do(play, "What the week is for")
        await play.till("2026-03-04 12:00")
        await do(play, "A quick check")
        await play.till("2026-03-09 18:05")
        await play.say("sam", "/todo", "/now", "/sees", "/progress", "/menu", "/why", "/how")
        read = "\n".join([*play.all("sam"), *(label for e in play.clients() for label in e["buttons"])])
        assert pathway.client_title in read
        assert pathway.title.lower() not in read.lower()
        for note in [
            pathway.therapist_note,
            *(one.therapist_note for one in activities if one.therapist_note),
        ]:
            assert note[:40] not in read
        for one in activities[1:]:
            assert one.title == one.client_title or one.title.lower() not in read.lower()
        assert said(await play.say("ada", "/pathway sam"), "ada")


@BOTH
async def test_h14_days_that_are_over_open_no_gate(channel: str) -> None:
    """H14: what comes days after the one before waits all the same while that one is needed and not done."""
    async with life(channel) as play:
        await play.say("ada", PATHWAY)
        await play.tap("ada", "Send")
        await do(play, "What the week is for")
        await play.till("2026-03-12 12:00")
        assert [title for title, _ in came(play)] == TITLES[:2]
        await do(play, "A quick check")
        await play.till("2026-03-14 12:00")
        assert [title for title, _ in came(play)] == TITLES[:3]
