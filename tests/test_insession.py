"""`/insession`: what was left is done in the room, in the same written form, on either phone (I-9)."""

from typing import Any

import pytest

from handlers.therapist.insession import form_of
from tests.barrier_stage import house
from tests.world import ADA, client, events, play, texts

SAM = client("sam", "telegram", "fri 15:00")


def assigned(activity: str = "thought record 3x", more: str = "") -> list[dict[str, str]]:
    """Ada assigns it."""
    return [{"who": "ada", "text": f"/assign sam {activity} at 19:00 {more}"}, {"who": "ada", "tap": "Send"}]


def says(who: str, *words: str) -> list[dict[str, str]]:
    """One text after the other."""
    return [{"who": who, "text": text} for text in words]


OPENED = [*says("ada", "/insession sam"), {"who": "ada", "tap": "On Sam's phone"}]
HERE = [*says("ada", "/insession sam"), {"who": "ada", "tap": "On this one"}]


@pytest.mark.parametrize(
    ("activity", "form"),
    [
        ("cbt-record", "looking_back"),
        ("sa-sleep", "looking_back"),
        ("dbt-ask", "situation"),
        ("co-conflict", "situation"),
        ("ex-step", "as_is"),
        ("ba-plan", "as_is"),
    ],
)
def test_which_form_fits(activity, form):
    """Logs look back, what is between people takes a situation, everything else is done as it is."""
    assert form_of(house().content.activities[activity]) == form


async def test_on_the_clients_phone():
    """It opens at once with the moment it is about, then the same steps, and counts as any doing."""
    lines = [ADA, SAM, *assigned(), *OPENED, *says("sam", "monday in the canteen", "at the till")]
    printed = await play([*lines, {"wait": "1m"}, {"who": "sam", "sees": "store"}])
    first, step, following = texts(printed, "sam", "step")
    assert first.startswith("Ada and you do this one together now: thought record. Which moment")
    assert step.startswith("The moment: what, where, when?")
    assert following.startswith("The thought that stung most")
    store = next(line["store"] for line in printed if "store" in line)
    item = store["person"]["client"]["assignments"][0]
    assert item["explored_at"] > 0
    steps = [r["doc"]["step"] for r in store["records"] if r["kind"] == "response"]
    assert steps == ["insession/looking_back", "moment"]


async def test_nothing_is_rated_afterwards():
    """In the room the two talk about it: no question after the last step."""
    lines = [ADA, SAM, *assigned("breathing daily"), *OPENED]
    lines += [{"who": "sam", "text": "skip"} for _ in range(8)]
    asked = texts(await play(lines), "sam", "completion")
    assert [text for text in asked if "How helpful" in text or "difficult" in text] == []


async def test_on_this_phone_the_answers_are_the_clients():
    """Asked and answered here, kept there as the client's own, private lines too, and counted as done."""
    lines = [ADA, SAM, *assigned("thought record 3x"), *HERE]
    lines += says("ada", "tuesday's call", "at my desk")
    lines += [{"wait": "1m"}, *says("ada", "im the idiot", "4")]
    lines += [*says("ada", "skip", "skip", "private not this")]
    lines += [
        {"wait": "1m"},
        *says("ada", "3"),
        {"who": "sam", "sees": "store"},
        *says("ada", "/summary sam"),
    ]
    printed = await play(lines)
    store = next(line["store"] for line in printed if "store" in line)
    kept = {r["doc"]["step"]: r["doc"] for r in store["records"] if r["kind"] == "response"}
    assert list(kept) == ["insession/looking_back", "moment", "thought", "belief", "fuller", "feeling"]
    assert (kept["thought"]["words"], kept["belief"]["value"]) == ("im the idiot", 4)
    assert (kept["fuller"]["words"], kept["fuller"]["private"]) == ("not this", True)
    assert store["person"]["client"]["dots"] == 1
    assert "Thought record: 1 of 3" in texts(printed, "ada", "summary")[-1]
    assert texts(printed, "sam", "step") == []
    assert "Kept as Sam's own answers" in texts(printed, "ada", "reply")[-1]


