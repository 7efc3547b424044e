"""The mid-week letter: read by the therapist, approved, edited, changed (DESIGN §4.5)."""

from collections.abc import Callable

import pytest

from bot.channels.base import Inbound
from handlers.turn import Turn
from tests.letter_week import FRIDAY, PREVIEW, SATURDAY, after_the_first, done, hard, week


async def test_the_week() -> None:
    """Sent on Tuesday, read by Ada on Friday 10:00, sent by her, with Sam on Saturday 10:00, signed."""
    async with week() as w:
        await w.until("2026-03-06T10:30:00+00:00")
        (preview,) = w.got("ada")
        assert preview["at"] == FRIDAY
        assert preview["buttons"] == PREVIEW
        assert "Saturday, 10:00" in preview["text"]
        assert "goes only with Send" in preview["text"]
        assert w.got("sam") == []
        await w.taps("ada", "Send")
        assert w.texts("ada", "reply")[-1].startswith("It goes Saturday, 10:00.")
        await w.until("2026-03-07T12:00:00+00:00")
        (letter,) = w.got("sam")
        assert letter["at"] == SATURDAY
        assert letter["buttons"] == ["I have a question", "Do a small piece now"]
        words = letter["text"].split("\n")[0]
        assert words in preview["text"]
        assert words.endswith("See you Tuesday. Ada")


async def test_first_letter_lapses_without_send() -> None:
    """Without Send the first letter does not go; that day's cue may come, and Ada hears at 8 next morning."""
    async with week(assign="/assign sam thought record daily at 19:00") as w:
        await w.until("2026-03-06T20:30:00+00:00")
        await w.says("sam", "private still here")
        await w.until("2026-03-08T09:00:00+00:00")
        assert w.got("sam") == []
        assert [e["at"] for e in w.got("sam", "cue", SATURDAY)] == ["2026-03-07T19:00:00+00:00"]
        (notice,) = w.got("ada", "notice")
        assert notice["at"] == "2026-03-08T08:00:00+00:00"
        assert "Saturday, 10:00" in notice["text"]
        assert "waited for Send" in notice["text"]
        await w.taps("ada", "Send")
        assert "Its time has passed" in w.texts("ada", "reply")[-1]
        await w.until("2026-03-09T12:00:00+00:00")
        assert w.got("sam") == []


async def test_letter_takes_the_place_of_the_cue() -> None:
    """On the letter's day no cue comes."""
    async with week(assign="/assign sam thought record daily at 19:00") as w:
        await w.until("2026-03-06T10:30:00+00:00")
        await w.taps("ada", "Send")
        await w.until("2026-03-08T08:00:00+00:00")
        assert len(w.got("sam")) == 1
        assert w.got("sam", "cue", "2026-03-07") == []


@pytest.mark.parametrize(
    ("later", "state", "goes"),
    [
        ((after_the_first,), "Nothing begun so far.", True),
        ((after_the_first, done), "All of it is done.", True),
        ((after_the_first, hard), "Sam said it was hard.", False),
        ((), "First week", False),
        ((hard,), "Sam said it was hard.", False),
    ],
)
async def test_who_goes_without_an_answer(
    later: tuple[Callable[[Turn], None], ...], state: str, goes: bool
) -> None:
    """Not started, partial and done go as planned; the first one and what was hard do not."""
    async with week() as w:
        for change in later:
            await w.change("sam", change)
        await w.until("2026-03-07T12:00:00+00:00")
        (preview,) = w.texts("ada")
        assert state in preview
        assert ("unless you skip it" in preview) is goes
        assert len(w.got("sam")) == int(goes)


async def test_skip() -> None:
    """A skipped letter does not go, and nothing is said about it again."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Skip this week")
        assert w.texts("ada", "reply")[-1].startswith("Skipped.")
        await w.until("2026-03-09T12:00:00+00:00")
        assert w.got("sam") == []
        assert w.got("ada", "notice") == []


async def test_always_send() -> None:
    """After Always send this one and the ones after it go by themselves; each is still read before."""
    async with week() as w:
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Always send")
        await w.until("2026-03-07T12:00:00+00:00")
        assert len(w.got("sam")) == 1
        await w.change("sam", hard)
        await w.until("2026-03-14T12:00:00+00:00")
        (_, second) = w.got("ada")
        assert second["buttons"] == ["Send", "Edit", "Skip this week", "Ask me each time"]
        assert "unless you skip it" in second["text"]
        letters = w.texts("sam")
        assert len(letters) == 2
        assert letters[0] != letters[1]
        await w.until("2026-03-20T12:00:00+00:00")
        await w.taps("ada", "Ask me each time")
        assert "wait for you" in w.texts("ada", "reply")[-1]


async def test_changed_to_another_that_goes_by_itself() -> None:
    """Something was done after the preview: the letter that fits goes, and Ada is told."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-06T12:00:00+00:00")
        await w.change("sam", done)
        await w.until("2026-03-07T12:00:00+00:00")
        (letter,) = w.got("sam")
        assert letter["buttons"] == ["Add a thought"]
        (notice,) = w.texts("ada", "notice")
        assert "all of it was done" in notice


