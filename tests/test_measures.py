"""A measure with a client: how it comes, is answered, left and gone on with, and what of it anybody reads."""

import json
from typing import Any

import pytest

from tests.core_stage import Play, playing
from tests.measure_stage import BANDS, ada, ada_taps, fill, give
from tests.safety_stage import says, taps
from tests.world import ADA, Line, client, events, texts

CHANNELS = ["telegram", "sms"]
EIGHT = (0, 1, 2, 3, 0, 1, 2, 3)


def measuring(channel: str, *lines: Line, **more: Any) -> Any:
    """A stage with Ada and Kim on which these lines have been played."""
    return playing(ADA, client("kim", channel, **more), *lines)


async def kept(play: Play, kind: str = "measure") -> list[dict[str, Any]]:
    """What is recorded of Kim's measures."""
    return [one for one in await play.records("kim") if one["kind"] == kind]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_from_the_card_to_the_number(channel: str) -> None:
    """It comes at once, asks item by item in order, ends with the number, and is kept whole."""
    async with measuring(channel, *give("phq8")) as play:
        came = await play(*fill(*EIGHT, difficulty=None))
        asked = [e for e in events(came, "kim") if e["text"][:1].isdigit()]
        assert [e["text"].split("\n")[0] for e in asked] == [f"{n} of 8" for n in range(1, 9)]
        assert "how difficult" in texts(came, "kim")[-1]
        done = await play(says("2"))
        assert texts(done, "kim") == ["That comes to 12 of 24.\nAda will look at it with you."]
        assert {e["kind"] for e in events(play.printed, "kim")} == {"measure"}
        (one,) = await kept(play)
        assert (one["values"], one["total"], one["version"]) == (list(EIGHT), 12, 1)
        assert [found["value"] for found in await kept(play, "measure_difficulty")] == [2]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("value", [0, 1, 2, 3])
@pytest.mark.parametrize("by", ["digit", "label"])
async def test_the_digit_is_the_answer(channel: str, value: int, by: str) -> None:
    """On either channel the digit that is typed is the form's own number, and a label means the same."""
    label = ("Not at all", "Several days", "More than half the days", "Nearly every day")[value]
    async with measuring(channel, *give("phq2")) as play:
        typed = str(value) if by == "digit" else label
        await play(*fill(typed, typed, difficulty=None))
        assert (await kept(play))[0]["values"] == [value, value]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_digit_of_no_answer_is_asked_again(channel: str) -> None:
    """A 4 is no answer of this form: nothing is guessed, the choices are shown again."""
    async with measuring(channel, *give("phq2"), taps("Start")) as play:
        shown = events(await play(says("4")), "kim")
        assert shown[0]["buttons"][0] == "Not at all"
        await play(says("3"), says("3"))
        assert (await kept(play))[0]["total"] == 6


async def test_digits_stand_in_the_text_on_sms() -> None:
    """By SMS the answers are numbered from 0, as on the form."""
    async with measuring("sms", *give("phq2")) as play:
        shown = texts(await play(taps("Start")), "kim")[-1]
        assert "0 Not at all" in shown
        assert "3 Nearly every day" in shown


async def test_who_made_it_is_said_once() -> None:
    """The line of the authors stands before the first item, the first time only."""
    async with measuring("telegram", *give("phq2"), *fill(1, 1, difficulty=None)) as play:
        assert sum("Pfizer" in text for text in texts(play.printed, "kim")) == 1
        await play({"wait": "14d2h"}, *fill(1, 1, difficulty=None))
        assert sum("Pfizer" in text for text in texts(play.printed, "kim")) == 1


async def test_about_names_the_authors() -> None:
    """ABOUT says what this is, and of forms that were given who made them."""
    async with measuring("sms", says("about")) as play:
        assert "automatic program" in texts(play.printed, "kim")[0]
        assert "Pfizer" not in texts(play.printed, "kim")[0]
        await play(*give("phq2"), *fill(1, 1, difficulty=None))
        assert "Pfizer" in texts(await play(says("about")), "kim")[0]


