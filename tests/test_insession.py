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
    """Every step passed: it was looked at, and no doing is credited."""
    lines = [ADA, SAM, *assigned("thought record 3x"), *HERE]
    lines += [{"who": "ada", "text": "skip"} for _ in range(8)]
    printed = await play([*lines, {"who": "sam", "sees": "store"}])
    client_side = next(line["store"] for line in printed if "store" in line)["person"]["client"]
    assert client_side["dots"] == 0
    assert client_side["assignments"][0]["explored_at"] > 0
    assert "Nothing was written." in texts(printed, "ada", "reply")[-1]


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
    done = await play([*lines, *OPENED, *says("ada", "/summary sam")])
    assert "to do together" not in texts(done, "ada", "summary")[-1]


async def test_neutral_texts_name_nothing():
    """A client with neutral texts sees that there is something new, and reads the rest after a reply."""
    lines = [ADA, client("sam", "sms", "fri 15:00", discreet=True), *assigned(), {"wait": "1h"}, *OPENED]
    first = texts(await play(lines), "sam")[-1]
    assert "thought record" not in first.casefold()
    opened = texts(await play([*lines, *says("sam", "ok")]), "sam", "step")
    assert opened[-1].startswith("Ada and you do this one together now")


async def test_it_counts_as_looked_at():
    """Something new after it passes the guard."""
    missed = {"until": "2026-03-05T12:00:00+00:00"}
    lines = [ADA, SAM, *assigned(), missed]
    new = says("ada", "/assign sam sleep daily at 19:00")
    stopped = await play([*lines, *new])
    assert "hasn't been looked at" in texts(stopped, "ada", "card")[-1]
    passed = await play([*lines, *OPENED, *new])
    assert texts(passed, "ada", "card")[-1].startswith("For Sam")
