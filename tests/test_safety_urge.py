"""Answers that are weighed: an urge against the therapist's level, item 9 against last time (SAFETY S3)."""

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import prompts
from bot.config import default_config
from handlers.content import Activity
from handlers.safety.flags_raise import item9, urge
from prompts.library import LibraryError, load_content
from tests.core_stage import Play, live_in, playing
from tests.safety_stage import says, taps
from tests.world import ADA, Line, client, events, texts

CARD = Path(__file__).parent / "content" / "urge-card.toml"
KIM = client("kim", "telegram")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped library with one activity more, which rates an urge."""
    root = tmp_path_factory.mktemp("content") / "prompts"
    kept = shutil.ignore_patterns("*.py", "__pycache__", "*.j2")
    shutil.copytree(Path(prompts.__file__).parent, root, ignore=kept)
    shutil.copy(CARD, root / "activities")
    return root


@pytest.fixture(scope="module")
def activities(library: Path) -> Mapping[str, Activity]:
    """All activities of that library."""
    return load_content(library).activities


@asynccontextmanager
async def with_card(
    activities: Mapping[str, Activity], *lines: Line, assign: str = "", channel: str = "telegram"
) -> AsyncIterator[Play]:
    """A stage whose library has the urge card; Kim has it, and has begun it."""
    async with playing(ADA, client("kim", channel)) as play:
        house = play.stage.houses[play.stage.practice]
        content = replace(house.content, activities=activities)
        live_in(play, {play.stage.practice: replace(house, content=content)})
        given = {"who": "ada", "text": f"/assign kim urge-card daily at 19:00 {assign}"}
        await play(given, {"who": "ada", "tap": "Send"}, taps("Start"), says("5"), *lines)
        yield play


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_above_the_level(activities: Mapping[str, Activity], channel: str) -> None:
    """An urge above the level: the card and nothing else, an alert without a name, everything at rest."""
    async with with_card(activities, channel=channel) as play:
        came = await play(says("8"))
        assert [e["kind"] for e in events(came, "kim")] == ["safety"]
        assert "be with someone" in texts(came, "kim")[0]
        assert "Kim" not in texts(came, "ada", "alert")[0]
        assert texts(await play({"who": "ada", "tap": "Show me"}), "ada")[0].endswith(
            "An urge was rated above the level you set."
        )
        assert not events(await play({"wait": "5d"}), "kim")
        kept = [one for one in await play.records("kim") if one["kind"] == "response"]
        assert [one["value"] for one in kept] == [5, 8]


async def test_it_goes_on_after_the_release(activities: Mapping[str, Activity]) -> None:
    """What the card interrupted is not lost: the pace question comes first, then it can go on."""
    async with with_card(activities, says("8")) as play:
        came = await play({"who": "ada", "text": "/release kim"})
        assert [e["kind"] for e in events(came, "kim")] == ["notice"]
        assert [e["kind"] for e in events(await play(taps("As before")), "kim")][:1] == ["reply"]


@pytest.mark.parametrize("rating", ["1", "3"])
async def test_at_or_under_the_level(activities: Mapping[str, Activity], rating: str) -> None:
    """An urge at or under it: the numbers beside the next question, no hold, a line in the summary."""
    async with with_card(activities) as play:
        came = await play(says(rating))
        assert [e["kind"] for e in events(came, "kim")] == ["safety", "step"]
        assert "999" in texts(came, "kim")[0]
        assert "misread" not in texts(came, "kim")[0]
        assert not events(came, "ada", "alert")
        later = await play(says("calm"), {"wait": "8d"})
        assert events(later, "kim", "cue")
        assert any("flag" in text.casefold() for text in texts(later, "ada", "summary"))


async def test_no_urge_is_no_flag(activities: Mapping[str, Activity]) -> None:
    """A zero goes on like any other answer."""
    async with with_card(activities) as play:
        assert [e["kind"] for e in events(await play(says("0")), "kim")] == ["step"]


async def test_the_level_the_therapist_sets(activities: Mapping[str, Activity]) -> None:
    """`/assign … urge 8` moves the level: 8 shows the numbers, 9 holds; the card shows it before Send."""
    async with with_card(activities, assign="urge 8") as play:
        assert "An urge above 8 brings the numbers" in " ".join(texts(play.printed, "ada", "card"))
        assert [e["kind"] for e in events(await play(says("8")), "kim")] == ["safety", "step"]
    async with with_card(activities, assign="urge 8") as play:
        came = await play(says("9"))
        assert [e["kind"] for e in events(came, "kim")] == ["safety"]


async def test_the_level_can_be_edited(activities: Mapping[str, Activity]) -> None:
    """Edit offers the level for an activity that rates an urge, and for no other."""
    async with with_card(activities) as play:
        await play({"who": "ada", "text": "/assign kim urge-card daily at 20:00"})
        await play({"who": "ada", "tap": "Edit"})
        came = await play({"who": "ada", "tap": "Level of an urge"}, {"who": "ada", "tap": "6"})
        assert "An urge above 6" in texts(came, "ada", "card")[0]
        await play({"who": "ada", "tap": "Cancel"})
        await play({"who": "ada", "text": "/assign kim sa-mood daily at 20:00"})
        came = await play({"who": "ada", "tap": "Edit"})
        assert "Level of an urge" not in events(came, "ada")[0]["buttons"]


async def test_a_preview_raises_nothing(activities: Mapping[str, Activity]) -> None:
    """A therapist who tries the activity out flags nobody."""
    async with with_card(activities) as play:
        came = await play({"who": "ada", "text": "/preview urge-card"}, {"who": "ada", "tap": "Start"})
        came += await play({"who": "ada", "tap": "5"}, {"who": "ada", "tap": "9"})
        assert not events(came, kind="safety")
        assert not events(came, kind="alert")


def test_a_scale_alone_is_weighed(library: Path, tmp_path: Path) -> None:
    """`risk` on another kind of step, or another word for it, is refused by name."""
    for old, new in (('kind = "scale"\nrisk', 'kind = "text"\nrisk'), ('"urge"\ntext', '"wish"\ntext')):
        root = Path(shutil.copytree(library, tmp_path / new[:13].strip('"').replace(" ", "")))
        file = root / "activities" / "urge-card.toml"
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))
        with pytest.raises(LibraryError, match="risk"):
            load_content(root)


def test_the_practice_sets_the_default() -> None:
    """The level without a therapist's own is the practice's, and a low one unless it says otherwise."""
    assert default_config().practices[0].urge_level == 3


@pytest.mark.parametrize(
    ("answer", "before", "tier"),
    [
        *[(0, before, 0) for before in (None, 0, 1, 3)],
        *[(1, before, 2) for before in (None, 1, 2, 3)],
        (1, 0, 1),
        *[(2, before, 1) for before in (None, 0, 2, 3)],
        *[(3, before, 1) for before in (None, 0, 3)],
    ],
)
def test_item_9(answer: int, before: int | None, tier: int) -> None:
    """Item 9: from 2, or more than last time, tier 1; a 1 that is no rise tier 2; a 0 none."""
    assert item9(answer, before) == tier


@pytest.mark.parametrize("level", range(11))
def test_every_urge(level: int) -> None:
    """Whatever the level: 0 is no flag, up to the level is tier 2, above it tier 1."""
    tiers = [urge(rating, level) for rating in range(11)]
    assert tiers == [0] + [2] * level + [1] * (10 - level)
