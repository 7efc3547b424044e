"""BACK in `/new`: answers are taken back one by one, of another day too; what was refused is passed over."""

from tests.building_stage import bench

BEGUN = ("/new After the call", "[Leave it so]", "what stayed with you", "[Leave it so]")


async def test_back_takes_an_answer_back() -> None:
    """BACK asks again, and the draft is as it was before that answer."""
    async with bench() as ada:
        await ada("/new", *("After the call", *BEGUN[1:]))
        assert "Why it is worth it" in await ada.says("back")
        assert (await ada.one()).todo == "why"
        assert "What it is" in await ada.says("back")
        assert (await ada.one()).shape["what"] == "a few short questions"
        await ada("back")
        assert "What shall it be called?" in await ada.says("back")
        assert await ada.made() == []


async def test_back_in_a_draft_gone_on_with() -> None:
    """An answer of another day is taken back as well, step by step, down to the first."""
    async with bench() as ada:
        await ada(*BEGUN, "How was the call?", "[In their words]", "What next?", "[In their words]")
        await ada("/clients", "/new", "[After the call]")
        assert "Step 1: How was the call?" in await ada.says("back")
        assert len((await ada.one()).shape["steps"]) == 1
        assert "what does the client read first" in await ada.says("back")
        assert "Why it is worth it" in await ada.says("back")
        assert "What it is" in await ada.says("back", "[Leave it so]", "back")
        await ada("back")
        assert "no step back from here" in await ada.says("back")


async def test_back_passes_over_what_was_refused() -> None:
    """Nobody reads again that something was not kept, once it was put right."""
    async with bench() as ada:
        await ada("/new", "The homework", "After the call")
        asked = await ada.says("back")
        assert asked.startswith("What shall it be called?")
        await ada(
            "After the call", *BEGUN[1:], "Which was it?", "[One of several]", "stop, go", "lighter, heavier"
        )
        assert (await ada.says("back")).startswith("What can be chosen?")