@pytest.mark.parametrize("sends", [True, False])
async def test_changed_to_one_that_waits(sends: bool) -> None:
    """It turned out hard: the letter goes back to Ada at its time, and goes only with Send, that day."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Send")
        await w.change("sam", hard)
        await w.until("2026-03-07T13:00:00+00:00")
        again = w.got("ada")[-1]
        assert again["at"] == SATURDAY
        assert "until 20:00 today" in again["text"]
        assert w.got("sam") == []
        if sends:
            await w.taps("ada", "Send")
            (letter,) = w.got("sam")
            assert letter["buttons"] == ["Bring something", "Slow down"]
            assert w.texts("ada", "reply")[-1] == "It goes now."
        await w.until("2026-03-08T09:00:00+00:00")
        assert len(w.got("sam")) == int(sends)
        assert len(w.got("ada", "notice")) == int(not sends)


async def test_old_send_after_a_newer_preview() -> None:
    """A button of the first preview decides nothing once the letter has come back changed."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-06T12:00:00+00:00")
        old = [
            button
            for shown in w.stage.figures["ada"].screen
            for button in shown.buttons
            if button[0] == "Send"
        ]
        await w.change("sam", hard)
        await w.until("2026-03-07T13:00:00+00:00")
        tap = Inbound(
            "telegram", w.stage.figures["ada"].address, "old", "tap", w.stage.clock.now(), text=old[-1][1]
        )
        await w.stage.engine.door.receive(w.stage.practice, tap)
        await w.stage.engine.settle()
        assert w.got("sam") == []


async def test_edit() -> None:
    """Ada's own words are shown to her again, wait for Send, and go filled in and as written."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Edit")
        await w.says("ada", "Hello {name}, {nickname}!")
        assert "{nickname} is not one I can fill in" in w.texts("ada", "reply")[-1]
        await w.says("ada", "x" * 251)
        assert "longer than 250 characters" in w.texts("ada", "reply")[-1]
        await w.says("ada", "Hi {name}, no rush! See you {session_day}. {therapist}")
        shown = w.texts("ada")[-1]
        assert "Hi Sam, no rush! See you Tuesday. Ada" in shown
        assert "goes only with Send" in shown
        await w.taps("ada", "Send")
        await w.until("2026-03-07T12:00:00+00:00")
        (letter,) = w.texts("sam")
        assert letter.startswith("Hi Sam, no rush! See you Tuesday. Ada\n")


async def test_another_language() -> None:
    """Ours is shown in Ada's language, the activity's name too; her own words with the name Sam will read."""
    async with week(language="es", channel="telegram") as w:
        await w.until("2026-03-06T12:00:00+00:00")
        (shown,) = w.texts("ada")
        assert "Sam gets it in Spanish" in shown
        assert "thought record" in shown.lower()
        assert "pensamientos" not in shown.lower()
        await w.taps("ada", "Edit")
        await w.says("ada", "Hola, {name}. Sigue {title}. {therapist}")
        assert 'Sigue "Registro de pensamientos". Ada' in w.texts("ada")[-1]
        await w.taps("ada", "Send")
        await w.until("2026-03-07T12:00:00+00:00")
        (letter,) = w.texts("sam")
        assert letter.startswith('Hola, Sam. Sigue "Registro de pensamientos". Ada')


async def test_edit_without_send() -> None:
    """An edited letter nobody sent does not go, nor does the one it replaced."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Edit")
        await w.says("ada", "Hi {name}. {therapist}")
        await w.until("2026-03-08T09:00:00+00:00")
        assert w.got("sam") == []
        assert len(w.got("ada", "notice")) == 1


async def test_edit_left_as_it_is() -> None:
    """SKIP at the edit changes nothing: an automatic letter goes as planned."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Edit")
        await w.says("ada", "skip")
        await w.until("2026-03-07T12:00:00+00:00")
        assert len(w.got("sam")) == 1


async def test_edited_and_changed() -> None:
    """A text edited by hand goes back for approval when the week has changed."""
    async with week() as w:
        await w.change("sam", after_the_first)
        await w.until("2026-03-06T12:00:00+00:00")
        await w.taps("ada", "Edit")
        await w.says("ada", "Hi {name}. {therapist}")
        await w.taps("ada", "Send")
        await w.change("sam", done)
        await w.until("2026-03-07T12:00:00+00:00")
        assert w.got("sam") == []
        assert "The week has changed" in w.texts("ada")[-1]
        await w.taps("ada", "Send")
        assert w.texts("sam")[0].startswith("Hi Sam. Ada")
