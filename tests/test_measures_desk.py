"""Measures at a therapist's desk: sent, entered from paper, read, ended, shown in the library."""

from typing import Any

import pytest

from prompts.library import load_content
from tests.core_stage import playing
from tests.measure_stage import ada, ada_taps, fill, give
from tests.safety_stage import says, taps
from tests.world import ADA, Line, client, events, texts

KIM = client("kim", "telegram")
CONTENT = load_content()


def desk(*lines: Line, channel: str = "telegram") -> Any:
    """Ada and Kim, and what Ada does."""
    return playing({**ADA, "channel": channel}, KIM, *lines)


@pytest.mark.parametrize(
    "line", ["/measure kim phq8 fortnightly", "/assign kim phq-8 fortnightly", "/assign kim gad7 once"]
)
async def test_it_is_sent_like_an_activity(line: str) -> None:
    """`/measure` and `/assign` lead to the same card, and nothing goes before Send."""
    async with desk(ada(line)) as play:
        card = events(play.printed, "ada", "card")[0]
        assert card["buttons"] == ["Send", "Edit", "Cancel"]
        assert not events(play.printed, "kim")
        assert events(await play(ada_taps("Send")), "kim", "measure")


async def test_an_activity_goes_before_a_measure_of_the_same_name() -> None:
    """`/assign kim mood` is the activity, as before; `/measure kim mood` the rating."""
    async with desk(ada("/assign kim mood check daily at 19:00")) as play:
        assert (
            "A quick check" in texts(play.printed, "ada")[0] or "Mood check" in texts(play.printed, "ada")[0]
        )


async def test_cancel_and_edit() -> None:
    """Cancel sends nothing; Edit changes how often."""
    async with desk(ada("/measure kim gad7 once"), ada_taps("Edit"), ada_taps("Every two")) as play:
        assert "every two weeks" in texts(play.printed, "ada")[-1]
        await play(ada_taps("Cancel"))
        assert not events(play.printed, "kim")
        assert (await play.person("kim")).client.measures == []


@pytest.mark.parametrize(
    ("line", "says_so"),
    [
        ("/measure", "/measure NAME phq8"),
        ("/measure kim phq8 daily", "isn't clear beside PHQ-8"),
        ("/measure kim pqh8", "No measure here is called"),
        ("/measure kim who5", "has its scale and scoring here, but no text"),
        ("/measure kim phq8 25", "cannot come to 25"),
        ("/measure kim phq8 1.5", "cannot come to 1.5"),
        ("/measure kim who5 30", "in steps of 4"),
        ("/measure kim week check 30", "has no sum"),
        ("/measure kim phq8 11 on 20 march", "A day up to today"),
        ("/measure kim phq8 11 on someday", "A day up to today"),
        ("/measure kim phq8 end", "isn't running for Kim"),
        ("/measure kim marks 5", "points, then percent"),
        ("/measure kim marks 0 20", "points, then percent"),
        ("/measure bob phq8", "bob"),
    ],
)
async def test_bad_input_is_answered_and_changes_nothing(line: str, says_so: str) -> None:
    """One clear answer that says what fits; nothing is sent and nothing is kept."""
    async with desk(ada(line)) as play:
        assert says_so in texts(play.printed, "ada")[0]
        assert not events(play.printed, "kim")
        assert (await play.person("kim")).client.measures == []


async def test_paper_of_a_measure_that_is_known() -> None:
    """A sum is kept with its day, placed in its band, and a second one of that day replaces it."""
    lines = [
        ada("/measure kim phq8 14 on 16 february"),
        ada("/measure kim phq8 11"),
        ada("/measure kim phq8 9"),
    ]
    async with desk(*lines, ada("/measure kim")) as play:
        assert "Kept for Kim: PHQ-8, 14, Monday 16 February." in texts(play.printed, "ada")[0]
        shown = texts(play.printed, "ada")[-1]
        assert "PHQ-8: 14 (16 February) → 9 of 24" in shown
        assert "5 to 9: mild" in shown
        assert "5 lower (marked: 5 points or more; 20 % or more)" in shown
        assert not events(play.printed, "kim")
        totals = [one["total"] for one in await play.records("kim") if one["kind"] == "measure"]
        assert totals == [14, 11, 9]


async def test_paper_by_any_other_name() -> None:
    """A measure of the practice's own is kept by its name after one question, without band or range."""
    async with desk(ada("/measure kim BDI-II 23")) as play:
        assert events(play.printed, "ada")[0]["buttons"] == ["Keep it", "Leave it"]
        await play(ada_taps("Keep it"), ada("/measure kim bdi-ii 17"), ada_taps("Keep it"))
        assert "BDI-II: 17 · 2 March" in texts(await play(ada("/measure kim")), "ada")[0]
        assert "BDI-II, 2 March: 17." in texts(await play(says("sees")), "kim")[0]


async def test_a_slip_is_seen_before_it_is_kept() -> None:
    """A misspelt name with a number names the measure that is near, and Leave it keeps nothing."""
    async with desk(ada("/measure kim phqq8 11")) as play:
        assert "PHQ-8 is one." in texts(play.printed, "ada")[0]
        await play(ada_taps("Leave it"))
        assert (await play.person("kim")).client.measures == []


