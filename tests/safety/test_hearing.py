"""One reading of a text serves everything that asks about it, for as long as the text is on its way."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import default_config
from bot.held import kept, restored
from bot.surroundings import build_houses
from handlers import turn
from handlers.events import Text
from handlers.safety.hearing import Heard, hear
from handlers.safety.optout import OptOut
from handlers.safety.phrases import Matcher
from tests.core_stage import ADA, SAM, playing
from tests.safety.lines import matcher, opt_out
from tests.safety.sets import texts

SAID = ["sos", "STOP", "help", "I want to die", "please stop texting me", "6", "a quiet day", ""]


def reading(words: str) -> Heard:
    return hear(matcher(), opt_out(), words)


@given(st.one_of(st.sampled_from(SAID + texts("optout/phrases.en.dev.txt")), st.text(max_size=80)))
def test_one_reading_says_what_each_list_says(words: str) -> None:
    """What is carried with a text is exactly what every list says of it when asked alone."""
    heard, out = reading(words), opt_out()
    assert (heard.sos, heard.risk) == (matcher().sos(words), matcher().tier(words))
    assert (heard.carrier, heard.wants_out) == (out.read_carrier(words), out.wants_out(words))
    assert (heard.request == "perhaps") == out.may_be_answer(words)


@pytest.mark.parametrize("text", ["a quiet day", "i want to die", "stop texting me", "help", "6"])
async def test_an_inbound_text_is_read_once(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """From the door to the commit the lists read a whole text a single time."""
    read: list[str] = []

    def noted(risk: Matcher, out: OptOut, words: str) -> Heard:
        read.append(words)
        return hear(risk, out, words)

    async with playing(ADA, SAM) as play:
        monkeypatch.setattr(turn, "hear", noted)
        await play.deliver("sam", text=text)
    assert read == [text]


def test_a_reading_is_never_used_for_other_words() -> None:
    """An event whose words were replaced is read anew, whatever reading it still carries."""
    event = Text("a quiet day", 0, heard=reading("a quiet day"))
    joined = replace(event, text="a quiet day\nI want to die")
    (house,) = build_houses(default_config())[0].values()
    assert joined.heard is event.heard
    assert house.hear(joined.text, joined.heard) == reading(joined.text)


def test_what_is_stored_of_an_event_holds_no_reading() -> None:
    """An event that waits is kept without what was recognised in it, and comes back the same."""
    event = Text("I want to die", 5, heard=reading("I want to die"))
    assert "heard" not in kept(event)
    assert restored(kept(event)) == event


def test_a_reading_shows_no_words() -> None:
    """What a log or a fault would print of a reading names nothing the person said."""
    assert "quiet" not in repr(reading("a quiet day"))
