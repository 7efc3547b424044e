"""Nothing anywhere promises a human who reads; the safety texts hold what VERA-MH asks for (SAFETY §3)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from handlers.content import Region
from prompts.catalog import Catalog
from prompts.entries import CODES
from prompts.library import load_content

CATALOG = Catalog.load()
CHANNELS = ("telegram", "sms")
REGIONS = [region for code, region in load_content().regions.items() if "/" not in code]

CLAIMS = [
    (r"\bwe (have |'ve )?(alerted|told|called|contacted|informed)\b", "We have alerted Ada."),
    (r"\b(is|are|being|gets?) (monitored|watched)\b", "This chat is monitored."),
    (
        r"\b(some(one|body)|a (person|human)|staff) (is|are|will be) (here|there|with you)",
        "A human is there.",
    ),
    (r"\b(around the clock|at all times)\b", "We are here around the clock."),
    (r"\b(will|'ll) (be )?(seen?|read|answer(ed)?) (at once|tonight|today)\b", "It will be seen tonight."),
    (r"\bwaits for (ada|your therapist) to (call|ring)\b", "It waits for Ada to call."),
    (r"\byou are (not alone|safe)\b", "You are not alone."),
    (r"\bi('m| am) (a person|human|real|here for you)\b", "I am here for you."),
]
"""What no text may say, however it is put; the language rules HUM and SAFE are the other half."""


def shown() -> Iterator[tuple[str, str]]:
    """Every English prompt in every state and on both channels, with its labels."""
    for entry in CATALOG.entries("en").values():
        for sample in entry.samples or ({},):
            args = {name: value for name, value in sample.items() if name != CODES}
            codes = sample.get(CODES, tuple(entry.options))
            for channel in CHANNELS:
                text = CATALOG.render(entry.name, "en", channel, args)
                yield entry.name, " | ".join([text, *CATALOG.labels(entry.name, codes, "en", channel, args)])


def test_no_text_claims_that_a_human_reads() -> None:
    """No prompt in any state says that somebody reads, watches, has been told or will answer quickly."""
    found = [
        (name, text) for name, text in shown() for claim, _ in CLAIMS if re.search(claim, text, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize(("claim", "example"), CLAIMS)
def test_the_claims_are_claims(claim: str, example: str) -> None:
    """Each pattern finds the sentence it is there for, so that none of them is dead."""
    assert re.search(claim, example, re.IGNORECASE)


def card(region: Region, channel: str, prompt: str = "card", **more: Any) -> str:
    """A safety text with a region's numbers, as a joined client of Ada's reads it."""
    args = {
        "emergency": region.emergency,
        "lines": region.lines,
        "text_line": region.text_line,
        "brief": region.brief,
        "therapists": ["Ada Okafor"],
        "told": True,
        "held": True,
        "asked": False,
        "source": "words",
    }
    return CATALOG.render(f"safety/{prompt}", "en", channel, args | more)


ANSWERS = [("card", {}), ("short", {}), ("short", {"asked": True}), ("numbers", {})]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("prompt", "more"), ANSWERS)
@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.code)
def test_each_answer(region: Region, prompt: str, more: dict[str, Any], channel: str) -> None:
    """Every answer to distress: a program, nobody reads it, whom to call, what in danger; no question."""
    text = card(region, channel, prompt, **more)
    assert "This is an automatic program" in text
    assert "nobody is reading now" in text
    assert region.emergency in text
    assert region.lines in text or region.brief in text
    assert "?" not in text


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.code)
def test_the_full_card(region: Region) -> None:
    """A professional line, a text line where there is one, company, distance from means, and don't wait."""
    for channel in CHANNELS:
        text = card(region, channel)
        assert region.text_line in text
        assert "be with someone" in text
        assert "away from" in text
        assert "don't wait" in text
        labels = CATALOG.labels("safety/card", ("tell_someone", "something_else"), "en", channel, {})
        assert labels == ["Tell someone", "I wrote about something else"]


@pytest.mark.parametrize("region", [r for r in REGIONS if r.code != "ZZ"], ids=lambda region: region.code)
def test_the_line_is_always_open(region: Region) -> None:
    """The line named first is open day and night, and says so: who reads it at four needs to know."""
    assert re.search(r"day and night", region.lines)
    assert re.search(r"day and night", region.brief)


@pytest.mark.parametrize("therapists", [[], ["Ada Okafor"], ["Ada Okafor", "Lee Park"]])
@pytest.mark.parametrize("told", [True, False])
def test_the_notice_is_never_a_promise(therapists: list[str], told: bool) -> None:
    """Where a notice goes somewhere the card says it may not be seen before morning; else it names none."""
    for prompt in ("card", "short"):
        for channel in CHANNELS:
            text = card(REGIONS[0], channel, prompt, therapists=therapists if told else [], told=told)
            if "otice goes" in text:
                assert re.search(r"morning", text)
                assert told
            else:
                assert not therapists or not told