@pytest.mark.parametrize("measure", ["phq8", "gad7", "phq2", "gad2"])
async def test_no_label_reaches_the_client(measure: str) -> None:
    """At the highest sum as at the lowest: numbers, and not one word about them, wherever a client looks."""
    many = {"phq8": 8, "gad7": 7, "phq2": 2, "gad2": 2}[measure]
    last = 3 if many > 2 else None
    for value in (3, 0):
        lines = [*give(measure, "once"), *fill(*[value] * many, difficulty=last if value else None)]
        async with measuring("telegram", *lines, says("progress"), says("sees"), says("menu")) as play:
            own = " ".join(texts(play.printed, "kim")).casefold()
            assert f"comes to {value * many} of {many * 3}" in own
            assert not [word for word in BANDS if word in own]


async def test_nothing_is_asked_about_difficulty_where_nothing_was_there() -> None:
    """All zeros: the question that begins with "if you checked off any" is not asked."""
    async with measuring("telegram", *give("gad7")) as play:
        came = await play(*fill(*[0] * 7))
        assert not [text for text in texts(came, "kim") if "how difficult" in text]
        assert (await kept(play))[0]["total"] == 0


@pytest.mark.parametrize("channel", CHANNELS)
async def test_skip_leaves_no_sum(channel: str) -> None:
    """An item passed over is kept open: no sum, for the client or the therapist, and no band."""
    async with measuring(channel, *give("phq8"), *fill(3, 3, "skip", 3, 3, 3, 3, 3)) as play:
        assert "One answer was left open, so there is no sum." in texts(play.printed, "kim")[-1]
        (one,) = await kept(play)
        assert (one["values"][2], one["total"]) == (None, None)
        seen = texts(await play(ada("/measure kim")), "ada")[0]
        assert "1 left open, no sum" in seen
        assert "severe" not in seen


@pytest.mark.parametrize("channel", CHANNELS)
async def test_back_takes_an_answer_back(channel: str) -> None:
    """BACK asks the item before once more, also after the last; what was kept is withdrawn and kept anew."""
    async with measuring(channel, *give("gad7"), *fill(3, 3, 3, 3, 3, 3, 3, difficulty=None)) as play:
        again = texts(await play(says("back")), "kim")[-1]
        assert again.startswith("7 of 7")
        await play(says("back"), says("0"), says("0"), says("1"))
        assert [one["total"] for one in await kept(play)] == [21, 15]
        assert len(await kept(play, "withdrawn")) == 1
        given = (await play.person("kim")).client.measures[0]
        assert [one.total for one in given.results] == [15]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_left_and_gone_on_with(channel: str) -> None:
    """Left half-way for something else, it is offered again, goes on at its item, and survives a restart."""
    async with measuring(channel, *give("phq8"), *fill(1, 2, 3, difficulty=None)) as play:
        came = await play(says("todo"), taps("Not now"))
        assert "Continue" in events(came, "kim")[-1]["buttons"]
        await play({"crash": True})
        assert texts(await play(taps("Continue")), "kim")[-1].startswith("4 of 8")
        await play(*(says("0") for _ in range(5)), says("0"))
        assert (await kept(play))[0]["values"] == [1, 2, 3, 0, 0, 0, 0, 0]


async def test_from_the_list() -> None:
    """TODO shows what waits; half-way it goes on where it was left, else it begins with the first item."""
    async with measuring("telegram", *give("phq8"), says("todo")) as play:
        shown = events(play.printed, "kim")[-1]
        assert "Start mood and energy questions" in shown["buttons"]
        first = texts(await play(taps("Start mood")), "kim")
        assert first[-1].startswith("1 of 8")
        await play(says("2"), says("todo"))
        went_on = await play(taps("Go on with mood"))
        assert texts(went_on, "kim")[-1].startswith("2 of 8")
        await play(*(says("0") for _ in range(7)), says("0"), says("todo"))
        assert "Nothing is open right now" in texts(play.printed, "kim")[-1]
        assert (await kept(play))[0]["total"] == 2


async def test_neutral_texts_name_nothing() -> None:
    """For somebody with neutral texts a neutral line comes first, and the measure after the reply."""
    async with measuring("sms", *give("phq8"), discreet=True) as play:
        (first,) = texts(play.printed, "kim")
        assert "mood" not in first
        assert "Ada" not in first
        assert "mood" in texts(await play(says("ok")), "kim")[-1]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_ratings_show_numbers_and_an_average(channel: str) -> None:
    """One number from 0 to 10; from the third time on with the average, and never a word about it."""
    async with measuring(channel, *give("mood", "weekly")) as play:
        for value in (4, 6, 7):
            await play(*fill(value, difficulty=None), {"wait": "7d2h"})
        done = [text for text in texts(play.printed, "kim", "measure") if "kept" in text]
        assert done[0].startswith("4 of 10, kept.\n")
        assert done[1].startswith("6 of 10, kept. Before: 4.\n")
        assert done[2].startswith("7 of 10, kept. Before: 6. Your average of 3: 5.7.\n")
        assert "average 5.7" in texts(await play(ada("/measure kim")), "ada")[0] or channel == "sms"