async def test_nothing_written_is_nothing_done():
    """Every step passed: nothing is kept, no doing is credited, and nothing was looked at."""
    lines = [ADA, SAM, *assigned("thought record 3x"), *HERE]
    lines += [{"who": "ada", "text": "skip"} for _ in range(8)]
    printed = await play([*lines, {"who": "sam", "sees": "store"}])
    client_side = next(line["store"] for line in printed if "store" in line)["person"]["client"]
    assert client_side["dots"] == 0
    assert client_side["assignments"][0]["explored_at"] == 0
    assert "Nothing was written" in texts(printed, "ada", "reply")[-1]


@pytest.mark.parametrize(
    ("more", "before", "places"),
    [
        ("", [], ["On Sam's phone", "On this one", "Only note it"]),
        ("private", [], ["On Sam's phone", "Only note it"]),
        ("ask", [], ["On Sam's phone", "Only note it"]),
        ("", [{"wait": "1h"}, {"who": "sam", "text": "/pause 3d"}], ["On this one", "Only note it"]),
        ("", [{"who": "sam", "text": "stop"}], ["On this one", "Only note it"]),
        ("", [{"until": "2026-03-02T21:00:00+00:00"}], ["On this one", "Only note it"]),
        ("", [{"who": "sam", "text": "i want to die"}], ["On this one", "Only note it"]),
    ],
    ids=["open", "private", "decides each time", "resting", "stopped", "after hours", "on hold"],
)
async def test_where_it_can_be_done(more: str, before: list[Any], places: list[str]):
    """No text to a phone that takes none; nothing of the client's own on the therapist's phone."""
    printed = await play([ADA, SAM, *assigned(more=more), *before, *says("ada", "/insession sam")])
    assert events(printed, "ada", "reply")[-1]["buttons"] == places


async def test_a_rating_that_is_weighed_stays_on_the_clients_phone():
    """An urge is answered where its numbers can be shown."""
    printed = await play([ADA, SAM, *assigned("dbt-card daily"), *says("ada", "/insession sam")])
    assert "On this one" not in events(printed, "ada", "reply")[-1]["buttons"]


async def test_only_noted():
    """On the list for the room, with its steps, and nothing on anybody's phone."""
    lines = [ADA, SAM, *assigned(), *says("ada", "/insession sam"), {"who": "ada", "tap": "Only note it"}]
    printed = await play([*lines, *says("ada", "/summary sam")])
    assert "1 The moment: what, where, when?" in texts(printed, "ada", "reply")[-1]
    assert "to do together: Thought record" in texts(printed, "ada", "summary")[-1]
    assert texts(printed, "sam", "step") == []


async def test_what_is_done_is_off_the_list():
    """What was noted to be done together is not on the list any more once it was; its titles may differ."""
    lines = [ADA, SAM, *assigned("cbt-test once"), *says("ada", "/insession sam")]
    lines += [{"who": "ada", "tap": "Only note it"}]
    noted = await play([*lines, *says("ada", "/summary sam")])
    assert "to do together: A small experiment" in texts(noted, "ada", "summary")[-1]
    opened = await play([*lines, *OPENED, *says("ada", "/summary sam")])
    assert "to do together: A small experiment" in texts(opened, "ada", "summary")[-1]
    done = await play([*lines, *OPENED, *says("sam", "a line"), *says("ada", "/summary sam")])
    assert "to do together" not in texts(done, "ada", "summary")[-1]


async def test_neutral_texts_name_nothing():
    """A client with neutral texts sees that there is something new, and reads the rest after a reply.

    The therapist, who would wonder, is told so.
    """
    lines = [ADA, client("sam", "sms", "fri 15:00", discreet=True), *assigned(), {"wait": "1h"}, *OPENED]
    printed = await play(lines)
    assert "Sam has neutral texts" in texts(printed, "ada", "reply")[-1]
    first = texts(printed, "sam")[-1]
    assert "thought record" not in first.casefold()
    opened = texts(await play([*lines, *says("sam", "ok")]), "sam", "step")
    assert opened[-1].startswith("Ada and you do this one together now")


