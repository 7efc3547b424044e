"""What the letter's choices do, and what `/letter` shows (CONTENT D2)."""

import pytest

from handlers.client.people import client_of
from handlers.turn import Turn
from tests.letter_week import PREVIEW, SATURDAY, after_the_first, hard, week


async def test_quiet_client() -> None:
    """Ten days without a word: the letter asks for nothing, waits for Send, and a tap reaches Ada."""
    async with week() as w:
        await w.until("2026-03-13T12:00:00+00:00")
        preview = w.texts("ada")[-1]
        assert "No reply for ten days" in preview
        assert "goes only with Send" in preview
        await w.taps("ada", "Send")
        await w.until("2026-03-14T12:00:00+00:00")
        (letter,) = w.got("sam")
        assert letter["buttons"] == ["I'm around"]
        await w.taps("sam", "I'm around")
        assert "Ada gets a note" in w.texts("sam", "reply")[-1]
        assert 'tapped "I\'m around"' in w.texts("ada", "notice")[-1]


@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_choices_of_the_first_letter(channel: str) -> None:
    """A question goes to Ada; a small piece is the small version, at once."""
    async with week(channel=channel) as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.until("2026-03-07T10:30:00+00:00")
        await w.taps("sam", "I have a question")
        await w.says("sam", "do I write it even if it is silly?")
        assert "Kept for Ada" in w.texts("sam", "reply")[-1]


async def test_small_piece() -> None:
    """Do a small piece now runs the small version and counts."""
    async with week() as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.until("2026-03-07T10:30:00+00:00")
        await w.taps("sam", "Do a small piece now")
        for answer in ("boss replied all", "office idiot", "4"):
            await w.says("sam", answer)
        assert "1 of 3" in w.texts("sam", "completion")[-1]


async def test_tell_and_later() -> None:
    """Words for Ada go on the list in Sam's words; Later asks for a moment."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-07T10:30:00+00:00")
        await w.taps("sam", "Tell Ada something")
        await w.says("sam", "it was a heavy week")
        assert "on the list for Tuesday" in w.texts("sam", "reply")[-1]
        seen: list[str] = []
        await w.change("sam", lambda turn: seen.extend(client_of(turn.person).bonds[0].agenda))
        assert seen == ["it was a heavy week"]
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-07T10:30:00+00:00")
        await w.taps("sam", "Later")
        assert "suits you better" in w.texts("sam", "cue", SATURDAY)[-1]


async def test_words_instead_of_a_choice() -> None:
    """A reply in Sam's own words is kept for Ada; PRIVATE keeps it back."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-07T10:30:00+00:00")
        await w.says("sam", "thank you, that helped a bit")
        assert "on the list" in w.texts("sam", "reply")[-1]
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-07T10:30:00+00:00")
        await w.taps("sam", "Tell Ada something")
        await w.says("sam", "private I cried about it")
        assert "stays with you" in w.texts("sam", "reply")[-1]
        seen: list[str] = []
        await w.change("sam", lambda turn: seen.extend(client_of(turn.person).bonds[0].agenda))
        assert seen == []


async def test_continue_where_it_was_left() -> None:
    """Continue goes on with the steps that were begun."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-05T19:30:00+00:00")
        await w.taps("sam", "Start")
        await w.says("sam", "boss replied all")
        await w.until("2026-03-07T10:30:00+00:00")
        assert w.got("sam")[0]["buttons"] == ["Continue", "Tell Ada something"]
        await w.taps("sam", "Continue")
        assert "The thought that stung most" in w.texts("sam", "step")[-1]


async def test_slow_down_and_sensitive() -> None:
    """Slow down reaches Ada; where avoiding is the problem it is not offered."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.change("sam", hard)
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.until("2026-03-07T10:30:00+00:00")
        await w.taps("sam", "Slow down")
        assert "a slower pace, please" in w.texts("ada", "notice")[-1]
    async with week() as w:

        def sensitive(turn: Turn) -> None:
            client_of(turn.person).assignments[0].avoidance_sensitive = True

        for change in (after_the_first, hard, sensitive):
            await w.change("sam", change)
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.until("2026-03-07T10:30:00+00:00")
        (letter,) = w.got("sam")
        assert letter["buttons"] == ["Bring something"]
        assert "pace" not in letter["text"]


async def test_letter_command() -> None:
    """/letter shows the letter before its preview, takes Send for that time, and says what became of it."""
    async with week() as w:
        await w.says("ada", "/letter sam")
        shown = w.got("ada", "reply")[-1]
        assert shown["buttons"] == PREVIEW
        assert "Saturday, 10:00" in shown["text"]
        await w.taps("ada", "Send")
        await w.until("2026-03-07T12:00:00+00:00")
        assert w.got("ada") == []
        assert len(w.got("sam")) == 1
        await w.says("ada", "letter sam")
        assert "went out Saturday, 10:00" in w.texts("ada", "reply")[-1]
        await w.says("ada", "/letter")
        assert "/letter NAME" in w.texts("ada", "reply")[-1]


async def test_letter_command_without_a_letter() -> None:
    """Where no letter is planned, that is said."""
    async with week(assign="") as w:
        await w.says("ada", "/letter sam")
        assert "No letter is planned" in w.texts("ada", "reply")[-1]


async def test_always_send_is_taken_back() -> None:
    """/letter lets Ada be asked again, also after this week's letter has gone."""
    async with week() as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Always send")
        await w.until("2026-03-07T12:00:00+00:00")
        await w.says("ada", "/letter sam")
        await w.taps("ada", "Ask me each time")
        seen: list[bool] = []
        await w.change("sam", lambda turn: seen.append(client_of(turn.person).bonds[0].letter_auto))
        assert seen == [False]