async def test_a_rating_out_of_range_is_asked_again() -> None:
    """Eleven is not on the scale; nothing is kept until a number fits."""
    async with measuring("sms", *give("suds", "once"), *fill(11, difficulty=None)) as play:
        assert await kept(play) == []
        await play(says("9"))
        assert (await kept(play))[0]["total"] == 9


async def test_the_week_check_shows_five_numbers_and_those_of_last_week() -> None:
    """No sum and no band anywhere: five numbers, and beside them what they were."""
    async with measuring(
        "telegram", *give("week-check", "weekly"), *fill(4, 5, 6, 7, 8, difficulty=None)
    ) as play:
        assert texts(play.printed, "kim")[-1].startswith(
            "Light 4, rested 5, interested 6, connected 7, did what matters 8.\n"
        )
        await play({"wait": "7d2h"}, *fill(5, 5, "skip", 7, 8, difficulty=None))
        assert texts(play.printed, "kim")[-1].startswith(
            "Light 5 (before: 4), rested 5 (before: 5), connected 7"
        )
        seen = texts(await play(ada("/measure kim")), "ada")[0]
        assert "Week check: light 5 (before: 4), rested 5 (before: 5), connected 7 (before: 7)" in seen
        assert " of 50" not in seen


async def test_what_the_client_can_see() -> None:
    """PROGRESS and SEES show the number and the one before, as the therapist has them; the export has all."""
    lines = [*give("phq2"), *fill(1, 1, difficulty=None), {"wait": "14d2h"}, *fill(3, 2, difficulty=None)]
    async with measuring("telegram", *lines) as play:
        for word in ("progress", "sees"):
            shown = texts(await play(says(word)), "kim")[0]
            assert "Two mood questions, 16 March: 5 of 6, before 2." in shown
        store = await play.stage.engine.store.export_person(play.stage.practice, await play.id("kim"))
        assert [one["doc"]["total"] for one in store["records"] if one["kind"] == "measure"] == [2, 5]
        assert not [word for word in ("cut-off", "moderate") if word in json.dumps(store["person"])]


async def test_it_ends_with_the_relation_and_when_the_therapist_ends_it() -> None:
    """Ended by the therapist, or by a discharge, nothing of it comes any more."""
    for line in (ada("/measure kim phq2 end"), ada("/discharge kim")):
        async with measuring("telegram", *give("phq2"), line) as play:
            if "discharge" in line["text"]:
                await play(ada_taps("Send"))
            later = events(await play({"wait": "15d"}), "kim", "measure")
            assert not later
            given = (await play.person("kim")).client.measures
            assert [one.ended_at > 0 for one in given] == [True]


async def test_distress_in_the_middle_is_answered_first() -> None:
    """Words of danger while an item is open bring the card, and nothing of the measure is asked after it."""
    async with measuring("telegram", *give("phq8"), *fill(1, 1, difficulty=None)) as play:
        came = await play(says("i cant do this anymore i dont want to be here"))
        assert [e["kind"] for e in events(came, "kim")] == ["safety"]


async def test_two_at_once_are_told_apart() -> None:
    """A second measure lets the first rest; both are in the list by their own names, and both are kept."""
    async with measuring("telegram", *give("phq2", "once"), *give("gad2", "once"), says("todo")) as play:
        shown = events(play.printed, "kim")[-1]["buttons"]
        assert shown[:2] == ["Start two worry questions", "Start two mood questions"]
        await play(taps("Start two mood"), says("1"), says("1"), says("todo"), taps("Start two worry"))
        await play(says("2"), says("2"))
        assert {one["measure"]: one["total"] for one in await kept(play)} == {"phq2": 2, "gad2": 4} or {
            one["measure"]: one["total"] for one in await kept(play)
        } == {"phq-2": 2, "gad-2": 4}
