"""An address is never cut, wherever what surrounds it is (CONTENT A-17), and what is not named is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.content_addresses import LONGEST, address_in, shortened
from tests.core_stage import Play, playing
from tests.world import ADA, client, texts

LINK = (
    "https://www.nhs.uk/mental-health/self-help/guides-tools-and-activities/breathing-exercises-for-stress/"
)
SAM, MIA = client("sam", "sms"), client("mia", "telegram")


def _ended(words: str, limit: int) -> str:
    return words if len(words) <= limit else words[: limit - 3] + "..."


@given(st.text(max_size=80), st.text(max_size=80), st.integers(10, 90))
def test_an_address_stays_whole_whatever_stands_around_it(before: str, after: str, limit: int) -> None:
    """However little room there is, it can be opened; the words around it are what gives way."""
    kept = shortened(f"{before} {LINK} {after}", limit, _ended)
    assert address_in(before) or LINK in kept
    assert len(kept) <= max(limit, len(LINK) + 30) + len(before) * bool(address_in(before))


def test_an_address_without_end_is_cut_as_any_words_are() -> None:
    """What nobody was given to read may not fill a phone."""
    assert len(shortened(f"https://example.org/{'x' * LONGEST}", 40, _ended)) == 40


@pytest.mark.parametrize(
    "words", ["see https://example.org/a.", "(https://example.org/a)", "https://example.org/a, then"]
)
def test_what_ends_a_sentence_is_no_part_of_an_address(words: str) -> None:
    """A full stop behind it would open another page."""
    assert address_in(words) == "https://example.org/a"


async def given_to(play: Play, line: str) -> str:
    """The card that Ada reads, sent."""
    card = texts(await play({"who": "ada", "text": line}), "ada")[-1]
    await play({"who": "ada", "tap": "Send"})
    return card


async def test_a_link_reaches_a_phone_by_sms_whole() -> None:
    """In the covering note as in the step that opens it; nothing else of the note is put into the step."""
    async with playing(ADA, SAM) as play:
        note = f"note: the first half, please, and skip the rest {LINK}"
        await given_to(play, f"/assign sam pe-read once at 10:00 {note}")
        came = " ".join(texts(play.printed, "sam"))
        assert LINK in came
        step = texts(await play({"who": "sam", "text": "1"}), "sam")[0]
        assert f"one page of it counts: {LINK}" in step


@pytest.mark.parametrize("activity", ["pe-read", "pe-course"])
async def test_what_is_to_be_opened_is_asked_and_named(activity: str) -> None:
    """The wizard asks for it; it stands on the card and in the step."""
    async with playing(ADA, MIA) as play:
        for words in (f"/assign mia {activity}", "once", "19:00"):
            await play({"who": "ada", "text": words})
        asked = texts(await play({"who": "ada", "text": "skip"}), "ada")[-1]
        assert "a link, or a title?" in asked
        assert f'Link: "{LINK[:40]}' in texts(await play({"who": "ada", "text": LINK}), "ada")[-1]
        await play({"who": "ada", "tap": "Send"})
        assert LINK in " ".join(texts(await play({"who": "mia", "tap": "Start"}), "mia"))


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("pe-read once at 10:00", "what is to be read"),
        ("pe-course once at 10:00", "which part is it"),
        ("dbt-card daily at 18:30", "which urge is to be rated"),
        ("ex-image daily at 18:30", "a link to the pictures"),
    ],
)
async def test_a_line_that_leaves_out_what_matters_is_told_so(line: str, missing: str) -> None:
    """The card goes out of its way to say what was not named, on either channel; Edit fills it."""
    for channel in ("telegram", "sms"):
        ada = {**ADA, "channel": channel}
        async with playing(ada, MIA) as play:
            card = texts(await play({"who": "ada", "text": f"/assign mia {line}"}), "ada")[-1]
            assert f"Not named yet: {missing}" in card


@pytest.mark.parametrize(
    "line",
    [
        f"pe-read once at 10:00 note: {LINK}",
        f"ex-image daily at 18:30 note: from here {LINK}",
        "mi-place daily at 18:00",
        "thought record daily at 18:00",
    ],
)
async def test_nothing_is_missed_where_nothing_is_missing(line: str) -> None:
    """A link in the note is what is opened, and a blank that is whole as it ships needs nobody."""
    async with playing(ADA, MIA) as play:
        card = texts(await play({"who": "ada", "text": f"/assign mia {line}"}), "ada")[-1]
        assert "Not named yet" not in card
