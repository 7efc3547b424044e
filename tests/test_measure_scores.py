"""What the answers to a measure come to: every sum there can be, every band's edge, nothing guessed (F13)."""

from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.measures import Measure
from handlers.scores import BLOCKS, Change, band, change, cuts, mean, score, spark
from prompts.library import load_content

MEASURES = load_content().measures
SUMMED = [m for m in MEASURES.values() if m.total]
PHQ = ["minimal"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["moderately severe"] * 5 + ["severe"] * 8
GAD = ["minimal"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["severe"] * 7
BANDS = {"phq-9": PHQ, "phq-8": PHQ[:25], "gad-7": GAD}
"""The published word for each sum from 0 up, written out."""


@pytest.mark.parametrize("measure", SUMMED, ids=lambda m: m.id)
def test_every_sum(measure: Measure) -> None:
    """Every way to answer, whatever the order, comes to the sum of its answers, and every sum is reached."""
    reached = set()
    for answers in combinations_with_replacement(range(measure.low, measure.high + 1), measure.asked):
        assert score(measure, answers) == score(measure, answers[::-1]) == sum(answers) * measure.factor
        reached.add(score(measure, answers))
    assert reached == set(range(measure.lowest, measure.highest + 1, measure.factor))


@pytest.mark.parametrize(
    ("id", "asked", "highest"),
    [
        ("phq-9", 9, 27),
        ("phq-8", 8, 24),
        ("phq-2", 2, 6),
        ("gad-7", 7, 21),
        ("gad-2", 2, 6),
        ("who-5", 5, 100),
        ("suds", 1, 10),
        ("mood", 1, 10),
    ],
)
def test_the_ranges_that_were_published(id: str, asked: int, highest: int) -> None:
    """As many items, and the range, that CONTENT F13 names; nothing begins above 0."""
    measure = MEASURES[id]
    assert (measure.asked, measure.lowest, measure.highest) == (asked, 0, highest)


@pytest.mark.parametrize("measure", SUMMED, ids=lambda m: m.id)
def test_nothing_missing_is_guessed(measure: Measure) -> None:
    """With any one item open, and with all of them open, there is no sum."""
    for at in range(measure.asked):
        answers: list[int | None] = [measure.high] * measure.asked
        answers[at] = None
        assert score(measure, answers) is None
    assert score(measure, [None] * measure.asked) is None


@pytest.mark.parametrize("measure", list(MEASURES.values()), ids=lambda m: m.id)
@pytest.mark.parametrize("wrong", ["one more", "one less", "above", "below"])
def test_what_is_no_answer_is_no_sum(measure: Measure, wrong: str) -> None:
    """Answers that the measure does not have raise; they are never clipped into it."""
    answers = [measure.low] * measure.asked
    changed = {
        "one more": [*answers, measure.low],
        "one less": answers[1:],
        "above": [*answers[1:], measure.high + 1],
        "below": [*answers[1:], measure.low - 1],
    }
    with pytest.raises(ValueError, match="no answers"):
        score(measure, changed[wrong])


def test_the_week_check_has_no_sum() -> None:
    """Five numbers that stand by themselves: no sum and no band, however they are answered."""
    assert score(MEASURES["week-check"], [10, 10, 10, 10, 10]) is None
    assert not MEASURES["week-check"].bands


@pytest.mark.parametrize("id", list(BANDS))
def test_every_sum_has_its_band(id: str) -> None:
    """Each sum lies in the band of the published table, and the band names its own edges."""
    measure, words = MEASURES[id], BANDS[id]
    assert len(words) == measure.highest + 1
    for total, word in enumerate(words):
        found = band(measure, total)
        assert found is not None
        assert found.word == word
        assert (found.low, found.high) == (words.index(word), len(words) - 1 - words[::-1].index(word))


def test_bands_of_a_measure_that_counts_down() -> None:
    """WHO-5: up to 28 low, up to 50 under the cut-off, above it over; its sums go in steps of four."""
    words = {total: band(MEASURES["who-5"], total) for total in range(0, 101, 4)}
    assert {total for total, found in words.items() if found and found.word == "low"} == set(range(0, 29, 4))
    assert words[48] is not None
    assert words[52] is not None
    assert (words[48].word, words[52].word) == ("under the usual cut-off", "over the usual cut-off")


@pytest.mark.parametrize("measure", SUMMED, ids=lambda m: m.id)
def test_no_band_outside_the_range(measure: Measure) -> None:
    """A sum that cannot be is refused; one where there are no bands has none."""
    for total in (measure.lowest - 1, measure.highest + 1):
        with pytest.raises(ValueError, match="no such sum"):
            band(measure, total)
    assert (band(measure, measure.lowest) is None) == (not measure.bands)


CUTS = {
    "phq-9": {10: 1},
    "phq-8": {10: 1},
    "gad-7": {10: 1},
    "phq-2": {2: 1, 3: 2},
    "gad-2": {3: 1},
}


@pytest.mark.parametrize("id", list(CUTS))
def test_every_sum_against_its_cut_offs(id: str) -> None:
    """From the cut-off on, and not one below it."""
    measure, expected = MEASURES[id], 0
    for total in range(measure.highest + 1):
        expected = CUTS[id].get(total, expected)
        assert len(cuts(measure, total)) == expected
    assert any("10" in name or "3" in name for name in cuts(measure, measure.highest))


def test_a_cut_off_from_above() -> None:
    """WHO-5: 50 and less is looked at closer, 28 and less is low."""
    found = {total: len(cuts(MEASURES["who-5"], total)) for total in range(0, 101, 4)}
    assert found == {total: 2 if total <= 28 else 1 if total <= 50 else 0 for total in found}


@pytest.mark.parametrize(
    ("first", "latest", "difference", "points", "percent"),
    [
        (14, 9, -5, True, True),
        (14, 10, -4, False, True),
        (20, 16, -4, False, True),
        (20, 17, -3, False, False),
        (27, 22, -5, True, False),
        (25, 20, -5, True, True),
        (9, 14, 5, True, True),
        (10, 12, 2, False, True),
        (10, 11, 1, False, False),
        (0, 4, 4, False, False),
        (0, 5, 5, True, False),
        (7, 7, 0, False, False),
        (5, 4, -1, False, True),
        (32.5, 26, -6.5, True, True),
    ],
)
def test_change(first: float, latest: float, difference: float, points: bool, percent: bool) -> None:
    """Five points and a fifth are marked each by itself, either way; of nothing there is no fifth."""
    assert change(first, latest) == Change(difference, points, percent)


def test_a_therapists_own_marks() -> None:
    """Other thresholds mark other changes; exactly at one counts."""
    assert change(20, 17, points=3, percent=15) == Change(-3, True, True)
    assert change(20, 17, points=4, percent=16) == Change(-3, False, False)


def test_a_row_of_blocks() -> None:
    """The lowest and the highest of the measure's whole range are the lowest and the highest block."""
    assert spark([0, 24], 0, 24) == BLOCKS[0] + BLOCKS[-1]
    assert spark([12, 12, 12], 0, 24) == BLOCKS[4] * 3
    assert spark([3], 0, 24) == spark([], 0, 24) == ""
    assert spark([0, 50], 0, 24)[-1] == BLOCKS[-1]


@given(st.lists(st.floats(0, 27), min_size=2, max_size=30))
def test_a_higher_sum_has_no_lower_block(totals: list[float]) -> None:
    """The row keeps the order of its numbers."""
    row = [BLOCKS.index(block) for block in spark(totals, 0, 27)]
    assert len(row) == len(totals)
    order = sorted(range(len(totals)), key=lambda at: totals[at])
    assert [row[at] for at in order] == sorted(row)


def test_mean_has_one_decimal() -> None:
    """4, 5 and 7 are 5.3 on average."""
    assert mean([4, 5, 7]) == 5.3


STEM = "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
OPTIONS = ("Not at all", "Several days", "More than half the days", "Nearly every day")
PHQ_ITEMS = (
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself — or that you are a failure or have let yourself or your family down",
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety "
    "or restless that you have been moving around a lot more than usual",
    "Thoughts that you would be better off dead or of hurting yourself in some way",
)
GAD_ITEMS = (
    "Feeling nervous, anxious or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",
)


@pytest.mark.parametrize(
    ("id", "items"),
    [
        ("phq-9", PHQ_ITEMS),
        ("phq-8", PHQ_ITEMS[:8]),
        ("phq-2", PHQ_ITEMS[:2]),
        ("gad-7", GAD_ITEMS),
        ("gad-2", GAD_ITEMS[:2]),
    ],
)
def test_the_fixed_words(id: str, items: tuple[str, ...]) -> None:
    """Wording, order and answers of a published form stand as published, character by character (F13)."""
    words = MEASURES[id].read("en")
    assert tuple(item.text for item in words.items) == items
    assert (words.stem, words.options) == (STEM, OPTIONS)


def test_only_phq_9_asks_about_death() -> None:
    """The ninth item is weighed, its measure has one without it, and no other measure asks such a thing."""
    assert {id: m.risk for id, m in MEASURES.items() if m.risk} == {"phq-9": 9}
    instead = MEASURES[MEASURES["phq-9"].instead]
    assert instead.read("en").items == MEASURES["phq-9"].read("en").items[:8]


def test_who_5_ships_no_text() -> None:
    """Scale, bands and scoring are there, the text is not: it cannot be sent before the practice loads it."""
    assert not MEASURES["who-5"].has_text()
    assert not MEASURES["who-5"].read("en").stem


def test_every_measure_says_whose_it_is() -> None:
    """Source, licence and version stand in every file; published forms name who made them."""
    assert all(m.source and m.licence and m.version for m in MEASURES.values())
    assert {id for id, m in MEASURES.items() if m.credit} == {"phq-9", "phq-8", "phq-2", "gad-7", "gad-2"}
