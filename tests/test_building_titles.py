"""Titles: one that is taken is said at once, one's own is offered before a copy, a colleague's is theirs."""

import pytest

from tests.building_stage import LEE, QUICK, bench

COPY = "/copy cbt-record"


@pytest.mark.parametrize(("language", "mark"), [("en", "a colleague's"), ("es", "de colega")])
async def test_a_colleagues_is_not_called_ones_own(language: str, mark: str) -> None:
    """What is shared stands in the list as theirs."""
    async with bench({**LEE, "language": language}) as ada:
        await ada(*QUICK, "[Publish]", "[Who may give it]", "[Everybody here]")
        assert "After the call · 5 min · own" in (await ada("/library 5 min"))[-1]["buttons"]
        assert f"After the call · 5 min · {mark}" in (await ada("/library 5 min", who="lee"))[-1]["buttons"]


async def test_two_of_one_title() -> None:
    """What a colleague has shared under this title meanwhile keeps it unpublished; the card says so."""
    async with bench(LEE) as ada:
        await ada(*QUICK)
        await ada(*QUICK, "[Publish]", "[Who may give it]", "[Everybody here]", who="lee")
        card = (await ada("/copy after the call", "[After the call]"))[-1]
        assert "the title After the call is already that of own-" in card["text"]
        assert "Publish" not in card["buttons"]


async def test_a_new_name_that_is_taken() -> None:
    """It is asked for again, with the reason."""
    async with bench() as ada:
        said = await ada.says(COPY, "[Edit]", "[Its name]", "Thought record")
        assert "the title Thought record is already that of cbt-record" in said
        assert "What shall it be called?" in said


@pytest.mark.parametrize("title", ["Thought record", "first draft"])
async def test_a_title_that_is_taken_is_said_at_once(title: str) -> None:
    """Nobody answers all the questions under a title that cannot be published."""
    async with bench() as ada:
        await ada("/new First draft")
        said = await ada.says(f"/new {title}")
        assert said.startswith(f"Not kept yet: the title {title} is already that of")
        assert "the client read as its name" in await ada.says("Second draft")
        assert [own.title for own in await ada.made()] == ["First draft", "Second draft"]


async def test_one_of_ones_own_is_offered_before_another_copy() -> None:
    """Who copied it before is asked; the library's title alone makes no second copy unseen."""
    async with bench() as ada:
        await ada(COPY, "[Leave it]")
        asked = (await ada("/copy thought record"))[-1]
        assert asked["buttons"] == ["Thought record (own)", "Another copy"]
        assert "Thought record (own)" in await ada.says("[Thought record (own)]", "[Leave it]")
        assert len(await ada.made()) == 1
        assert "Thought record (own 2)" in await ada.says(COPY, "[Another copy]")