async def test_marks_are_the_therapists() -> None:
    """From which change on a line is marked is set for each client."""
    lines = [
        ada("/measure kim marks 3 50"),
        ada("/measure kim phq8 12 on 16 february"),
        ada("/measure kim phq8 9"),
    ]
    async with desk(*lines, ada("/measure kim")) as play:
        shown = texts(play.printed, "ada")[-1]
        assert "3 lower (marked: 3 points or more)" in shown
        assert "Marked from 3 points or 50 % on" in shown


async def test_the_summary_shows_the_trend() -> None:
    """First to latest with its row, the band, the difference: in the summary and under /client."""
    lines = [*give("phq8"), *fill(2, 2, 2, 2, 2, 2, 2, 0, difficulty=1), {"wait": "14d2h"}]
    async with desk(*lines, *fill(1, 1, 1, 1, 1, 1, 1, 1, difficulty=0)) as play:
        shown = texts(await play(ada("/summary kim")), "ada")[0]
        line = next(one for one in shown.split("\n") if one.startswith("PHQ-8"))
        assert line == (
            "PHQ-8: 14 (2 March) → 8 of 24 ▅▃ · 16 March · 5 to 9: mild · "
            "6 lower (marked: 5 points or more; 20 % or more) · not difficult at all"
        )
        assert "A sum screens, it doesn't diagnose." in shown
        assert "PHQ-8: 14 → 8 of 24, 16 March" in texts(await play(ada("/client kim")), "ada")[0]


async def test_no_line_judges() -> None:
    """Whatever the numbers do, no line for the therapist says better or worse."""
    for first, latest in ((3, 24), (24, 3), (5, 5)):
        lines = [ada(f"/measure kim phq8 {first} on 16 february"), ada(f"/measure kim phq8 {latest}")]
        async with desk(*lines, ada("/measure kim"), ada("/summary kim")) as play:
            said = " ".join(texts(play.printed, "ada")).casefold()
            assert not [w for w in ("better", "worse", "improv", "deteriorat", "relaps") if w in said]


async def test_by_sms_the_numbers_stay_off() -> None:
    """A therapist on SMS reads that something was answered, and no number of it."""
    async with desk(*give("phq8"), *fill(3, 3, 3, 3, 3, 3, 3, 3), channel="sms") as play:
        shown = texts(await play(ada("/measure kim")), "ada")[0]
        assert "PHQ-8, every two weeks, answered 2 March" in shown
        assert "24" not in shown


async def test_another_therapist_reads_nothing_of_it() -> None:
    """A measure belongs to whoever sent it."""
    bea: Line = {**ADA, "cast": "bea", "name": "Bea Holt"}
    async with playing(ADA, bea, KIM, *give("phq8"), *fill(3, 3, 3, 3, 3, 3, 3, 3)) as play:
        assert "24" not in " ".join(texts(await play({"who": "bea", "text": "/measure kim"}), "bea"))


async def test_the_library_has_them() -> None:
    """/library measures lists them all, one is a card with its words, bands and licence, and plays."""
    async with desk(ada("/library measures"), ada_taps("More")) as play:
        pages = [b for e in events(play.printed, "ada") for b in e["buttons"]]
        titles = {m.title if m.has_text() else f"{m.title} *" for m in CONTENT.measures.values()}
        assert titles == {one for one in pages if one != "More"}
        card = events(await play(ada("/library phq8")), "ada")[0]
        assert "10 to 14 moderate" in card["text"]
        assert "No permission required" in card["text"]
        first = texts(await play(ada_taps("Play it")), "ada")
        assert first[-1].startswith("1 of 8")


async def test_the_card_of_a_slot_says_what_is_missing() -> None:
    """WHO-5 is listed with its scale; it cannot be played before its text is loaded."""
    async with desk(ada("/library who-5")) as play:
        shown = events(play.printed, "ada")[0]
        assert "the practice loads it from its own folder" in shown["text"]
        assert shown["buttons"] == []
        assert "no text" in texts(await play(ada("/preview who-5")), "ada")[0]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_a_preview_is_played_as_the_client_gets_it(channel: str) -> None:
    """Item by item to the number; nothing is kept and nobody is told."""
    async with desk(ada("/preview week check"), *(ada("5") for _ in range(5)), channel=channel) as play:
        last = texts(play.printed, "ada")[-1]
        assert last.startswith("Light 5, rested 5")
        assert last.endswith("This was a preview: nothing is kept.")
        assert not events(play.printed, "kim")


async def test_taking_its_place() -> None:
    """The same measure again replaces the one that runs and keeps what was answered."""
    async with desk(*give("week-check", "weekly"), *fill(1, 1, 1, 1, 1, difficulty=None)) as play:
        card = texts(await play(ada("/measure kim week check fortnightly")), "ada")[0]
        assert "It takes the place of the one that runs" in card
        await play(ada_taps("Send"), {"wait": "8d"}, taps("Start"))
        (given,) = (await play.person("kim")).client.measures
        assert given.rhythm == "fortnightly"
        assert len(given.results) == 1
