"""A colleague's cover is a question: what counts as a yes, what as a no, and that silence is neither."""

import pytest

from tests.consent_stage import says, taps
from tests.test_consent_cover import AFTER_IT, ANSWERED, BASE, DARK, IN_IT, lee_sees
from tests.world import play, texts

NOES = ["no", "no, not lee", "no i dont want lee to see", "nope", "don't want that", "no quiero que lea"]


@pytest.mark.parametrize("words", NOES)
async def test_a_no_in_words_on_a_later_day(words: str) -> None:
    """A message that begins with a no is the no, two days later as well."""
    lines = [*BASE, IN_IT, *says(words), *says("/note the roses helped")]
    assert "Lee sees none of your answers" in "\n".join(texts(await play(lines), "sam"))
    assert "roses" not in await lee_sees(lines, "/cover sam")


@pytest.mark.parametrize("words", ["yes", "yes that's fine", "ok, lee can see it"])
async def test_a_yes_in_words(words: str) -> None:
    """A plain yes opens what is shared from now on."""
    lines = [*BASE, *says(words), *says("/note the roses helped"), IN_IT]
    assert "roses" in await lee_sees(lines, "/cover sam")


async def test_silence_is_no_yes() -> None:
    """Without an answer Lee reads nothing and hears of danger without its words; "no problem" is no no."""
    lines = [*BASE, *says("/note the roses helped", "no problem"), IN_IT]
    assert "Lee sees none" not in "\n".join(texts(await play(lines), "sam"))
    assert "roses" not in await lee_sees(lines, "/cover sam")
    shown = await play([*BASE, IN_IT, *says(DARK), *taps("Show me", who="lee")])
    assert DARK not in "\n".join(texts(shown, "lee"))


async def test_a_no_to_something_newer_is_not_this_no() -> None:
    """While another question is open a bare no answers that one; with Lee's name it is about Lee."""
    lines = [*BASE, *says("i walked along the river today"), *says("no")]
    assert "Lee sees none" not in "\n".join(texts(await play(lines), "sam"))
    assert "Lee sees none" in "\n".join(texts(await play([*lines, *says("no, not lee")]), "sam"))


async def test_who_only_covers_is_pointed_to_cover() -> None:
    """With no clients of their own, /clients, /client and /summary point to /cover while it runs."""
    for asked in ("/clients", "/client sam", "/summary sam"):
        assert "/cover" in await lee_sees(ANSWERED, asked)
        assert "/cover" not in await lee_sees([*ANSWERED, AFTER_IT], asked)
