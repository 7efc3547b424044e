"""The card plays back what a list of steps hides: what they hang on, and what a change brought along."""

from typing import Any

import pytest

from handlers.therapist.build_shown import steps_shown
from tests.building_stage import QUICK, bench

HANGING = """
id = "own-hang"
title = "After the call"
client_title = "After the call"
type = "self"
modality = "own"
rhythm = "once"
minutes = 5
tiny_minutes = 2
tags = ["own"]
what = "a few short questions"
why = "It is part of the work."
how = "Answer a few short questions."
tiny = ["anchor"]
tiny_words = "only the first"
[[steps]]
key = "anchor"
kind = "choice"
text = "How was it?"
options = { a = "Lighter", b = "Heavier" }
[[steps]]
key = "more"
kind = "text"
text = "What was heavy?"
only_if = "anchor=b"
"""


def _shape(*steps: dict[str, Any]) -> dict[str, Any]:
    kept = [{"key": f"step{n}", "kind": "text", "text": "What?", **step} for n, step in enumerate(steps, 1)]
    return {"steps": kept}


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ({}, []),
        ({"options_from": "step2"}, [("from", 2, [])]),
        ({"each_of": "step2"}, [("each", 2, [])]),
        ({"only_if": "step1"}, [("only", 1, [])]),
        ({"only_if": "step1=a|b"}, [("only", 1, ["Lighter", "Heavier"])]),
        ({"after": "week"}, [("week", 0, [])]),
        ({"after": "step2"}, [("after", 2, [])]),
        ({"from_day": 2}, [("from_day", 2, [])]),
        ({"day": 3, "only_if": "step1=b"}, [("only", 1, ["Heavier"]), ("day", 3, [])]),
    ],
)
def test_what_a_step_hangs_on(step: dict[str, Any], found: list[tuple[str, int, list[str]]]) -> None:
    """By the number of the other step and the labels that are read there."""
    shape = _shape({"kind": "choice", "options": {"a": "Lighter", "b": "Heavier"}}, {"kind": "list"}, step)
    hangs = steps_shown(shape)[-1]["hangs"]
    assert [(one["how"], one["number"], one["labels"]) for one in hangs] == found


@pytest.mark.parametrize("language", ["en", "es"])
async def test_the_card_of_a_copy_says_it(language: str) -> None:
    """A ladder's steps do not look like a plain list, and no pair of brackets is empty."""
    async with bench(language=language) as ada:
        card = await ada.says("/copy ex-ladder")
        assert "()" not in card
        assert (
            "on the evening before" in card or "only if step" in card or "from the answers to step" in card
        ) is (language == "en")
        assert ("de lo respondido en el paso" in card) is (language == "es")


async def test_another_two_minute_version_is_said() -> None:
    """Taking a step out may make the smaller version another one: the card says so, and what to look at."""
    async with bench() as ada:
        lines = ("How was the call?", "[In their words]", "What next?", "[In their words]")
        await ada(*QUICK[:4], *lines, *QUICK[6:])
        card = await ada.says("[Edit]", "[The steps]", "1", "[Take it out]")
        assert "With that step out, the two-minute version is another one." in card
        assert (await ada.one()).shape["tiny"] == ["step2"]


async def test_words_for_the_first_question_that_are_for_more() -> None:
    """Where two steps are small, "only the first question" is not left unseen."""
    async with bench() as ada:
        lines = ("How was the call?", "[In their words]", "What next?", "[In their words]")
        card = await ada.says(*QUICK[:4], *lines, *QUICK[6:])
        assert "may not fit" not in card
        assert "Those words may not fit it any more" in await ada.says("[Edit]", "[Two-minute steps]", "1, 2")
        card = await ada.says("[Edit]", "[Two-minute words]", "both of them, briefly")
        assert "may not fit" not in card


async def test_by_sms_a_change_is_seen() -> None:
    """The short card says what has changed, what it reads now, and who may give it."""
    async with bench(channel="sms") as ada:
        await ada("copy cbt-record")
        card = await ada.says("2", "2", "After a bad moment")
        assert card.startswith("Changed: the client's name for it: After a bad moment.")
        assert "only you may give it" in card
        assert "The client reads: After a bad moment." in card


@pytest.mark.parametrize(
    ("language", "lines", "said"),
    [
        ("en", ("[Edit]", "[The steps]", "1", "[Take it out]"), "step 2, step 1 is no earlier choice"),
        ("es", ("[Editar]", "[Los pasos]", "1", "[Quitarlo]"), "paso 2, el paso 1 no va antes"),
    ],
)
async def test_a_step_that_others_hang_on(language: str, lines: tuple[str, ...], said: str) -> None:
    """What cannot go is said by the numbers on the card, not by names that nobody has seen."""
    async with bench(language=language) as ada:
        await ada.sends(HANGING)
        card = await ada.says(*lines)
        assert said in card
        assert "anchor" not in card
        assert len((await ada.one()).shape["steps"]) == 2


async def test_a_label_that_is_too_long() -> None:
    """It is named by its own words."""
    async with bench() as ada:
        said = await ada.sends(HANGING.replace("Heavier", "Heavier than I would ever have thought of it"))
        assert "option Heavier than I would... has 44 characters; at most 40" in said
