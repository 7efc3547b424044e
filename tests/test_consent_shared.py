"""A shared phone: content stays closed until the agreed word, and a forgotten word has a way back."""

import pytest

from tests.consent_stage import RECORD, after, says, stored, taps
from tests.world import ADA, Line, client, play, texts

ASKED = "The agreed word first, please. Nothing else was kept."
LOST = f"{ASKED} Forgotten? Whoever gave you this can take the word away."


def locked(channel: str = "sms") -> list[Line]:
    """Sam is in the middle of a thought record when the word is set, and half an hour passes."""
    begun = [*RECORD, *taps("Start", who="sam"), *says("at work", "/word heron")]
    return [ADA, client("sam", channel), *begun, {"wait": "31m"}]


@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_closed_until_the_word(channel: str) -> None:
    """Whatever is sent gets the request for the word, and is kept nowhere; no name stands in HELP."""
    lines = [*locked(channel), *says("menu", "todo", "my secret", "sees", "hawk")]
    came = after(await play(lines), len(locked()), "sam")
    assert {e["text"] for e in came} == {ASKED, LOST}
    assert "my secret" not in str((await stored(lines))["records"])
    assert "Ada" not in texts(await play([*lines, *says("help")]), "sam", "help")[-1]


@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_the_open_question_comes_again(channel: str) -> None:
    """The word opens where it was left: the open question is asked once more, and can be answered."""
    lines = [*locked(channel), *says("menu", "heron")]
    printed = await play([*lines, *says("i am useless")])
    came = [e["text"] for e in after(printed, len(lines) - 1, "sam")]
    assert came[0] == "The thought that stung most, word for word?"
    assert came[1] == "How much did you believe it then, 0 to 10?"


async def test_it_closes_again() -> None:
    """Half an hour without a text closes it again; replies keep it open."""
    open_on = [*says("heron"), {"wait": "29m"}, *says("i am useless"), {"wait": "29m"}, *says("7")]
    printed = await play([*locked(), *open_on, {"wait": "31m"}, *says("todo")])
    assert texts(printed, "sam")[-1].startswith("The agreed word first")
    assert sum("agreed word first" in text for text in texts(printed, "sam")) == 1


async def test_a_forgotten_word() -> None:
    """The therapist can take it away: one neutral text says so, and content opens by a reply as before."""
    lines = [*locked(), *says("/client sam", who="ada"), *taps("Forget the word")]
    printed = await play([*lines, *says("hello", "todo")])
    came = [e["text"] for e in after(printed, len(locked()), "sam")]
    assert came[0] == "You have something new to do. Reply when it suits you."
    assert came[1].startswith("No word is needed here any more.")
    assert "Thought record" in came[-1]
    found = (await stored(lines))["person"]["client"]
    assert (found["lock_word"], found["discreet"]) == ("", True)


async def test_without_a_word_there_is_nothing_to_forget() -> None:
    """The therapist is offered this only where a word is set."""
    printed = await play([ADA, client("sam"), *says("/client sam", who="ada")])
    assert len(texts(printed, "ada")) == 1


@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_stop_and_start_are_no_way_around_the_word(channel: str) -> None:
    """After STOP and START the word is asked for before anything that names somebody; HELP and SOS answer."""
    lines = [*locked(channel), *says("todo", "stop", "start", "sees", "1", "help", "sos")]
    printed = await play(lines)
    came = after(printed, len(locked()), "sam")
    assert [e["text"] for e in came if e["kind"] == "reply"] == [ASKED, ASKED, ASKED, LOST]
    assert [e["kind"] for e in came if e["kind"] in ("optout", "help")] == ["optout", "help"]
    assert "999" in came[-1]["text"]
    assert not {"welcome", "consent"} & {e["kind"] for e in came}
    assert "Ada" not in "".join(e["text"] for e in came if e["kind"] != "safety")
    opened = after(await play([*lines, *says("heron")]), len(lines), "sam")
    assert [e["kind"] for e in opened] == ["welcome", "consent"]


async def test_after_three_wrong_words_the_way_back_is_named() -> None:
    """The third wrong word, and no earlier one, brings the way back; the right word still opens."""
    came = after(await play([*locked(), *says("a", "b", "c", "heron")]), len(locked()), "sam")
    assert [e["text"] for e in came[:3]] == [ASKED, ASKED, LOST]
    assert not came[3]["text"].startswith(ASKED)


async def test_after_ten_wrong_words_none_is_compared_for_an_hour() -> None:
    """Guessing ends at ten: even the right word gets the same text until an hour has passed."""
    guessed = [*locked(), *says(*(f"bird{n}" for n in range(10)))]
    lines = [*guessed, *says("heron"), {"wait": "50m"}, *says("heron"), {"wait": "11m"}, *says("heron")]
    came = [e["text"] for e in after(await play(lines), len(guessed), "sam")]
    assert came[:2] == [LOST, LOST]
    assert not came[2].startswith(ASKED)