async def test_it_counts_as_looked_at_once_something_is_answered():
    """Something new after it passes the guard; opened and left alone it does not."""
    missed = {"until": "2026-03-05T12:00:00+00:00"}
    lines = [ADA, SAM, *assigned(), missed]
    new = says("ada", "/assign sam sleep daily at 19:00")
    for nothing in ([], OPENED, [*HERE, *says("ada", *["skip"] * 8)]):
        stopped = await play([*lines, *nothing, *new])
        assert "hasn't been looked at" in texts(stopped, "ada", "card")[-1]
    for something in (
        [*OPENED, *says("sam", "the kitchen")],
        [*HERE, *says("ada", *["a line"], *["skip"] * 7)],
    ):
        passed = await play([*lines, *something, {"wait": "1m"}, *new])
        assert texts(passed, "ada", "card")[-1].startswith("For Sam")


WRITTEN = [
    *assigned("thought record 3x"),
    *HERE,
    *says("ada", "tuesday's call", "at my desk"),
    {"wait": "1m"},
]
CASELOAD = [*WRITTEN, *says("ada", "/clients")]


def _kept(printed: list[Any]) -> tuple[list[str], str]:
    """The steps kept on Sam's side, and how far the doing is."""
    store = next(line["store"] for line in printed if "store" in line)
    states = [o["state"] for o in store["person"]["client"]["assignments"][0]["occurrences"]]
    steps = [r["doc"]["step"] for r in store["records"] if r["kind"] == "response"]
    return steps, next((s for s in states if s in ("part", "done")), "")


SEEN = {"who": "sam", "sees": "store"}


async def test_a_command_in_between_loses_nothing():
    """Going on is offered after the command, and continues at the question that was open."""
    offered = await play([ADA, SAM, *CASELOAD])
    last = events(offered, "ada", "reply")[-1]
    assert last["text"].startswith("Thought record, together with Sam, stopped half-way.")
    assert last["buttons"] == ["Continue", "Keep it as it is"]
    goes_on = await play([ADA, SAM, *CASELOAD, *says("ada", "continue")])
    assert texts(goes_on, "ada", "step")[-1].startswith("The thought that stung most")
    later = await play([ADA, SAM, *CASELOAD, {"wait": "1h"}, *says("ada", "/questions", "continue")])
    assert texts(later, "ada", "step")[-1].startswith("The thought that stung most")


async def test_what_is_left_is_kept_in_part():
    """Not gone on with: the lines are Sam's, the doing is begun and not credited."""
    said = await play([ADA, SAM, *CASELOAD, {"who": "ada", "tap": "Keep it as it is"}, SEEN])
    assert _kept(said) == (["insession/looking_back", "moment"], "part")
    assert "begun and not counted as done" in texts(said, "ada", "reply")[-1]
    hours = [{"wait": "3h"}, *says("ada", "/questions")]
    by_itself = await play([ADA, SAM, *CASELOAD, *hours, SEEN])
    assert _kept(by_itself) == (["insession/looking_back", "moment"], "part")
    assert any("begun and not counted" in text for text in texts(by_itself, "ada", "reply"))


async def test_nothing_written_is_not_offered_again():
    """Left before a line was written, there is nothing to go on with."""
    printed = await play([ADA, SAM, *assigned("thought record 3x"), *HERE, *says("ada", "skip", "/clients")])
    assert not any("half-way" in text for text in texts(printed, "ada"))


@pytest.mark.parametrize("line", ["recap sam thanks for today", "assign sam walk", "clients"])
async def test_what_may_be_a_command_is_asked_about(line: str):
    """Typed in the room without a slash: the client's answer, or the command; each does what it says."""
    lines = [ADA, SAM, *WRITTEN, *says("ada", line)]
    asked = events(await play(lines), "ada", "reply")[-1]
    assert asked["buttons"] == ["Sam's answer", "The command"]
    answer = await play([*lines, {"who": "ada", "tap": "Sam's answer"}])
    assert texts(answer, "ada", "step")[-1] != texts(await play(lines[:-1]), "ada", "step")[-1]
    command = await play(
        [*lines, {"who": "ada", "tap": "The command"}, {"wait": "3h"}, *says("ada", "/help"), SEEN]
    )
    store = next(one["store"] for one in command if "store" in one)
    assert line not in str(store["records"])


async def test_what_is_no_command_is_the_answer():
    """A line that begins like a command and names nobody here is the client's."""
    lines = [ADA, SAM, *WRITTEN, *says("ada", "note to myself", "4")]
    printed = await play([*lines, {"wait": "1m"}, *says("ada", "/clients", "2"), SEEN])
    assert "note to myself" in str(next(one["store"] for one in printed if "store" in one)["records"])
