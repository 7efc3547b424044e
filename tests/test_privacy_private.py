"""What a client keeps back reaches no therapist, in no kind of message (CONTENT A-24, H15)."""

import asyncio

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.events import Text
from handlers.turn import Entry
from tests.core_stage import Play, playing
from tests.world import ADA, Line, client, events

CANARY = "Zqxkanary"
SHARES = ("Share it", "Share the", "Ada may see it")
"""What a client taps to show something after all."""

COMMANDS = (
    *("/clients", "/client sam", "/summary sam", "/letter sam", "/questions", "/export sam", "/note sam"),
    *("/recap sam it went as it went", "/shrink sam", "/insession sam"),
    *("/away 3 march 12 march cover Lee", "/backup lee"),
)
LEE: Line = {**ADA, "cast": "lee", "name": "Lee Park"}
"""A colleague who may stand in."""

STEP = st.one_of(
    st.tuples(st.just("sam taps"), st.integers(0, 11)),
    st.tuples(st.just("sam taps"), st.integers(0, 3)),
    st.tuples(st.just("sam writes"), st.integers(0, 4)),
    st.tuples(st.just("ada taps"), st.integers(0, 5)),
    st.tuples(st.just("ada writes"), st.integers(0, len(COMMANDS) - 1)),
    st.tuples(st.just("lee taps"), st.integers(0, 3)),
    st.tuples(st.just("wait"), st.integers(1, 40)),
)


async def written(play: Play, number: int, visibility: str) -> Line:
    """Private words: marked so, or plain inside an activity that is private as a whole."""
    store, sam = play.stage.engine.store, await play.id("sam")
    talks = [row.doc for row in (await store.load(play.stage.practice, [sam]))[sam].talks]
    inside = any(talk.state == "open" and talk.script == "activity" for talk in talks)
    marked = "" if inside and visibility == "private" else ("private ", "PRIVATE: ", "Private ")[number % 3]
    return {"who": "sam", "text": f"{marked}{CANARY} and {number}"}


async def line_of(play: Play, what: str, number: int, visibility: str) -> Line | None:
    """This step as an input line, as far as it is possible now."""
    if what == "wait":
        return {"wait": f"{number}h"}
    if what == "ada writes":
        return {"who": "ada", "text": COMMANDS[number]}
    if what == "sam writes":
        return await written(play, number, visibility)
    who = what.split()[0]
    shown = [e["buttons"] for e in events(play.printed, who) if e["buttons"]][-1:]
    labels = [label for buttons in shown for label in buttons if not label.startswith(SHARES)]
    return {"who": who, "tap": labels[number % len(labels)]} if labels else None


async def walk(visibility: str, channel: str, steps: list[tuple[str, int]]) -> list[Line]:
    """Live these steps; gives everything anybody but Sam got."""
    assign: list[Line] = [
        {"who": "ada", "text": f"/assign sam thought record daily at 19:00 {visibility}"},
        {"who": "ada", "tap": "Send"},
    ]
    async with playing(ADA, LEE, client("sam", channel), *assign) as play:
        for what, number in steps:
            line = await line_of(play, what, number, visibility)
            if line is not None:
                await play(line)
        await play(
            {"who": "ada", "text": "/summary sam"}, {"wait": "8d"}, {"who": "ada", "text": "/summary sam"}
        )
        assert await seen_by_ada(play) == []
        return [event for event in events(play.printed) if event["to"] != "sam"]


async def seen_by_ada(play: Play) -> list[Entry]:
    """The records with a private word that a turn of Ada's may read, as the runner hands them out."""
    runner, practice, ada = play.stage.engine.runner, play.stage.practice, await play.id("ada")
    loaded = (await runner.store.load(practice, [ada]))[ada]
    views = await runner.loading.views(loaded, Text("/clients", 0))
    return [entry for view in views.values() for entry in view.records if CANARY in repr(entry.doc)]


@settings(max_examples=12)
@example("private", "telegram", [("sam taps", 0), *[("sam writes", n) for n in range(5)], ("wait", 9)] * 3)
@example("shared", "sms", [("sam writes", 1), ("sam taps", 1), ("wait", 20)] * 6)
@given(
    st.sampled_from(("private", "ask", "shared")),
    st.sampled_from(("telegram", "sms")),
    st.lists(STEP, min_size=8, max_size=22),
)
def test_private_words_never_reach_a_therapist(
    visibility: str, channel: str, steps: list[tuple[str, int]]
) -> None:
    """Whatever is tapped, written and asked for, no text to the therapist holds a private word."""
    for event in asyncio.run(walk(visibility, channel, steps)):
        assert CANARY not in event["text"], event
        assert CANARY not in " ".join(event["buttons"]), event


@pytest.mark.parametrize("command", ["note", "win", "ask"])
async def test_private_after_a_command_is_private(command: str) -> None:
    """PRIVATE before the words holds after NOTE, WIN and ASK too, and is said so."""
    async with playing(ADA, client("sam", "sms")) as play:
        (kept,) = await play({"who": "sam", "text": f"{command} private {CANARY}"})
        assert kept["text"].startswith("Kept, and only you see it.")
        (summary,) = await play({"who": "ada", "text": "/summary sam"})
        assert CANARY not in summary["text"]
        assert "Kept private: 1" in summary["text"]
        assert await seen_by_ada(play) == []
