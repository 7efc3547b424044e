"""Notes, empty texts and the way back: what is said beside the open question."""

import pytest

from tests.core_stage import ADA, SAM, Play, playing

ASSIGNED = (
    ADA,
    SAM,
    {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"},
    {"who": "ada", "tap": "Send"},
)


async def notes(play: Play) -> list[str]:
    """The words of every note that is kept."""
    return [one["words"] for one in await play.records() if one["kind"] == "journal"]


@pytest.mark.parametrize("first", [["the week was long and grey"], ["note", "the week was long and grey"]])
@pytest.mark.parametrize("more", ["really", "a\u0000b", "x \ud800", "\ud800"])
async def test_what_follows_joins_the_note(first: list[str], more: str) -> None:
    """While its readers are asked for, any further text joins; an option's digit answers."""
    async with playing(ADA, SAM) as play:
        await play(*({"who": "sam", "text": text} for text in first))
        said = await play({"who": "sam", "text": more})
        assert [e["text"] for e in said] == ["I can keep that as a note. Who may see it?"]
        await play({"who": "sam", "text": "2"})
        (kept,) = await notes(play)
        assert kept.startswith("the week was long and grey\n")


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
async def test_an_empty_text_is_said_to_be_empty(text: str) -> None:
    """Nothing is open, nothing arrived: it is said kindly, and nothing is kept."""
    async with playing(ADA, SAM) as play:
        said = await play({"who": "sam", "text": text})
        assert [e["text"] for e in said] == ["That arrived empty. Could you send it once more?"]
        assert await notes(play) == []


async def test_after_leaving_a_question_of_ours_the_open_one_is_shown() -> None:
    """SKIP leaves the menu and shows the question again that was open before it."""
    async with playing(*ASSIGNED) as play:
        asked = (await play({"who": "sam", "text": "small"}))[-1]["text"]
        await play({"who": "sam", "text": "menu"})
        said = [e["text"] for e in await play({"who": "sam", "text": "skip"})]
        assert said == ["Left as it was.", asked]


@pytest.mark.parametrize("looked", ["menu", "todo"])
async def test_back_from_a_list_leads_to_the_open_question(looked: str) -> None:
    """With the first step still waiting BACK shows it again, and its answer is taken."""
    async with playing(*ASSIGNED) as play:
        asked = (await play({"who": "sam", "tap": "Start"}))[-1]
        await play({"who": "sam", "text": looked})
        said = await play({"who": "sam", "text": "back"})
        assert [e["text"] for e in said] == [asked["text"]]
        assert said[0]["buttons"] == asked["buttons"]


async def test_back_from_a_list_with_nothing_before_says_so() -> None:
    """Nothing was open before the menu."""
    async with playing(ADA, SAM, {"who": "sam", "text": "menu"}) as play:
        said = await play({"who": "sam", "text": "back"})
        assert [e["text"] for e in said] == ["There is no question open to go back from."]


async def test_small_then_done_then_skip_shows_the_question_again() -> None:
    """`done` inside a text question asks which was meant; SKIP leaves that, and the question comes again."""
    assign = {"who": "ada", "text": "/assign Sam thought record daily at 19:00"}
    async with playing(ADA, SAM, assign, {"who": "ada", "tap": "Send"}) as play:
        asked = (await play({"who": "sam", "text": "small"}))[-1]["text"]
        await play({"who": "sam", "text": "done"})
        said = [e["text"] for e in await play({"who": "sam", "text": "skip"})]
        assert said == ["Left as it was.", asked]
